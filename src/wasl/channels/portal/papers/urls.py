"""Addresses below /documents/: for everybody."""

from django.urls import URLPattern, path

from wasl.channels.portal.papers import checking

urlpatterns: list[URLPattern] = [
    path("check/", checking.form, name="document-check"),
    path("<str:number>/", checking.answer, name="document"),
]
