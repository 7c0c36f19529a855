"""The addresses under /console/."""

from django.urls import path

from wasl.channels.console import views

urlpatterns = [
    path("", views.listed, name="console"),
    path("new/", views.new, name="console-new"),
    path("parties/<slug:client_id>/", views.party, name="console-party"),
    path("parties/<slug:client_id>/change/", views.change, name="console-change"),
    path("parties/<slug:client_id>/standing/", views.standing, name="console-standing"),
    path("parties/<slug:client_id>/settings.json", views.exported, name="console-export"),
]
