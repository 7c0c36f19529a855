"""Addresses below /my/documents/: for their holder."""

from django.urls import URLPattern, path

from wasl.channels.portal.papers import mine

urlpatterns: list[URLPattern] = [
    path("", mine.listed, name="my-documents"),
    path("<str:number>/pdf/", mine.file, name="my-document-file"),
]
