"""The addresses under /staff/."""

from django.urls import path

from wasl.channels.backoffice import staff_list, staff_me

urlpatterns = [
    path("", staff_list.listed, name="staff"),
    path("invite/", staff_list.invite, name="staff-invite"),
    path("invitations/<int:number>/link/", staff_list.link, name="staff-link"),
    path("join/<str:secret>/", staff_list.joining, name="staff-join"),
    path("members/<slug:username>/", staff_list.member, name="staff-member"),
    path("me/", staff_me.me, name="staff-me"),
    path("me/known/", staff_me.known, name="staff-known"),
    path("me/sessions/", staff_me.end, name="staff-sessions"),
    path("me/password/", staff_me.password, name="staff-password"),
    path("me/factors/", staff_me.change_factors, name="staff-factors"),
    path("me/factors/new/", staff_me.new_factor, name="staff-factor-new"),
]
