"""Addresses under /verify/. Neither a number nor a handle stands in one."""

from django.urls import path

from wasl.channels.backoffice.verification import documents, views

urlpatterns = [
    path("", views.ask, name="verify"),
    path("documents/", documents.lines, name="verify-documents"),
    path("photos/", documents.photo, name="verify-photos"),
    path("faces/", documents.faces, name="verify-faces"),
    path("history/", views.history, name="verify-history"),
    path("history.csv", views.exported, name="verify-export"),
    path("<str:reference>/", views.answer, name="verify-answer"),
    path("<str:reference>/code/", views.code, name="verify-code"),
    path("<str:reference>/confirm/", views.confirm, name="verify-confirm"),
]
