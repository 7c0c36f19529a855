"""The addresses of case work."""

from django.urls import path

from wasl.channels.backoffice.cases import changes_page, doing, many, one, queues

urlpatterns = [
    path("", queues.work, name="work"),
    path("queue.csv", queues.table_of_queue, name="work-csv"),
    path("next/", queues.following, name="work-next"),
    path("keys/", queues.keys, name="work-keys"),
    path("many/", many.chosen, name="work-many"),
    path("many/act/", many.acted, name="work-many-act"),
    path("changes/", changes_page.stuck, name="work-mend"),
    path("changes/<int:number>/", changes_page.change, name="work-change"),
    path("changes/<int:number>/do/", changes_page.mended, name="work-change-do"),
    path("<str:reference>/", one.case, name="work-case"),
    path("<str:reference>/files/<str:key>/", one.file, name="work-file"),
    path("<str:reference>/act/", doing.acted, name="work-act"),
    path("<str:reference>/hold/", doing.held, name="work-hold"),
    path("<str:reference>/say/", doing.said, name="work-say"),
    path("<str:reference>/reopen/", doing.reopened, name="work-reopen"),
    path("<str:reference>/review/", doing.reviewed, name="work-review"),
]
