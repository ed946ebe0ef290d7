from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.records import make

from shuke.records.access.erasing import empty_audit
from shuke.records.access.models import AuditEntry
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Consent, Event
from shuke.records.customers.services import record_consent

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


def test_an_audit_row_cannot_be_changed() -> None:
    record_audit(scope=make.SYSTEM, action="customers.export", at=make.NOW)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(action="nothing")

    assert AuditEntry.objects.get().action == "customers.export"


def test_an_event_cannot_be_changed() -> None:
    make.customer("Mei")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.update(occurred_at=make.NOW - timedelta(days=1))


def test_a_consent_cannot_be_changed_only_followed_by_another() -> None:
    mei = make.customer("Mei")
    consent = {"channel": "sms", "purpose": "marketing", "source": "counter", "customer": mei, "origin": "page"}
    record_consent(scope=make.SYSTEM, now=make.NOW, is_granted=True, **consent)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.update(is_granted=False)

    record_consent(scope=make.SYSTEM, now=make.NOW + timedelta(days=1), is_granted=False, **consent)
    assert list(Consent.objects.order_by("at").values_list("is_granted", flat=True)) == [True, False]


def test_what_an_audit_row_says_can_be_emptied_and_nothing_else() -> None:
    record_audit(scope=make.SYSTEM, action="customer.update", at=make.NOW, subject="customer:1", facts={"a": [1, 2]})

    empty_audit(subjects=["customer:1"])

    assert AuditEntry.objects.get().facts == {}
    for other in ({"facts": {"a": 3}}, {"facts": {}, "subject": ""}, {"at": LATER}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditEntry.objects.update(**other)
