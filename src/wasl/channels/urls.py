"""Every address that the platform serves. A national number is never part of one."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from wasl.channels.api import api
from wasl.channels.backoffice import desk
from wasl.channels.backoffice import quality_views as quality
from wasl.channels.backoffice import views as backoffice
from wasl.channels.backoffice.size import size
from wasl.channels.health import healthz, metrics, readyz
from wasl.channels.portal.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("sign-in/", backoffice.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", include("django.conf.urls.i18n")),
    path("persons/", backoffice.search, name="search"),
    path("persons/<str:handle>/", backoffice.picture, name="picture"),
    path("desk/", desk.home, name="desk"),
    path("desk/start/", desk.start, name="desk-start"),
    path("desk/pair/", desk.work, name="desk-pair"),
    path("desk/choose/", desk.choose, name="desk-choose"),
    path("desk/undo/", desk.undo, name="desk-undo"),
    path("desk/keys/", desk.keys, name="desk-keys"),
    path("desk/history/", desk.history, name="desk-history"),
    path("quality/", quality.summary, name="quality"),
    path("quality/registers/", quality.registers, name="quality-registers"),
    path("quality/registers/<str:register_id>/", quality.register, name="quality-register"),
    path("quality/model/", quality.model, name="quality-model"),
    path("quality/figures.csv", quality.figures, name="quality-figures"),
    path("quality/report.html", quality.whole_report, name="quality-report"),
    path("quality/size/", size, name="quality-size"),
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "wasl.channels.errors.bad_request"
handler403 = "wasl.channels.errors.forbidden"
handler404 = "wasl.channels.errors.not_found"
handler500 = "wasl.channels.errors.broken"
