"""A sign-in with a kind of device that the account has not seen is told to its telephone, once for each kind."""

from wasl.core.text import Text
from wasl.identity.sessions.models import SignIn
from wasl.messaging.api import Channel, Message, is_open, send


def tell_of_a_new_device(row: SignIn) -> None:
    """Nothing at the very first sign-in, where there is no telephone, or where no message can leave."""
    others = SignIn.objects.filter(citizen=row.citizen_id).exclude(pk=row.pk)
    if not row.citizen.telephone or others.filter(device=row.device).exists() or not others.exists():
        return
    if is_open(Channel.SMS):
        text = words_of(row.device).in_language(row.citizen.language)
        send(Message(Channel.SMS, row.citizen.telephone, text, f"device-{row.pk}"))


def words_of(device: str) -> Text:
    return Text(
        ar=f"دخول إلى حسابك في وصل من جهاز لم نره من قبل: {device}. إن لم تكن أنت، فادخل إلى «حسابي» وأنهِ الجلسة،"
        " أو توجه إلى أي مكتب خدمة ومعك بطاقتك.",
        en=f"Your Wasl account was signed in to with a device not seen before: {device}. If it was not you, sign in and"
        " end that session under “My account”, or go to any counter with your identity card.",
    )
