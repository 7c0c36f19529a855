"""Addresses below /datatracker/, spelled as the contract spells them."""

from pathlib import Path

from django.urls import URLPattern, path, re_path

from wasl.core.describing import serving
from wasl.standards.datatracker import views

urlpatterns: list[URLPattern] = [
    path("v2/findUsage", views.find_usage, name="tracker-usages"),
    path("v2/usagePeriod", views.usage_period, name="tracker-period"),
    path("v2/heartbeat", views.heartbeat, name="tracker-heartbeat"),
    path("v2/proof/<int:seq>", views.proof, name="tracker-proof"),
    path("openapi.json", serving(Path(__file__).parent), name="tracker-openapi"),
    re_path(r"^(?P<rest>.*)$", views.nothing),
]
