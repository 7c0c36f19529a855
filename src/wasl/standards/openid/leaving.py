"""RP-initiated logout: a relying party sends the person's browser here to sign them out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

import wasl.identity.openid.api as openid
from wasl.identity.api import sign_out, signed_in
from wasl.standards.openid.parameters import sent

LEAVING = "openid-leaving"
"""Where a session remembers the address to go to once the person said that they want to leave."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: HttpRequest) -> HttpResponse:
    """With a hint that names this very session it ends at once; else the person is asked."""
    try:
        params = sent(request)
    except openid.ProtocolError as error:
        return render(request, "openid/refused.html", {"error": error}, status=error.status)
    here = signed_in(request)
    leaving = openid.leave(params, here)
    if here is not None and not leaving.sure:
        request.session[LEAVING] = leaving.to
        return redirect("my-leave")
    if here is not None:
        sign_out(request)
    return HttpResponse(status=303, headers={"Location": leaving.to}) if leaving.to else redirect("home")
