"""Every address that the platform serves. A national number is never part of one."""

from pathlib import Path

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from wasl.channels.api import api
from wasl.channels.api_catalog import api_catalog
from wasl.channels.backoffice import desk, second_factor
from wasl.channels.backoffice import quality_views as quality
from wasl.channels.backoffice import views as backoffice
from wasl.channels.backoffice.size import size
from wasl.channels.backoffice.staff_sign_in import SignIn
from wasl.channels.health import healthz, metrics, readyz
from wasl.channels.portal.transparency import transparency, transparency_csv
from wasl.channels.portal.views import home
from wasl.core.describing import serving

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/second/", second_factor.second, name="sign-in-second"),
    path("sign-in/enrol/", second_factor.enrol, name="sign-in-enrol"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", include("django.conf.urls.i18n")),
    path("persons/", backoffice.search, name="search"),
    path("persons/<str:handle>/", backoffice.picture, name="picture"),
    path("persons/<str:handle>/emergency/", backoffice.emergency, name="emergency"),
    path("desk/", desk.home, name="desk"),
    path("desk/start/", desk.start, name="desk-start"),
    path("desk/pair/", desk.work, name="desk-pair"),
    path("desk/choose/", desk.choose, name="desk-choose"),
    path("desk/undo/", desk.undo, name="desk-undo"),
    path("desk/keys/", desk.keys, name="desk-keys"),
    path("desk/history/", desk.history, name="desk-history"),
    path("my/wallet/", include("wasl.channels.portal.wallet.urls")),
    path("verifier/", include("wasl.channels.portal.verifier.urls")),
    path("my/documents/", include("wasl.channels.portal.papers.my_urls")),
    path("documents/", include("wasl.channels.portal.papers.urls")),
    path("pay/", include("wasl.channels.portal.paying.urls")),
    path("my/", include("wasl.channels.portal.mydata.urls")),
    path("my/", include("wasl.channels.portal.factors.urls")),
    path("my/", include("wasl.channels.portal.account.urls")),
    path("my/", include("wasl.channels.portal.openid.urls")),
    path("my/", include("wasl.channels.portal.services.my_urls")),
    path("my/", include("wasl.channels.portal.mycases.urls")),
    path("rights/", include("wasl.channels.backoffice.rights_desk_urls")),
    path("work/", include("wasl.channels.backoffice.cases.urls")),
    path("quality/", quality.summary, name="quality"),
    path("quality/registers/", quality.registers, name="quality-registers"),
    path("quality/registers/<str:register_id>/", quality.register, name="quality-register"),
    path("quality/model/", quality.model, name="quality-model"),
    path("quality/figures.csv", quality.figures, name="quality-figures"),
    path("quality/report.html", quality.whole_report, name="quality-report"),
    path("quality/size/", size, name="quality-size"),
    path("protection/", include("wasl.channels.backoffice.protection.urls")),
    path("counter/", include("wasl.channels.counter.urls")),
    path("staff/", include("wasl.channels.backoffice.staff_urls")),
    path("approvals/", include("wasl.channels.backoffice.staff_approvals_urls")),
    path("console/", include("wasl.channels.console.urls")),
    path("policies/", include("wasl.channels.backoffice.policies.urls")),
    path("verify/", include("wasl.channels.backoffice.verification.urls")),
    path("services/", include("wasl.channels.portal.services.urls")),
    path("", include("wasl.channels.portal.filling.urls")),
    path("transparency/", transparency, name="transparency"),
    path("transparency/looks.csv", transparency_csv, name="transparency-csv"),
    path("api/v1/", api.urls),
    path("govstack/consent/", include("wasl.standards.govstack.consent.urls")),
    path("govstack/registration/", include("wasl.standards.govstack.registration.urls")),
    path("log/", include("wasl.standards.tlog.urls")),
    path("datatracker/", include("wasl.standards.datatracker.urls")),
    path("openid/", include("wasl.standards.openid.urls")),
    path(".well-known/", include("wasl.standards.openid.well_known")),
    path("", include("wasl.standards.openid4vc.urls")),
    path(".well-known/api-catalog", api_catalog, name="api-catalog"),
    path("openapi.json", serving(Path(__file__).parent), name="openapi"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "wasl.channels.errors.bad_request"
handler403 = "wasl.channels.errors.forbidden"
handler404 = "wasl.channels.errors.not_found"
handler500 = "wasl.channels.errors.broken"
