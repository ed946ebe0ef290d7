"""WeChat's template messages: a token for two hours, then one request a message."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from shuke.channels.message import Answer, BeforeHandover, Fate, Message
from shuke.channels.posting import HttpTransport, Reply, away, busy, post, refused, refuses_us
from shuke.lib.errors import ShukeError

HOST = "api.weixin.qq.com"
# A token ends somewhat before its time, so that none runs out on its way.
_MARGIN = timedelta(minutes=5)
_TOKEN_OVER = {40001, 40014, 42001}
_ADDRESS = {40003, 43004, 43101}  # no such person here, does not follow us, refused these messages
_OURS = {40002, 40013, 40125, 40164, 41002, 41004, 48001, 50002, 61024}
_BUSY = {-1, 45009, 45011}


class WrongWechatUrl(ShukeError):
    """WECHAT_URL names no official account."""


class _NoToken(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.detail)
        self.answer = answer


@dataclass(frozen=True, kw_only=True)
class OfficialAccount:
    base_url: str
    app_id: str
    secret: str


def account_of(url: str) -> OfficialAccount:
    """`wechat://APPID:SECRET@/`; a host after the @ replaces WeChat's own, `wechat+http` means no encryption."""
    parts = urlsplit(url)
    if parts.scheme not in ("wechat", "wechat+http") or not (parts.username and parts.password):
        raise WrongWechatUrl("WECHAT_URL names no official account: write wechat://APPID:SECRET@/.")
    host = parts.netloc.rpartition("@")[2] or HOST
    scheme = "http" if parts.scheme == "wechat+http" else "https"
    secret = unquote(parts.password)
    # Not unquoted from `username`: an app id is letters and digits.
    return OfficialAccount(base_url=f"{scheme}://{host}", app_id=parts.username, secret=secret)


class WechatTransport(HttpTransport):
    is_repeatable = False

    def __init__(self, account: OfficialAccount, *, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._account, self._clock = account, clock
        self._token = ""
        self._token_until: datetime | None = None

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        if not message.template:
            return refused("no_approved_text", "")
        try:
            request = self._request(message, self._held_token())
            reply = post(self._client, request, before_handover=before_handover)
            if isinstance(reply, Reply) and reply.body.get("errcode") in _TOKEN_OVER:
                request = self._request(message, self._new_token(is_forced=True))
                reply = post(self._client, request, before_handover=before_handover)
        except _NoToken as none:
            return none.answer
        return _read(reply.body) if isinstance(reply, Reply) else reply

    def _request(self, message: Message, token: str) -> httpx.Request:
        body: dict[str, Any] = {
            "touser": message.to,
            "template_id": message.template,
            "data": {name: {"value": value} for name, value in message.values},
            "client_msg_id": hashlib.sha256(message.key.encode()).hexdigest()[:32],  # WeChat sends the same one once
        }
        url = f"{self._account.base_url}/cgi-bin/message/template/send"
        return self._client.build_request("POST", url, params={"access_token": token}, json=body)

    def _held_token(self) -> str:
        is_good = self._token_until is not None and self._clock() < self._token_until
        return self._token if is_good else self._new_token(is_forced=False)

    def _new_token(self, *, is_forced: bool) -> str:
        """Of the stable kind: several workers may ask, and none makes the other's invalid."""
        asked = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.secret,
            "force_refresh": is_forced,
        }
        try:
            response = self._client.post(f"{self._account.base_url}/cgi-bin/stable_token", json=asked)
            body = response.json()
            token, seconds = str(body["access_token"]), int(body["expires_in"])
        except httpx.HTTPError as error:
            raise _NoToken(away(str(error))) from error
        except (KeyError, TypeError):
            raise _NoToken(_read(body) if isinstance(body, dict) else away(str(body))) from None
        except ValueError as error:
            raise _NoToken(away(f"{response.status_code} {response.text[:200]}")) from error
        self._token, self._token_until = token, self._clock() + timedelta(seconds=seconds) - _MARGIN
        return token


def _read(body: Mapping[str, Any]) -> Answer:
    code, said = body.get("errcode"), f"{body.get('errcode')}: {body.get('errmsg')}"
    if code == 0:
        return Answer(fate=Fate.SENT, message_id=str(body.get("msgid", ""))[:120])
    if code in _BUSY:
        return busy(said, is_channel_down=True)
    if code in _ADDRESS:
        return refused("address_refused", said)
    return refuses_us(said) if code in _OURS else refused("text_refused", said)
