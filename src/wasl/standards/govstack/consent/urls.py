"""Mounted by the platform under /govstack/consent/."""

from django.urls import URLPattern, URLResolver, path

from wasl.standards.govstack.consent.rest import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
