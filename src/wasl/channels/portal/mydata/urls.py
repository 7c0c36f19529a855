"""The citizen's addresses. Neither a number nor a handle is part of one."""

from django.urls import path

from wasl.channels.portal.mydata import consents, download, home, looks, picture, requests, signing

urlpatterns = [
    path("", home.home, name="my-home"),
    path("sign-in/", signing.number, name="my-sign-in"),
    path("sign-in/code/", signing.code, name="my-code"),
    path("sign-out/", signing.leave, name="my-sign-out"),
    path("looks/", looks.listed, name="my-looks"),
    path("looks/<int:seq>/", looks.one, name="my-look"),
    path("looks/<int:seq>/proof/", looks.proof, name="my-proof"),
    path("looks/<int:seq>/object/", looks.objected, name="my-objection"),
    path("alerts/", home.alerts, name="my-alerts"),
    path("alerts/choose/", home.wished, name="my-alerts-choose"),
    path("consents/", consents.listed, name="my-consents"),
    path("consents/give/", consents.gave, name="my-consent-give"),
    path("consents/withdraw/", consents.took_back, name="my-consent-withdraw"),
    path("data/", picture.own_picture, name="my-data"),
    path("data/correct/", requests.correct, name="my-correct"),
    path("data/erase/", requests.erase, name="my-erase"),
    path("download/", download.page, name="my-download"),
    path("download/file/", download.file, name="my-file"),
    path("requests/", requests.listed, name="my-requests"),
    path("requests/<str:reference>/", requests.one, name="my-request"),
]
