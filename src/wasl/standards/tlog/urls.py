"""Addresses below /log/: open to everybody, since nothing there says anything about anybody."""

from pathlib import Path

from django.urls import URLPattern, path, re_path

from wasl.core.describing import serving
from wasl.standards.tlog import views, witness

urlpatterns: list[URLPattern] = [
    path("openapi.json", serving(Path(__file__).parent), name="log-openapi"),
    path("checkpoint", views.checkpoint, name="log-checkpoint"),
    path("checkpoint.cosigned", views.cosigned, name="log-cosigned"),
    path("key", views.key, name="log-key"),
    path("verifier.html", views.verifier, name="log-verifier"),
    path("tile/entries/<path:path>", views.entries, name="log-entries"),
    path("tile/<path:path>", views.tile, name="log-tile"),
    path("witness/add-checkpoint", witness.add_checkpoint, name="log-witness"),
    path("witness/key", witness.key, name="log-witness-key"),
    path("witness/<str:origin_hash>/checkpoint", witness.seen, name="log-witness-seen"),
    re_path(r"^(?P<rest>.*)$", views.nothing),
]
