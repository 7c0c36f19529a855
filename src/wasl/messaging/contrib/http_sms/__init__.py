"""SMS through a gateway's HTTP door, the shape that most of them take or can be given by a small proxy.

    POST {WASL_SMS_URL}     Authorization: Bearer {WASL_SMS_TOKEN}     Idempotency-Key: {reference}
    {"to": "+20...", "text": "...", "reference": "..."}

Any 2xx means taken. What may have been lost on the way is sent once more under the same key.
"""

import httpx

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.messaging.message import Channel, Message
from wasl.messaging.plugins import register
from wasl.messaging.provider import NotDelivered, Provider

DEADLINES = httpx.Timeout(5, connect=2)
TRIES = 2


@register("http-sms")
class HttpSms(Provider):
    channels = frozenset({Channel.SMS})

    def check_config(self) -> None:
        if not (settings().sms_url or "").startswith(("http://", "https://")):
            raise Refusal("WASL_SMS_URL is missing or no HTTP address", mend="give the address of the SMS gateway")
        if settings().sms_token is None:
            raise Refusal("WASL_SMS_TOKEN is missing", mend="give the token that the SMS gateway issued")

    def deliver(self, message: Message) -> None:
        for left in reversed(range(TRIES)):
            try:
                status = self._posted(message)
            except httpx.TransportError as error:
                if not left:
                    raise NotDelivered(f"the gateway cannot be reached: {type(error).__name__}") from error
                continue
            if 200 <= status < 300:
                return
            if not (left and (status >= 500 or status == 429)):
                raise NotDelivered(f"the gateway answered {status}")

    def _posted(self, message: Message) -> int:
        token = settings().sms_token
        headers = {
            "Authorization": f"Bearer {token.get_secret_value() if token else ''}",
            "Idempotency-Key": message.reference,
        }
        told = {"to": message.to, "text": message.text, "reference": message.reference}
        with httpx.Client(timeout=DEADLINES, trust_env=False) as client:
            return client.post(settings().sms_url or "", json=told, headers=headers).status_code
