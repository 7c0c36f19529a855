"""Addresses of requests that were sent. Neither a national number nor a handle is part of one."""

from django.urls import URLPattern, path

from wasl.channels.portal.mycases import doing, giving, inviting, listing, one

CASE = "cases/<str:reference>/"

urlpatterns: list[URLPattern] = [
    path("cases/", listing.listed, name="my-cases"),
    path("messages/", listing.messages, name="my-messages"),
    path(CASE, one.opened, name="my-case"),
    path(f"{CASE}print/", one.printed, name="my-case-print"),
    path(f"{CASE}do/<slug:action>/", doing.acted, name="my-case-act"),
    path(f"{CASE}review/", doing.asked_review, name="my-case-review"),
    path(f"{CASE}sign/", inviting.signed, name="my-case-sign"),
    path(f"{CASE}signers/", inviting.invited, name="my-case-signers"),
    path(f"{CASE}files/<str:key>/", giving.file, name="my-case-file"),
    path(f"{CASE}documents/<str:number>/", giving.document, name="my-case-document"),
]
