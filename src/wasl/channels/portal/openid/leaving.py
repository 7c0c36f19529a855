"""The question before a relying party's wish to sign somebody out is followed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wasl.identity.api import sign_out, signed_in

LEAVING = "openid-leaving"
"""As wasl.standards.openid.leaving leaves it: an address that was registered, or nothing."""


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    if signed_in(request) is None:
        return redirect("home")
    to = request.session.get(LEAVING)
    if request.method != "POST":
        return render(request, "openid/leave.html")
    sign_out(request)
    if not to:
        return redirect("home")
    response = render(request, "openid/going_on.html", {"to": to})
    response["Refresh"] = f"0; url={to}"
    return response
