"""Requests to wallets and their answers (OpenID4VP sections 5 and 8)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

import wasl.identity.wallet.api as wallet
from wasl.standards.openid4vc.answers import for_wallets

REQUEST = "application/oauth-authz-req+jwt"
LONGEST_NONCE = 512


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, reference: str) -> HttpResponse:
    """The signed request; posted, with the wallet's own nonce in it."""
    row = wallet.waiting(reference)
    if row is None:
        return JsonResponse({"error": "not_found", "error_description": "nothing is asked here any more"}, status=404)
    nonce = request.POST.get("wallet_nonce") if request.method == "POST" else None
    if nonce and len(nonce) > LONGEST_NONCE:
        return JsonResponse({"error": "invalid_request", "error_description": "wallet_nonce is too long"}, status=400)
    return HttpResponse(wallet.request_object(row, nonce), content_type=REQUEST)


@for_wallets
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    goes_on = wallet.take_answer(reference, request.POST.dict())
    return JsonResponse({"redirect_uri": goes_on} if goes_on else {})
