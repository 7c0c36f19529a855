"""What is sent to telephones, in the one language that its reader chose; digits in Latin, which every keypad has."""

from wasl.core.text import Text
from wasl.identity.accounts.models import Use

_NEVER = Text(ar="لا تعطه لأحد مهما قال لك.", en="Give it to nobody, whatever they tell you.")
_CODES = {
    Use.SIGN_IN: Text(ar="رمز الدخول إلى وصل", en="is your code to sign in to Wasl"),
    Use.REGISTER: Text(ar="رمز فتح حساب في وصل", en="is your code to open an account with Wasl"),
    Use.RAISE: Text(ar="رمز توثيق حسابك في وصل", en="is your code to confirm your account with Wasl"),
    Use.TELEPHONE: Text(ar="رمز تأكيد هاتفك الجديد في وصل", en="is your code to confirm your new telephone with Wasl"),
    Use.RECOVER: Text(ar="رمز استعادة حسابك في وصل", en="is your code to recover your account with Wasl"),
}


def code_message(use: Use, code: str, language: str) -> str:
    """
    >>> code_message(Use.SIGN_IN, "123456", "en")
    '123456 is your code to sign in to Wasl. Give it to nobody, whatever they tell you.'
    """
    return f"{code} {_CODES[use].in_language(language)}. {_NEVER.in_language(language)}"


SOMEBODY_TRIED = Text(
    ar="حاول شخص فتح حساب وصل برقمك القومي من هاتف آخر. لم يتغير شيء في حسابك. إن كنت أنت، فادخل بهاتفك هذا.",
    en="Somebody tried to open a Wasl account with your national number from another telephone. Nothing has changed in"
    " yours. If it was you, sign in with this telephone.",
)
CHANGE_ASKED = Text(
    ar="طُلب تغيير هاتف حسابك في وصل، وسيتغير بعد ثلاثة أيام. إن لم تطلبه فادخل إلى «حسابي» وأوقفه.",
    en="Your Wasl account is to get another telephone in three days. If you did not ask for it, sign in and stop it"
    " under “My account”.",
)
CHANGED = Text(
    ar="تغيّر هاتف حسابك في وصل إلى رقم آخر. إن لم تطلبه فتوجه إلى أي مكتب خدمة ومعك بطاقتك.",
    en="Your Wasl account has another telephone now. If you did not ask for it, go to any counter with your card.",
)
CLOSED = Text(ar="أُغلق حسابك في وصل بناء على طلبك.", en="Your Wasl account was closed, as you asked.")
