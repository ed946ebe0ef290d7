"""One signed request a message (Standard Webhooks). The same id twice is one message to whoever receives it."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

import httpx

from shuke.channels.message import Answer, BeforeHandover, Fate, Message
from shuke.channels.posting import TOO_MANY, HttpTransport, away, busy, refused, refuses_us
from shuke.lib.errors import ShukeError
from shuke.lib.signed import MARK, signature_of

LEAST_SECRET_BYTES = 16


class WrongWebhookUrl(ShukeError):
    """WEBHOOK_URL names no receiver, or has no secret."""


@dataclass(frozen=True, kw_only=True)
class Receiver:
    url: str
    secret: str


def receiver_of(url: str) -> Receiver:
    """`https://:whsec_SECRET@host/path`: the secret signs every message and is not sent."""
    parts = urlsplit(url)
    secret = unquote(parts.password or "")
    try:
        is_long_enough = len(base64.b64decode(secret.removeprefix(MARK), validate=True)) >= LEAST_SECRET_BYTES
    except (ValueError, binascii.Error):
        is_long_enough = False
    if parts.scheme not in ("https", "http") or not parts.hostname or not is_long_enough:
        raise WrongWebhookUrl(
            "WEBHOOK_URL names no receiver: write https://:whsec_SECRET@host/path, where SECRET is base64."
        )
    host = parts.netloc.rpartition("@")[2]
    return Receiver(url=parts._replace(netloc=host).geturl(), secret=secret)


class WebhookTransport(HttpTransport):
    is_repeatable = True

    def __init__(self, receiver: Receiver, *, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._receiver, self._clock = receiver, clock

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        before_handover()
        try:
            response = self._client.send(self._request(message))
        except httpx.HTTPError as error:
            return away(str(error))
        said, status = f"{response.status_code} {response.text[:200]}", response.status_code
        if response.is_success:
            return Answer(fate=Fate.SENT)
        if status in (401, 403):
            return refuses_us(said)
        if status in (408, 425, TOO_MANY):
            return busy(said, is_channel_down=True)
        return refused("text_refused", said) if 400 <= status < 500 else away(said)

    def _request(self, message: Message) -> httpx.Request:
        body = json.dumps(_told(message), ensure_ascii=False).encode()
        message_id = hashlib.sha256(message.key.encode()).hexdigest()[:40]
        timestamp = str(int(self._clock().timestamp()))
        signature = signature_of(self._receiver.secret, message_id=message_id, timestamp=timestamp, body=body)
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature,
        }
        return self._client.build_request("POST", self._receiver.url, content=body, headers=headers)


def _told(message: Message) -> dict[str, object]:
    """A message for a person; one to nobody is an event, named by its subject, for the system itself."""
    values = dict(message.values)
    if not message.to:
        return {"type": message.subject, "data": values}
    data = {"to": message.to, "subject": message.subject, "text": message.text, "values": values}
    return {"type": "message.send", "data": data}
