"""Addresses under which a service is filled in. Neither a national number nor a handle is part of one."""

from django.urls import URLPattern, path

from wasl.channels.portal.filling import beginning, checking, discarding, inviting, pages, receipt, tasks

CASE = "my/cases/<str:reference>/"

urlpatterns: list[URLPattern] = [
    path("services/<slug:slug>/begin/", beginning.started, name="service-begin"),
    path(f"{CASE}fill/", tasks.tasks, name="case-tasks"),
    path(f"{CASE}fill/<slug:page>/", pages.filled, name="case-page"),
    path(f"{CASE}check/", checking.checked, name="case-check"),
    path(f"{CASE}sent/", receipt.receipt, name="case-sent"),
    path(f"{CASE}discard/", discarding.discarded, name="case-discard"),
    path(f"{CASE}invite/", inviting.invited, name="case-invite"),
]
