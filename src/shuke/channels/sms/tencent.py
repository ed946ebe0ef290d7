"""Tencent Cloud SMS: SendSms of 2021-01-11, signed by TC3-HMAC-SHA256."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from shuke.channels.message import Answer, Fate, Message, Unsure
from shuke.channels.posting import PostingTransport, Reply, busy, refused, refuses_us
from shuke.channels.sms.address import SmsProvider

ALGORITHM, SERVICE = "TC3-HMAC-SHA256", "sms"
CONTENT_TYPE = "application/json; charset=utf-8"
_ADDRESS = ("PhoneNumberInBlacklist", "IncorrectPhoneNumber", "PhoneNumberParseFail", "InvalidPhoneNumber")
_OURS = ("AuthFailure", "UnauthorizedOperation", "InsufficientBalanceInSmsPackage", "SdkAppId", "Signature", "Arrears")


class TencentTransport(PostingTransport):
    needs_template = True

    def __init__(self, provider: SmsProvider, *, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._provider, self._clock = provider, clock

    def _request(self, message: Message) -> httpx.Request:
        body = json.dumps({
            "PhoneNumberSet": [message.to],
            "SmsSdkAppId": self._provider.app,
            "SignName": self._provider.sender,
            "TemplateId": message.template,
            "TemplateParamSet": [value for _name, value in message.values],
            "SessionContext": hashlib.sha256(message.key.encode()).hexdigest()[:40],
        }, ensure_ascii=False).encode()  # fmt: skip
        host, now = httpx.URL(self._provider.base_url).netloc.decode(), self._clock().astimezone(UTC)
        headers = {
            "Authorization": authorization(
                body, host=host, now=now, key=self._provider.key, secret=self._provider.secret
            ),
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Timestamp": str(int(now.timestamp())),
            "X-TC-Region": self._provider.region,
        }
        return self._client.build_request("POST", f"{self._provider.base_url}/", content=body, headers=headers)

    def _read(self, reply: Reply) -> Answer:
        response = reply.body.get("Response")
        if not isinstance(response, dict):
            raise Unsure(str(reply.body)[:300])
        if isinstance(error := response.get("Error"), dict):
            return _refusal(str(error.get("Code", "")), str(error.get("Message", "")))
        sent = response.get("SendStatusSet")
        first = sent[0] if isinstance(sent, list) and sent and isinstance(sent[0], dict) else None
        if first is None:
            raise Unsure(str(response)[:300])
        if first.get("Code") == "Ok":
            return Answer(fate=Fate.SENT, message_id=str(first.get("SerialNo", ""))[:120])
        return _refusal(str(first.get("Code", "")), str(first.get("Message", "")))


def authorization(body: bytes, *, host: str, now: datetime, key: str, secret: str, service: str = SERVICE) -> str:
    """The header that proves who sends `body`; content type and host are signed with it."""
    day, hashed = f"{now:%Y-%m-%d}", hashlib.sha256(body).hexdigest()
    canonical = f"POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\n\ncontent-type;host\n{hashed}"
    credential = f"{day}/{service}/tc3_request"
    moment = int(now.timestamp())
    signed = f"{ALGORITHM}\n{moment}\n{credential}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    step = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request", signed):
        step = hmac.new(step, part.encode(), hashlib.sha256).digest()
    return f"{ALGORITHM} Credential={key}/{credential}, SignedHeaders=content-type;host, Signature={step.hex()}"


def _refusal(code: str, message: str) -> Answer:
    said = f"{code}: {message}"
    if any(part in code for part in _ADDRESS):
        return refused("address_refused", said)
    if code.startswith("LimitExceeded"):  # so many a number within a time
        return busy(said)
    if code.startswith(("RequestLimitExceeded", "InternalError")):
        return busy(said, is_channel_down=True)
    return refuses_us(said) if any(part in code for part in _OURS) else refused("text_refused", said)
