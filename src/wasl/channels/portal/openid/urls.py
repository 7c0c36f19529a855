"""A citizen's pages about the programs that they sign in to; mounted by the platform under /my/."""

from django.urls import path

from wasl.channels.portal.openid import connections, leaving, sharing

urlpatterns = [
    path("share/<str:request_handle>/", sharing.share, name="my-share"),
    path("connected/", connections.listed, name="my-connected"),
    path("connected/end/", connections.ended, name="my-connected-end"),
    path("leave/", leaving.leave, name="my-leave"),
]
