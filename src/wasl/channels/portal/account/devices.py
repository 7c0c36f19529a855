"""Where I am signed in: every session, ended one by one or all at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.mydata.access import for_account_holders, here_of
from wasl.core.text import Text
from wasl.identity.api import Citizen, sign_out
from wasl.identity.sessions.api import Why, end, end_all, lines

HOW = {
    "sms": Text(ar="رمز على الهاتف", en="a code on the telephone"),
    "otp": Text(ar="رمز من تطبيق أو من القائمة", en="a code of an app or of the list"),
    "pwd": Text(ar="كلمة مرور", en="a password"),
    "hwk": Text(ar="مفتاح مرور في الجهاز", en="a passkey of the device"),
    "swk": Text(ar="مفتاح مرور", en="a passkey"),
}
WHY = {
    Why.LEFT: Text(ar="بالخروج من ذلك الجهاز", en="by signing out there"),
    Why.ENDED: Text(ar="أنهيتها من جهاز آخر", en="by you, from another device"),
    Why.REPLACED: Text(ar="بدخول جديد من المتصفح نفسه", en="by another sign-in with the same browser"),
    Why.CLOSED: Text(ar="بإغلاق الحساب أو خفض درجته أو استعادته", en="as the account was closed, lowered or recovered"),
    Why.CHANGED: Text(ar="بوضع كلمة مرور جديدة", en="as a new password was set"),
    Why.KEEPERS: Text(ar="أنهاها القائمون على المنصة حماية لك", en="by those who run the platform, to protect you"),
}
BY_ITSELF = Text(ar="من نفسها بعد مدة", en="by itself, after its time")


@for_account_holders
@require_safe
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    told = [
        (one, [HOW[name] for name in one.amr if name in HOW], WHY[Why(one.why)] if one.why else BY_ITSELF)
        for one in lines(citizen)
    ]
    return render(request, "account/devices.html", {"lines": told, "here": here_of(citizen).id})


@for_account_holders
@require_POST
def ended(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    number = request.POST.get("session", "")
    end(citizen, int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0)
    return redirect("my-account-devices")


@for_account_holders
@require_POST
def everywhere(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    end_all(citizen)
    sign_out(request)
    return redirect("home")
