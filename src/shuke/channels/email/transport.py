"""Handing messages to a mail server over one connection, and reading its codes."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

from shuke.channels.email.server import Server
from shuke.channels.email.written import NotWritable, written
from shuke.channels.message import Answer, BeforeHandover, Fate, Message

# A server that says nothing for so long is down. Below the lease of a message that is being sent.
TIMEOUT_SECONDS = 20
PERMANENT = range(500, 600)


class SmtpTransport:
    is_repeatable = False  # a server that took a message and was not heard saying so takes it again

    def __init__(self, server: Server, *, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock
        self._session: smtplib.SMTP | None = None

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        """`before_handover` is called when server and receiver agreed, before the text goes over."""
        try:
            content = written(message, now=self._clock())
        except NotWritable as error:
            return Answer(fate=Fate.REFUSED, reason="not_writable", detail=str(error))
        try:
            session = self._open()
            self._expect(session.mail(parseaddr(message.sender)[1]), "sender_refused")
            self._expect(session.rcpt(parseaddr(message.to)[1]), "address_refused")
        except _ServerSaid as said:
            return self._told(said)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Answer(fate=Fate.LATER, reason="unreachable", detail=str(error), is_channel_down=True)
        before_handover()
        return self._hand_over(session, content)

    def _hand_over(self, session: smtplib.SMTP, content: bytes) -> Answer:
        """From here on a broken line leaves open whether the message was taken: that is raised, not answered."""
        try:
            self._expect(session.data(content), "text_refused")
        except smtplib.SMTPDataError as error:  # DATA itself was refused: the text never went over
            return self._told(_ServerSaid(error.smtp_code, error.smtp_error, "text_refused"))
        except _ServerSaid as said:
            return self._told(said)
        except (OSError, smtplib.SMTPException):
            self.close()
            raise
        return Answer(fate=Fate.SENT)

    def close(self) -> None:
        if self._session is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._session.quit()
            self._session.close()
        self._session = None

    def _open(self) -> smtplib.SMTP:
        if self._session is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._expect(self._session.rset(), "")
                return self._session
            self.close()
        server, context = self._server, ssl.create_default_context()
        if server.scheme == "smtps":
            self._session = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            self._session = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        if server.scheme == "submission":
            self._session.starttls(context=context)
        if server.user:
            self._session.login(server.user, server.password)
        self._session.ehlo_or_helo_if_needed()
        return self._session

    def _expect(self, answer: tuple[int, bytes], reason: str) -> None:
        code, text = answer
        if not 200 <= code < 300:
            raise _ServerSaid(code, text, reason)

    def _told(self, said: "_ServerSaid") -> Answer:
        detail = f"{said.code} {said.text.decode('utf-8', 'replace')}"[:300]
        if said.code == 421:  # "service not available, closing channel"
            self.close()
            return Answer(fate=Fate.LATER, reason="unreachable", detail=detail, is_channel_down=True)
        if said.code in PERMANENT:
            # Our own address is wrong for every message alike: a person has to put that right, and then all go.
            is_ours = said.reason == "sender_refused"
            fate = Fate.LATER if is_ours else Fate.REFUSED
            return Answer(fate=fate, reason=said.reason, detail=detail, is_channel_down=is_ours)
        return Answer(fate=Fate.LATER, reason="busy", detail=detail)


class _ServerSaid(Exception):
    def __init__(self, code: int, text: bytes | str, reason: str) -> None:
        super().__init__(code)
        self.code, self.reason = code, reason
        self.text = text if isinstance(text, bytes) else text.encode()
