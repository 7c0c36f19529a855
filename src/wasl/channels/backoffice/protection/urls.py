"""Addresses under /protection/. Handles of people looked at never stand in one."""

from django.urls import path

from wasl.channels.backoffice.protection import cases, emergencies, incidents, records

urlpatterns = [
    path("", cases.listed, name="protection"),
    path("cases.csv", cases.exported, name="protection-export"),
    path("cases/<int:number>/", cases.one, name="protection-case"),
    path("emergencies/", emergencies.listed, name="protection-emergencies"),
    path("emergencies/<int:seq>/", emergencies.one, name="protection-emergency"),
    path("mine/", emergencies.mine, name="protection-mine"),
    path("mine/<int:seq>/", emergencies.mine, name="protection-justify"),
    path("incidents/", incidents.listed, name="protection-incidents"),
    path("incidents/new/", incidents.new, name="protection-incident-new"),
    path("incidents/<str:reference>/", incidents.one, name="protection-incident"),
    path("incidents/<str:reference>/change/", incidents.changed, name="protection-incident-change"),
    path("incidents/<str:reference>/notices/", incidents.noticed, name="protection-notices"),
    path("incidents/<str:reference>/notices/<int:number>/", incidents.notice, name="protection-notice"),
    path("incidents/<str:reference>/notices/<int:number>.json", incidents.notice_file, name="protection-notice-file"),
    path("incidents/<str:reference>/people/", incidents.concerned, name="protection-concerned"),
    path("incidents/<str:reference>/close/", incidents.closed, name="protection-close"),
    path("public/", records.public, name="protection-public"),
    path("public/unmark/", records.unmark, name="protection-unmark"),
    path("activities/", records.activities, name="protection-activities"),
    path("activities.json", records.activities_json, name="protection-activities-json"),
    path("activities.csv", records.activities_csv, name="protection-activities-csv"),
    path("retention/", records.retention, name="protection-retention"),
]
