"""The addresses under /approvals/."""

from django.urls import path

from wasl.channels.backoffice import staff_approvals as approvals

urlpatterns = [
    path("", approvals.listed, name="approvals"),
    path("<int:number>/", approvals.one, name="approval"),
    path("<int:number>/decide/", approvals.decide, name="approval-decide"),
]
