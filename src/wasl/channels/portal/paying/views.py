"""Paying a fee, and the receipt. The sandbox's page says that no money moves."""

from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wasl.channels.portal.mydata.access import is_own_path
from wasl.channels.portal.paying import words
from wasl.channels.portal.paying.access import for_payers, payers
from wasl.payments.api import Payment, State, is_sandbox, try_out


@for_payers
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, payment: Payment) -> HttpResponse:
    if request.method == "POST" and "outcome" in request.POST:
        succeeds = request.POST["outcome"] == "pay"
        payment = try_out(payment.reference, payers=payers(request), succeeds=succeeds)
        return redirect(onward(payment)) if succeeds else redirect("pay", payment.reference)
    if payment.paid:
        return redirect("pay-receipt", payment.reference)
    return _page(request, "paying/pay.html", payment)


@for_payers
@require_safe
def receipt(request: HttpRequest, payment: Payment) -> HttpResponse:
    if not payment.paid:
        return redirect("pay", payment.reference)
    return _page(request, "paying/receipt.html", payment, back=_back(payment), returned=payment.state == State.REFUNDED)


def onward(payment: Payment) -> str:
    """Where the payer goes on after paying: back to what the fee is for, else to the receipt."""
    return _back(payment) or reverse("pay-receipt", args=[payment.reference])


def _back(payment: Payment) -> str:
    return payment.return_to if is_own_path(payment.return_to) else ""


def _page(request: HttpRequest, template: str, payment: Payment, **context: Any) -> HttpResponse:
    texts: ModuleType = words
    told = {"payment": payment, "sandbox": is_sandbox(payment), "words": vars(texts), **context}
    return render(request, template, told)
