"""A change of factors is told to the account's telephone, so that nobody changes them behind their owner's back."""

from wasl.core.text import Text
from wasl.identity.factors.changes import on_change
from wasl.identity.factors.models import Change
from wasl.identity.models import Citizen
from wasl.messaging.api import Channel, Message, is_open, send

CITIZEN = "citizen:"
_UNASKED = Text(
    ar="إن لم تكن أنت، فادخل إلى حسابك واحذفها أو توجه إلى أي مكتب خدمة ومعك بطاقتك.",
    en="If it was not you, sign in and remove it, or go to any counter with your identity card.",
)


@on_change
def tell(line: Change) -> None:
    """Nothing where there is no telephone, or no way to reach one: the account's own page says it in any case."""
    owner = Citizen.objects.filter(person=line.account.removeprefix(CITIZEN), closed=None).first()
    if line.account.startswith(CITIZEN) and owner and owner.telephone and is_open(Channel.SMS):
        text = words_of(line).in_language(owner.language)
        send(Message(Channel.SMS, owner.telephone, text, f"factor-{line.pk}"))


def words_of(line: Change) -> Text:
    return Text(
        ar=f"حسابك في وصل: {line.name.ar}: {line.happened.ar}. {_UNASKED.ar}",
        en=f"Your Wasl account: {line.name.en}: {line.happened.en}. {_UNASKED.en}",
    )
