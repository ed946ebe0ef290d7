import datetime as dt

import pytest
from tests.channels.inbox import letters
from tests.channels.inbox.dovecot import Dovecot

from shuke.channels.inbox import Fetched, ImapBox, MailboxAway, WrongImapUrl, mailbox_of, read_mail

pytestmark = pytest.mark.sqlite_only


def taken(box: ImapBox, *, after: int = 0) -> list[Fetched]:
    return list(box.fetched(box.uids_after(after)))


def test_mails_are_read_by_their_bytes_and_nothing_is_marked(imap_server: Dovecot) -> None:
    raw = letters.nameless_chinese()
    imap_server.deliver(raw)

    with ImapBox(mailbox_of(imap_server.url)) as box:
        (first,) = taken(box)
        unread = box.unread_uids_since(dt.datetime.now(dt.UTC).date() - dt.timedelta(days=2))
        (again,) = list(box.fetched(unread))

    assert (first.raw, first.size_bytes, first.is_head_only) == (raw, len(raw), False)
    assert abs(first.arrived_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert again.uid == first.uid


def test_only_what_came_after_is_read(imap_server: Dovecot) -> None:
    imap_server.deliver(letters.mail("one"))
    with ImapBox(mailbox_of(imap_server.url)) as box:
        (first,) = taken(box)
        validity = box.uid_validity()
        assert taken(box, after=first.uid) == []
    imap_server.deliver(letters.mail("two"))

    with ImapBox(mailbox_of(imap_server.url)) as box:
        (second,) = taken(box, after=first.uid)
        assert box.uid_validity() == validity
        assert box.highest_uid() == second.uid

    assert read_mail(second.raw).text == "two"


def test_of_a_mail_beyond_all_measure_only_the_head_is_fetched(
    imap_server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuke.channels.inbox.imap.MOST_BYTES", 2_000)
    imap_server.deliver(letters.mail("x" * 5_000, subject="My film"))

    with ImapBox(mailbox_of(imap_server.url)) as box:
        (large,) = taken(box)

    assert large.is_head_only
    assert large.size_bytes > 5_000
    assert read_mail(large.raw).subject == "My film"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("word@", "wrong@"), "refuses_us"),
        (("/INBOX", "/Nowhere"), "folder_closed"),
    ],
)
def test_a_mailbox_that_refuses_us_is_named(imap_server: Dovecot, change: tuple[str, str], reason: str) -> None:
    url = imap_server.url.replace(*change)

    with pytest.raises(MailboxAway, match=reason), ImapBox(mailbox_of(url)):
        pass


def test_a_server_that_is_away_says_so() -> None:
    with pytest.raises(MailboxAway, match="unreachable"), ImapBox(mailbox_of("imap://me:pw@127.0.0.1:1/INBOX")):
        pass


def test_the_address_is_read_with_its_special_characters() -> None:
    found = mailbox_of("imaps://hello%40shop.example:p%2Fw@imap.example.com/Shop%20mail?checked_by=MX.example.com")

    assert (found.user, found.password, found.port) == ("hello@shop.example", "p/w", 993)
    assert (found.folder, found.checked_by) == ("Shop mail", "mx.example.com")
    assert found.name == "hello@shop.example@imap.example.com/Shop mail"
    assert "p/w" not in found.name


@pytest.mark.parametrize(
    "url", ["", "pop3://a:b@c", "imaps://host/INBOX", "imaps://a:b@host:port/", "imaps://a:b@:993"]
)
def test_what_names_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(WrongImapUrl, match="IMAP_URL names no mailbox"):
        mailbox_of(url)
