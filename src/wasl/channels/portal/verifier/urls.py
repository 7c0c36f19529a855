"""Addresses below /verifier/."""

from django.urls import URLPattern, path

from wasl.channels.portal.verifier import offline, views

urlpatterns: list[URLPattern] = [
    path("", views.page, name="verifier"),
    path("check/", views.checked, name="verifier-check"),
    path("trust.json", offline.trust, name="verifier-trust"),
    path("check.js", offline.script, name="verifier-script"),
    path("page.js", offline.page_script, name="verifier-page-script"),
    path("worker.js", offline.worker, name="verifier-worker"),
    path("ask/", views.ask, name="verifier-ask"),
    path("asked/", views.asked, name="verifier-asked"),
    path("asked/<slug:reference>/", views.waiting, name="verifier-waiting"),
    path("asked/<slug:reference>/answer/", views.answer, name="verifier-answer"),
]
