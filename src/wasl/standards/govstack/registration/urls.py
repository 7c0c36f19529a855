"""Mounted by the platform under /govstack/registration/."""

from django.urls import URLPattern, URLResolver, path

from wasl.standards.govstack.registration.rest import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
