"""The addresses under which services are found. Nothing in one says who is looking."""

from django.urls import path

from wasl.channels.portal.services import finding, rates, start

urlpatterns = [
    path("", finding.services, name="services"),
    path("once-only/", rates.once_only_rates, name="services-once-only"),
    path("once-only/rates.csv", rates.once_only_csv, name="services-once-only-csv"),
    path("for/<slug:event>/", finding.event, name="services-event"),
    path("by/<slug:agency>/", finding.agency, name="services-agency"),
    path("<slug:slug>/", start.service, name="service"),
]
