"""Alibaba Cloud (Aliyun) SMS: SendSms of 2017-05-25, signed by ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import httpx

from shuke.channels.message import Answer, Fate, Message
from shuke.channels.posting import PostingTransport, Reply, busy, refused, refuses_us
from shuke.channels.sms.address import SmsProvider

ALGORITHM = "ACS3-HMAC-SHA256"
_ADDRESS = ("isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT")
_BUSY = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL", "isp.SYSTEM_ERROR")
_OURS = (
    "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_NOT_EXISTS", "isv.ACCOUNT_ABNORMAL",
    "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL", "isp.RAM_PERMISSION_DENY", "isv.PRODUCT_UN_SUBSCRIPT",
)  # fmt: skip


class AliyunTransport(PostingTransport):
    needs_template = True

    def __init__(self, provider: SmsProvider, *, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._provider, self._clock = provider, clock

    def _request(self, message: Message) -> httpx.Request:
        query = {
            "PhoneNumbers": message.to.removeprefix("+86").removeprefix("+"),
            "SignName": self._provider.sender,
            "TemplateCode": message.template,
            "TemplateParam": json.dumps(dict(message.values), ensure_ascii=False),
            "OutId": hashlib.sha256(message.key.encode()).hexdigest()[:40],
        }
        url = httpx.URL(self._provider.base_url)
        headers = {
            "host": url.netloc.decode(),
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": hashlib.sha256(f"{message.key}{self._clock().timestamp()}".encode()).hexdigest()[
                :32
            ],
        }
        signed = signed_headers("POST", "/", query, headers, key=self._provider.key, secret=self._provider.secret)
        return self._client.build_request(
            "POST", f"{self._provider.base_url}/?{canonical_query(query)}", headers=signed
        )

    def _read(self, reply: Reply) -> Answer:
        code, said = str(reply.body.get("Code", "")), f"{reply.body.get('Code')}: {reply.body.get('Message')}"
        if code == "OK":
            return Answer(fate=Fate.SENT, message_id=str(reply.body.get("BizId", ""))[:120])
        if code in _ADDRESS:
            return refused("address_refused", said)
        if code in _BUSY:
            return busy(said)
        if code.startswith(("Throttling", "ServiceUnavailable")):
            return busy(said, is_channel_down=True)
        if code in _OURS or code.startswith(
            ("InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden", "IncompleteSig")
        ):
            return refuses_us(said)
        return refused("text_refused", said)


def signed_headers(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], *, key: str, secret: str
) -> dict[str, str]:
    """`headers` with the hash of an empty body and the signature over all of them."""
    body_hash = hashlib.sha256(b"").hexdigest()
    held = {**headers, "x-acs-content-sha256": body_hash}
    names = sorted(held)
    lines = "".join(f"{name}:{held[name].strip()}\n" for name in names)
    canonical = "\n".join([method, path, canonical_query(query), lines, ";".join(names), body_hash])
    signed = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    said = f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(names)},Signature={signature}"
    return {**held, "Authorization": said}


def canonical_query(query: Mapping[str, str]) -> str:
    return urlencode(sorted(query.items()), quote_via=quote, safe="-_.~")
