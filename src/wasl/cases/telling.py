"""Telling the person: a short text to their telephone, never what it is about in detail; their page has the rest."""

from wasl.cases.sheets import Sheet
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.accounts.api import account_of
from wasl.messaging.api import Channel, Message, is_open, send


def tell(found: Sheet, key: str, number: int) -> None:
    """By SMS, where the person has an account with a telephone. Their page shows the message in any case."""
    case = found.case
    account = account_of(case.person) if case.person else None
    if account is None or not account.telephone or not is_open(Channel.SMS):
        return
    text = short(found, found.definition.texts[key]).in_language(account.language)
    try:
        send(Message(Channel.SMS, account.telephone, text, f"case:{case.reference}:{number}"))
    except Refusal as refusal:
        event("cases.message_not_sent", level="warning", why=type(refusal).__name__)


def short(found: Sheet, text: Text) -> Text:
    """With the number of the request."""
    reference = found.case.reference
    return Text(ar=f"{text.ar} رقم الطلب {reference}", en=f"{text.en} Request {reference}")
