"""The addresses under /policies/."""

from django.urls import path

from wasl.channels.backoffice.policies import views

urlpatterns = [
    path("", views.home, name="policies"),
    path("history/", views.history, name="policy-history"),
    path("editions/<int:number>/take-back/", views.take_back, name="policy-take-back"),
    path("proposals/new/", views.new, name="policy-new"),
    path("proposals/<int:number>/", views.proposal, name="policy-proposal"),
    path("proposals/<int:number>/act/", views.act, name="policy-act"),
    path("proposals/<int:number>/decide/", views.decide, name="policy-decide"),
    path("proposals/<int:number>/simulation.csv", views.simulation, name="policy-simulation"),
    path("proposals/<int:number>/rules/", views.rule, name="policy-rule-new"),
    path("proposals/<int:number>/rules/<slug:slug>/", views.rule, name="policy-rule"),
]
