"""Addresses below /pay/."""

from django.urls import URLPattern, path

from wasl.channels.portal.paying import views

urlpatterns: list[URLPattern] = [
    path("<str:reference>/", views.pay, name="pay"),
    path("<str:reference>/receipt/", views.receipt, name="pay-receipt"),
]
