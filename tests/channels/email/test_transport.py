import smtplib
from collections.abc import Iterator

import pytest
from tests.channels.conftest import NOW, MailServer, Write

from shuke.channels.email import SmtpTransport, message_id_of, server_of
from shuke.channels.message import Answer, Attachment, Fate, Message

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def carrier(mail_server: MailServer) -> Iterator[SmtpTransport]:
    transport = SmtpTransport(server_of(mail_server.url), clock=lambda: NOW)
    yield transport
    transport.close()


def send(carrier: SmtpTransport, message: Message) -> Answer:
    return carrier.send(message, before_handover=lambda: None)


def test_a_letter_arrives_as_it_was_written(mail_server: MailServer, carrier: SmtpTransport, write: Write) -> None:
    menu = Attachment(name="菜单.txt", content_type="text/plain", content="咖啡".encode())
    headers = (("List-Unsubscribe", "<https://example.com/u>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))

    answer = send(carrier, write(html="<p>您好</p>", headers=headers, attachments=(menu,)))

    (mail,) = mail_server.taken
    assert answer == Answer(fate=Fate.SENT)
    assert (mail["Subject"], mail["To"]) == ("欢迎回来", "pan@example.com")
    assert mail["Message-ID"] == message_id_of("k1", domain="example.com")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (text.get_content().strip(), html.get_content().strip()) == ("您好，潘先生", "<p>您好</p>")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["菜单.txt"]


def test_one_connection_carries_many(mail_server: MailServer, carrier: SmtpTransport, write: Write) -> None:
    fates = [send(carrier, write(key=f"k{n}")).fate for n in range(3)]

    assert fates == [Fate.SENT] * 3
    assert mail_server.connections == 1
    assert len({mail["Message-ID"] for mail in mail_server.taken}) == 3


@pytest.mark.parametrize(
    ("command", "said", "fate", "reason", "is_down"),
    [
        ("RCPT", "550 no such mailbox", Fate.REFUSED, "address_refused", False),
        ("RCPT", "450 mailbox busy", Fate.LATER, "busy", False),
        ("MAIL", "553 not your address", Fate.LATER, "sender_refused", True),
        ("DATA", "554 looks like spam", Fate.REFUSED, "text_refused", False),
        ("DATA", "451 try again", Fate.LATER, "busy", False),
        ("MAIL", "421 shutting down", Fate.LATER, "unreachable", True),
    ],
)  # fmt: skip
def test_what_the_server_says_is_understood(
    mail_server: MailServer,
    carrier: SmtpTransport,
    write: Write,
    command: str,
    said: str,
    fate: Fate,
    reason: str,
    is_down: bool,
) -> None:
    mail_server.answers[command] = [said]

    answer = send(carrier, write())

    assert (answer.fate, answer.reason, answer.is_channel_down) == (fate, reason, is_down)
    assert said in answer.detail
    assert mail_server.taken == []


def test_a_refused_letter_does_not_hinder_the_next(
    mail_server: MailServer, carrier: SmtpTransport, write: Write
) -> None:
    mail_server.answers["RCPT"] = ["550 no such mailbox"]

    assert [send(carrier, write(key=key)).fate for key in ("first", "second")] == [Fate.REFUSED, Fate.SENT]


def test_a_line_cut_while_the_server_takes_it_is_raised_not_guessed(
    mail_server: MailServer, carrier: SmtpTransport, write: Write
) -> None:
    mail_server.answers["DATA"] = ["hang up"]

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(carrier, write())

    assert len(mail_server.taken) == 1
    assert send(carrier, write(key="next")).fate == Fate.SENT


def test_no_server_is_for_later_and_holds_up_the_rest(mail_server: MailServer, write: Write) -> None:
    mail_server.stop()

    answer = send(SmtpTransport(server_of(mail_server.url), clock=lambda: NOW), write())

    assert (answer.fate, answer.reason, answer.is_channel_down) == (Fate.LATER, "unreachable", True)


def test_a_message_called_back_before_the_handover_is_not_taken(
    mail_server: MailServer, carrier: SmtpTransport, write: Write
) -> None:
    def call_back() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        carrier.send(write(), before_handover=call_back)

    assert mail_server.taken == []
    assert send(carrier, write()).fate == Fate.SENT


@pytest.mark.parametrize("wrong", [{"subject": "a\r\nBcc: all@example.com"}, {"to": "nobody"}, {"to": "a@b\nc@d"}])
def test_what_no_mail_can_carry_is_refused_before_it_is_tried(
    mail_server: MailServer, carrier: SmtpTransport, write: Write, wrong: dict[str, str]
) -> None:
    answer = send(carrier, write(**wrong))

    assert (answer.fate, answer.reason) == (Fate.REFUSED, "not_writable")
    assert mail_server.connections == 0
