"""The addresses under /counter/. Neither a number nor a handle ever stands in one."""

from django.urls import path

from wasl.channels.counter import views

urlpatterns = [
    path("", views.home, name="counter"),
    path("person/", views.person, name="counter-person"),
    path("visit/", views.visited, name="counter-visit"),
    path("passkey/", views.bound, name="counter-passkey"),
    path("register/", views.registered, name="counter-register"),
    path("code/", views.code, name="counter-code"),
    path("receipts/<int:number>/", views.receipt, name="counter-receipt"),
]
