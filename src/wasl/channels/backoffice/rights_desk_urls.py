"""The addresses of the desk behind citizens' requests."""

from django.urls import path

from wasl.channels.backoffice import rights_desk as desk

urlpatterns = [
    path("", desk.listed, name="rights"),
    path("<str:reference>/", desk.one, name="rights-request"),
    path("<str:reference>/take/", desk.taken, name="rights-take"),
    path("<str:reference>/answer/", desk.answered, name="rights-answer"),
]
