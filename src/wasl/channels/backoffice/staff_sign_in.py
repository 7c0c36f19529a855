"""Signing in: the password on the first page opens nothing but the second, where the second factor is given."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wasl.channels.backoffice.forms import SignInForm, described
from wasl.identity.api import Role, Staff, demo_accounts
from wasl.identity.staffing.api import password_given

HOMES = {
    Role.AGENT: "counter",
    Role.OFFICER: "search",
    Role.STEWARD: "search",
    Role.AUDITOR: "protection",
    Role.PROTECTION: "protection",
    Role.OPERATOR: "quality",
    Role.OFFICE_HEAD: "staff",
    Role.CASE_WORKER: "work",
}
"""Where each role's own work begins."""


class SignIn(LoginView):
    template_name = "backoffice/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        password_given(self.request, form.get_user(), self.get_redirect_url())
        return redirect("sign-in-second")

    def get_context_data(self, **keywords: Any) -> dict[str, Any]:
        context = super().get_context_data(**keywords)
        described(context["form"])
        return {**context, "accounts": demo_accounts()}

    def get_default_redirect_url(self) -> str:
        return home_of(self.request)


def home_of(request: HttpRequest) -> str:
    role = request.user.role if isinstance(request.user, Staff) else None
    return reverse(HOMES.get(role, "staff-me"))  # type: ignore[call-overload]  # none has no work of its own
