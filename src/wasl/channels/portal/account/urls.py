"""Addresses of a citizen's own account."""

from django.urls import path

from wasl.channels.portal.account import devices, home, people, raising, recovering, registering, telephone

urlpatterns = [
    path("register/", registering.start, name="my-register"),
    path("register/code/", registering.code, name="my-register-code"),
    path("recover/", recovering.start, name="my-recover"),
    path("recover/code/", recovering.code, name="my-recover-code"),
    path("account/", home.account, name="my-account"),
    path("account/language/", home.language, name="my-account-language"),
    path("account/close/", home.closed, name="my-account-close"),
    path("account/raise/", raising.start, name="my-account-raise"),
    path("account/raise/code/", raising.code, name="my-account-raise-code"),
    path("account/telephone/", telephone.change, name="my-account-telephone"),
    path("account/telephone/code/", telephone.code, name="my-account-telephone-code"),
    path("account/telephone/stop/", telephone.stopped, name="my-account-telephone-stop"),
    path("account/devices/", devices.listed, name="my-account-devices"),
    path("account/devices/end/", devices.ended, name="my-account-devices-end"),
    path("account/devices/everywhere/", devices.everywhere, name="my-account-devices-everywhere"),
    path("account/people/", people.listed, name="my-account-people"),
    path("account/people/accept/", people.accepted, name="my-account-people-accept"),
    path("account/people/end/", people.ended, name="my-account-people-end"),
]
