"""Messages for tests: each call states only what the test is about."""

import datetime as dt
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path
from typing import Any, cast

from django.utils import timezone
from tests.records import make

from shuke.jobs.context import JobContext
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_consent
from shuke.records.messages.models import ContactRules, MessageSend, Template
from shuke.records.messages.services import queue_message, save_template
from shuke.records.messages.tasks import send_due

_serial = count(1)


def reader(name: str = "潘伟", **fields: Any) -> Customer:
    """Somebody with an e-mail address; it is never quiet for anybody."""
    ContactRules.objects.update_or_create(pk=1, defaults={"quiet_from": dt.time(9), "quiet_until": dt.time(9)})
    return make.customer(name, **{"email": f"reader{next(_serial)}@example.com", **fields})


def said(customer: Customer, *, yes: bool, channel: str = "email", purpose: str = "marketing") -> None:
    record_consent(
        scope=make.SYSTEM,
        now=timezone.now(),
        origin="test",
        customer=customer,
        channel=channel,
        purpose=purpose,
        is_granted=yes,
        source="test",
    )


def queued(customer: Customer, **fields: Any) -> MessageSend:
    plain = {"key": f"k{next(_serial)}", "channel": "email", "purpose": "service", "subject": "您好", "text": "欢迎"}
    return queue_message(
        **{"scope": make.SYSTEM, "now": timezone.now(), "origin": "test", "customer": customer, **plain, **fields}
    )


def template(code: str = "welcome", **fields: Any) -> Template:
    texts = {"zh-hans": ("{{ name }}，您好", "欢迎来到{{ business }}。"), "en": ("Hello {{ name }}", "Welcome.")}
    plain = {"code": code, "name": code, "purpose": "care", "texts": texts}
    return save_template(**{"scope": make.SYSTEM, "now": timezone.now(), **plain, **fields})


def run_sender(**options: Any) -> None:
    send_due(job=JobContext(), **options)


def state_of(send: MessageSend) -> tuple[str, str]:
    send.refresh_from_db()
    return send.state, send.reason


def read_eml(path: Path) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=default))
