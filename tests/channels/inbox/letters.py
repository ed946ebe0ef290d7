"""Mails as they come off the line."""

from email.message import EmailMessage
from email.policy import SMTP

CHINESE = "您好：\r\n上周买的咖啡豆受潮了，我要投诉。\r\n潘天伟"


def mail(
    text: str = "Where is my order?", *, sender: str = "Pan <pan@example.com>", subject: str = "Order", **headers: str
) -> bytes:
    """Headers by name: `in_reply_to`, `message_id`; an underscore is a hyphen."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, "hello@shop.example", subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def with_file(name: str, content: bytes, *, kind: str = "application/octet-stream") -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["Subject"], made["Message-ID"] = (
        "pan@example.com",
        "See here",
        f"<file{len(content)}@example.com>",
    )
    made.set_content("See the file.")
    main, _slash, sub = kind.partition("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def with_page(page: str, *, text: str = "", picture: bytes = b"", sender: str = "pan@example.com") -> bytes:
    """Formatted; `picture` is what the page calls cid:logo."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["Subject"], made["Message-ID"] = sender, "See how it looks", f"<page{len(page)}@example.com>"
    made.set_content(text or "See the page.")
    made.add_alternative(page, subtype="html")
    if picture:
        made.get_payload()[1].add_related(picture, "image", "png", cid="<logo>")
    return made.as_bytes()


def nameless_chinese(charset: str = "gb2312", *, text: str = CHINESE) -> bytes:
    """No subject; the name and the text as bytes of `charset`, as some programs in China write them."""
    head = b"From: " + "潘天伟".encode("gb18030") + b" <Pan@Example.com>\r\nMessage-ID: <zh1@example.com>\r\n"
    kind = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    return head + kind + text.encode("gb18030")


def bounce(message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report as RFC 3464 has it."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.com>\r\nTo: hello@shop.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        f"Message-ID: <report-{status}-{action}@mx.example.com>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you…\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; pan@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <pan@example.com>: user unknown\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nSubject: hello\r\n\r\n--b--\r\n"
    ).encode()
