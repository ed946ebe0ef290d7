import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st
from tests.channels.inbox import letters

from shuke.channels.inbox import Mail, read_mail

pytestmark = pytest.mark.sqlite_only
OWN = frozenset({"hello@shop.example"})


def read(raw: bytes, **options: str) -> Mail:
    return read_mail(raw, own=OWN, **options)


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "us-ascii", "no-such-charset", ""])
def test_chinese_is_read_whatever_charset_its_program_named(charset: str) -> None:
    mail = read(letters.nameless_chinese(charset, text="镕基说：咖啡豆受潮了㐂"))  # letters that GB2312 has not

    assert mail.text == "镕基说：咖啡豆受潮了㐂"
    assert (mail.sender, mail.sender_name, mail.subject) == ("pan@example.com", "潘天伟", "")
    assert mail.message_id == "<zh1@example.com>"


def test_encoded_words_and_folded_names_are_read() -> None:
    raw = (
        b"From: =?gb2312?B?xcs=?= =?gb2312?B?zuw=?= <pan@example.com>\r\nSubject: =?GBK?Q?=CD=B6=CB=DF?=\r\n"
        b" =?utf-8?b?77ya6LGG5a2Q?=\r\n\r\nhello"
    )

    mail = read(raw)

    assert (mail.sender_name, mail.subject) == ("潘戊", "投诉：豆子")


def test_the_words_of_html_stand_without_what_runs() -> None:
    raw = (
        b"From: a@example.com\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<html><head><title>T</title><style>p{}</style><script>steal()</script></head><body>"
        b"<p>The beans<br>were damp &amp; old.</p><img src=x onerror=steal()><div>Pan</div></body></html>"
    )

    assert read(raw).text == "The beans\nwere damp & old.\nPan"


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 2 Mar 2026 at 09:00, Mei <hello@shop.example> wrote:\n> Dear Pan",
        "On Mon, 2 Mar 2026 at 09:00, Mei’s Coffee and Beans\n<hello@shop.example> wrote:\n> Dear Pan",
        "在 2026年3月2日，梅的咖啡 <hello@shop.example> 写道：\n\n> 尊敬的潘先生",
        "------------------ 原始邮件 ------------------\n发件人: 梅\n尊敬的潘先生",
        "-----Original Message-----\nFrom: Mei\nDear Pan",
        "发件人：梅\n发送时间：2026年3月2日\n收件人：潘\n主题：豆子\n\n尊敬的潘先生",
        "> Dear Pan\n> again",
    ],
)
def test_an_answer_stands_without_the_mail_it_quotes(quoted: str) -> None:
    mail = read(letters.mail(f"还是不满意。\n\n{quoted}\n", in_reply_to="<one@shop.example>"))

    assert mail.words == "还是不满意。"
    assert "Pan" in mail.text or "潘" in mail.text


def test_an_answer_below_the_quote_is_kept_whole() -> None:
    text = "> Are you satisfied?\n\nNo, I am not."

    assert read(letters.mail(text, in_reply_to="<one@shop.example>")).words == text


def test_a_first_mail_is_never_cut() -> None:
    text = "Look at this:\n-----Original Message-----\nFrom: Mei"

    assert read(letters.mail(text)).words == text


def test_the_mail_that_is_answered_is_named_first() -> None:
    mail = read(letters.mail(in_reply_to="<three@x>", references="<one@x> <two@x> <three@x>"))

    assert mail.references == ("<three@x>", "<two@x>", "<one@x>")


def test_files_are_told_from_words() -> None:
    mail = read(letters.with_file("收据.pdf", b"%PDF-1.7", kind="application/pdf"))

    assert mail.text == "See the file."
    assert [(file.name, file.content) for file in mail.files] == [("收据.pdf", b"%PDF-1.7")]


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"auto_submitted": "auto-replied (vacation)"}, "auto_reply"),
        ({"auto_submitted": "no"}, ""),
        ({"precedence": "bulk"}, "list"),
        ({"list_id": "<offers.example.com>"}, "list"),
        ({"x_autoreply": "yes"}, "auto_reply"),
        ({"x_loop": "hello@shop.example"}, "loop"),
        ({"sender": "Mei <hello@shop.example>"}, "loop"),
        ({"sender": "MAILER-DAEMON@example.com"}, "auto_reply"),
        ({"sender": "no-reply@market.example"}, "no_reply"),
        ({"subject": "自动回复：我在休假"}, "auto_reply"),
        ({"subject": "Automatic reply: Order"}, "auto_reply"),
        ({"subject": "自动售货机坏了"}, ""),
        ({"sender": "norepl@example.com"}, ""),
    ],
)
def test_what_no_person_wrote_is_recognised(headers: dict[str, str], told: str) -> None:
    assert read(letters.mail(**headers)).automatic == told


def test_the_same_mail_by_another_way_is_the_same_mail() -> None:
    raw = letters.mail(message_id="<one@example.com>")
    by_a_relay = b"Received: from relay.example.com\r\nX-Spam: no\r\n" + raw

    assert read(raw).identity == read(by_a_relay).identity
    assert read(raw).identity != read(letters.mail("other words", message_id="<one@example.com>")).identity


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ("mx.shop.example; dmarc=pass header.from=example.com", "passed"),
        ("mx.shop.example; spf=pass; dmarc=fail header.from=example.com", "failed"),
        ("mx.shop.example; dkim=pass header.d=example.com", "passed"),
        ("mx.shop.example; dkim=pass header.d=elsewhere.com", "unknown"),
        ("mx.shop.example; spf=fail smtp.mailfrom=example.com", "failed"),
        ("mx.forger.example; dmarc=pass header.from=example.com", "unknown"),
    ],
)
def test_only_our_own_servers_word_on_a_sender_counts(results: str, told: str) -> None:
    raw = letters.mail(authentication_results=results)

    assert read(raw, checked_by="mx.shop.example").sender_check == told
    assert read(raw).sender_check == "unknown"


@pytest.mark.parametrize(
    ("action", "status", "is_failed", "is_hard"),
    [("failed", "5.1.1", True, True), ("failed", "4.4.7", True, False), ("delayed", "4.4.1", False, False)],
)
def test_a_report_of_delivery_is_read(action: str, status: str, is_failed: bool, is_hard: bool) -> None:
    bounce = read(letters.bounce("<ours@shop.example>", action=action, status=status)).bounce

    assert bounce is not None
    assert (bounce.message_ids, bounce.is_failed, bounce.is_hard) == (("<ours@shop.example>",), is_failed, is_hard)
    assert "user unknown" in bounce.detail


def test_a_persons_mail_is_no_bounce() -> None:
    assert read(letters.mail(in_reply_to="<ours@shop.example>")).bounce is None


@settings(max_examples=60, deadline=None)
@any_of(
    st.binary(max_size=300), st.sampled_from([b"", letters.bounce("<a@b>")[:400], letters.with_file("a", b"x")[:300]])
)
def test_no_bytes_break_the_reading(noise: bytes, start: bytes) -> None:
    assert read(start + noise).identity


def test_parts_within_parts_within_parts_come_to_an_end() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(300))

    assert read(b"From: a@example.com\r\n" + nested).sender == "a@example.com"
