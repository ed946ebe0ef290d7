"""A real mail server on this machine, which answers what a test tells it to."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.channels.provider_server import ProviderServer

from shuke.channels.message import Message

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
OK = "250 OK"


class PortlessController(Controller):
    """Asks the machine for a free port; the base class tries to connect to the number it was given."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """Keeps what it took. `answers` of a command replace its "250 OK", first come first given; "stall" waits."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.connections = 0
        self.answers: dict[str, list[str]] = {}
        self.stalled = self.is_released = False
        self._controller = PortlessController(self, hostname="127.0.0.1", port=0, server_hostname="test.local")
        self._controller.start()
        self._is_up = True
        self.url = f"smtp://127.0.0.1:{self._controller.port}"

    def stop(self) -> None:
        self.is_released = True
        if self._is_up:
            self._controller.stop()
        self._is_up = False

    def _answer(self, command: str) -> str:
        told = self.answers.get(command)
        return told.pop(0) if told else OK

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (said := self._answer("MAIL")) == OK:
            envelope.mail_from = address
        return said

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self._answer("RCPT")
        while said == "stall" and not self.is_released:
            self.stalled = True
            await asyncio.sleep(0.02)
        if said == OK:
            envelope.rcpt_tos.append(address)
        return OK if said == "stall" else said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self._answer("DATA")
        while said == "stall" and not self.is_released:  # taken, and it takes long to say so
            if not self.stalled:
                self.taken.append(_read(envelope))
            self.stalled = True
            await asyncio.sleep(0.02)
        if said == "hang up":  # taken, and the line is gone before that was said
            self.taken.append(_read(envelope))
            cast(Any, server).transport.abort()
            return OK
        if said == OK:
            self.taken.append(_read(envelope))
        return OK if said == "stall" else said


def _read(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    return cast(EmailMessage, message_from_bytes(envelope.content, policy=MAIL_POLICY))


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def provider_server() -> Iterator[ProviderServer]:
    server = ProviderServer()
    yield server
    server.stop()


Write = Callable[..., Message]


@pytest.fixture
def write() -> Write:
    def written(**fields: Any) -> Message:
        plain = {"key": "k1", "to": "pan@example.com", "sender": "Mei’s Coffee 梅 <hello@example.com>"}
        return Message(**{**plain, "subject": "欢迎回来", "text": "您好，潘先生", **fields})

    return written
