"""Mounted by the platform under /.well-known/."""

from django.urls import path

from wasl.standards.openid import back_channel

urlpatterns = [
    path("openid-configuration", back_channel.configuration, name="openid-configuration"),
    path("oauth-authorization-server", back_channel.configuration, name="oauth-authorization-server"),
]
