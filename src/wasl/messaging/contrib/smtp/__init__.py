"""E-mail through the server of WASL_SMTP_URL: smtp:// (with STARTTLS), smtps://, smtp+plain:// within a machine."""

import smtplib
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.messaging.message import Channel, Message
from wasl.messaging.plugins import register
from wasl.messaging.provider import NotDelivered, Provider

SECONDS = 5
SUBJECT = "Wasl · وصل"
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@register("smtp")
class Smtp(Provider):
    channels = frozenset({Channel.EMAIL})

    def check_config(self) -> None:
        parts = urlsplit(_address())
        if parts.scheme not in PORTS or not parts.hostname:
            raise Refusal("WASL_SMTP_URL is missing or wrong", mend="write smtp://user:password@server:587")
        if not settings().email_from:
            raise Refusal("WASL_EMAIL_FROM is missing", mend="give the mailbox that messages come from")

    def deliver(self, message: Message) -> None:
        headers = {"Message-ID": f"<{message.reference}@wasl>"}  # servers drop a second one with the same
        letter = EmailMessage(
            SUBJECT, message.text, settings().email_from, [message.to or ""], headers=headers, connection=_backend()
        )
        try:
            validate_email(message.to)
            letter.send()
        except (smtplib.SMTPException, OSError, ValidationError) as error:
            raise NotDelivered(f"the mail server did not take it: {type(error).__name__}") from error


def _backend() -> EmailBackend:
    parts = urlsplit(_address())
    return EmailBackend(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp",
        use_ssl=parts.scheme == "smtps",
        timeout=SECONDS,
    )


def _address() -> str:
    address = settings().smtp_url
    return address.get_secret_value() if address else ""
