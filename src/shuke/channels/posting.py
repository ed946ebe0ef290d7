"""Handing a message to a provider by one HTTP request, and what its answer means before it is read."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from shuke.channels.message import Answer, BeforeHandover, Fate, Message, Unsure

# Below the lease of a message that is being sent.
TIMEOUT = httpx.Timeout(20, connect=10)
TOO_MANY = 429
_DETAIL = 300


@dataclass(frozen=True)
class Reply:
    """What a provider answered, as JSON."""

    status: int
    body: Mapping[str, Any]


class HttpTransport:
    """Of carriers reached by HTTP: the client stays open between messages."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False)

    def close(self) -> None:
        self._client.close()


class PostingTransport(HttpTransport, ABC):
    """One request a message. What was cut off may have been taken."""

    is_repeatable = False
    needs_template = False  # the carrier sends only texts it approved

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        if self.needs_template and not message.template:
            return refused("no_approved_text", "")
        reply = post(self._client, self._request(message), before_handover=before_handover)
        return self._read(reply) if isinstance(reply, Reply) else reply

    @abstractmethod
    def _request(self, message: Message) -> httpx.Request: ...

    @abstractmethod
    def _read(self, reply: Reply) -> Answer: ...


def post(client: httpx.Client, request: httpx.Request, *, before_handover: BeforeHandover) -> Reply | Answer:
    """The provider's reply; an Answer where it took nothing. Raises Unsure where it may have taken the message."""
    before_handover()
    try:
        response = client.send(request)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        return away(str(error))
    except httpx.HTTPError as error:
        raise Unsure(f"{type(error).__name__}: {error}") from error
    if response.status_code == TOO_MANY:
        return Answer(fate=Fate.LATER, reason="busy", detail=_words(response), is_channel_down=True)
    if response.status_code in (500, 501, 503):
        return away(_words(response))
    body = _json(response)
    if response.status_code > 503 or response.status_code == 502 or not isinstance(body, dict):
        # A gateway that gave up, or an answer nobody can read: the provider behind it may have taken the message.
        raise Unsure(_words(response))
    return Reply(response.status_code, body)


def away(detail: str) -> Answer:
    return Answer(fate=Fate.LATER, reason="unreachable", detail=detail[:_DETAIL], is_channel_down=True)


def refuses_us(detail: str) -> Answer:
    """Keys, signature or credit are not in order: a person has to put that right, and then all go."""
    return Answer(fate=Fate.LATER, reason="provider_refuses_us", detail=detail[:_DETAIL], is_channel_down=True)


def refused(reason: str, detail: str) -> Answer:
    return Answer(fate=Fate.REFUSED, reason=reason, detail=detail[:_DETAIL])


def busy(detail: str, *, is_channel_down: bool = False) -> Answer:
    return Answer(fate=Fate.LATER, reason="busy", detail=detail[:_DETAIL], is_channel_down=is_channel_down)


def _json(response: httpx.Response) -> object:
    try:
        return response.json()
    except ValueError:
        return None


def _words(response: httpx.Response) -> str:
    return f"{response.status_code} {response.text[:_DETAIL]}"
