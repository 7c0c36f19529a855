"""Mounted by the platform under /openid/."""

from pathlib import Path

from django.urls import path

from wasl.core.describing import serving
from wasl.standards.openid import arriving, back_channel, leaving

urlpatterns = [
    path("authorize", arriving.authorize, name="openid-authorize"),
    path("end_session", leaving.end_session, name="openid-end-session"),
    path("par", back_channel.par, name="openid-par"),
    path("token", back_channel.token, name="openid-token"),
    path("userinfo", back_channel.userinfo, name="openid-userinfo"),
    path("jwks", back_channel.jwks, name="openid-jwks"),
    path("revoke", back_channel.revoke, name="openid-revoke"),
    path("introspect", back_channel.introspect, name="openid-introspect"),
    path("openapi.json", serving(Path(__file__).parent), name="openid-openapi"),
]
