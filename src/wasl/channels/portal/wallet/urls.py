"""Addresses below /my/wallet/."""

from django.urls import URLPattern, path

from wasl.channels.portal.wallet import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="my-wallet"),
    path("allow/", views.allowed, name="my-wallet-allow"),
    path("offer/", views.offered, name="my-wallet-offer"),
    path("take-back/", views.taken_back, name="my-wallet-take-back"),
]
