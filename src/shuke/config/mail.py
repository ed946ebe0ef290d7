"""How mail leaves, from one address as `DATABASE_URL` says how rows are kept."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from shuke.channels.email import WrongEmailUrl, server_of
from shuke.channels.email.transport import TIMEOUT_SECONDS
from shuke.channels.inbox import WrongImapUrl, mailbox_of
from shuke.channels.outbox import SANDBOX_URL
from shuke.channels.sms import WrongSmsUrl, provider_of
from shuke.channels.webhook import WrongWebhookUrl, receiver_of
from shuke.channels.wechat import WrongWechatUrl, account_of


def mail_settings(url: str, *, outbox: Path) -> dict[str, object]:
    """Django's EMAIL_… settings. Empty: every mail is written as a file into `outbox`, and leaves for nowhere.

    Raises ImproperlyConfigured.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(outbox)}
    try:
        server = server_of(url)
    except WrongEmailUrl as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.host,
        "EMAIL_PORT": server.port,
        "EMAIL_HOST_USER": server.user,
        "EMAIL_HOST_PASSWORD": server.password,
        "EMAIL_USE_SSL": server.scheme == "smtps",
        "EMAIL_USE_TLS": server.scheme == "submission",
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }


def check_addresses(*, mailbox: str, sms: str, wechat: str, webhook: str) -> None:
    """Empty is left out, and "sandbox:" is no provider's. Raises ImproperlyConfigured."""
    checks = ((mailbox, mailbox_of), (sms, provider_of), (wechat, account_of), (webhook, receiver_of))
    try:
        for url, check in checks:
            if url not in ("", SANDBOX_URL):
                check(url)
    except (WrongImapUrl, WrongSmsUrl, WrongWechatUrl, WrongWebhookUrl) as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong
