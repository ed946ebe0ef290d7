"""A person is erased: nothing that names them is left anywhere, and no sum changes."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from tests.records import make
from tests.web.erasing import rows

from shuke.jobs.context import JobContext
from shuke.jobs.models import Job
from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, unmerge_customer
from shuke.records.membership.models import Entry, Member
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import prove_ledger
from shuke.records.sales.models import Order
from shuke.web.erasing.services import erase_customer
from shuke.web.erasing.tasks import clear_files

pytestmark = pytest.mark.django_db

GONE, KEPT = "gone", "kept without a word"
# What becomes of the rows of every table that knows customers. A new one has to be thought of here and in `services`.
HELD = {
    "customers.Customer": KEPT, "customers.Identity": GONE, "customers.SearchToken": GONE,
    "customers.Preference": GONE, "customers.Consent": GONE, "customers.Relation": GONE, "customers.Event": KEPT,
    "customers.ErasedMark": KEPT, "customers.Booking": KEPT, "customers.Photo": GONE,
    "customers.DuplicatePair": GONE,
    "messaging.MessageSend": KEPT, "sales.Order": KEPT, "departures.Departure": KEPT,
    "membership.Member": KEPT, "membership.CouponCode": KEPT, "membership.CouponUse": KEPT, "surveys.Ask": KEPT,
    "cases.Case": KEPT, "cases.Ring": GONE, "scores.CustomerScore": GONE, "scores.ScoreChange": KEPT,
    "groups.CustomerGroup": GONE, "groups.CustomerRule": GONE, "groups.CustomerLikeness": GONE,
    "trials.CellMember": KEPT, "care.CareTask": KEPT, "care.CarePlan": KEPT, "segments.SegmentMember": GONE,
    "segments.SegmentChange": KEPT, "offers.Gift": KEPT, "campaigns.CampaignMember": KEPT, "campaigns.Guest": KEPT,
    "journeys.JourneyRun": KEPT,
    "outcomes.IncentiveBuyer": KEPT, "today.PutOff": GONE, "own.OwnKey": GONE, "own.OwnCode": GONE,
}  # fmt: skip
LATER = make.NOW + dt.timedelta(days=2)


def erase(customer: Customer, **fields: Any) -> Customer:
    return erase_customer(**{"scope": make.SYSTEM, "now": LATER, "customer": customer, **fields})


def knowing_customers() -> dict[str, list[str]]:
    """{table: its keys to customers}, tags apart, which have no row of their own."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        keys = [one.name for one in model._meta.concrete_fields if one.related_model is Customer]
        if keys:
            found[model._meta.label] = keys
    return found


def count_of(label: str, customer: Customer) -> int:
    if label == "customers.Customer":
        return Customer.objects.filter(pk=customer.pk).count()
    model: type[models.Model] = apps.get_model(label)
    return model._default_manager.filter(**{knowing_customers()[label][0]: customer}).count()


def shop() -> Customer:
    home = make.store()
    pan = rows.well_known(home)
    make.order(pan, home, rows.TODAY, (make.product(), 2, "40.00"))
    return pan


def test_every_table_that_knows_customers_is_considered() -> None:
    assert sorted(knowing_customers()) == sorted(HELD)


def test_no_word_of_the_person_is_left_in_any_table_or_file(data_folder: Any) -> None:
    pan = shop()
    empty = [label for label in HELD if label != "customers.ErasedMark" and not count_of(label, pan)]
    assert empty == []  # else the look below would prove nothing about it

    erase(pan)
    clear_files(**Job.objects.get(task="shuke.web.erasing.tasks.clear_files").kwargs, job=JobContext())

    Job.objects.all().delete()  # names of files, which a month later are forgotten
    assert rows.still_told() == {}
    assert {label: GONE if not count_of(label, pan) else KEPT for label in HELD} == HELD


def test_sums_stay_and_the_ledger_still_proves_itself(data_folder: Any) -> None:
    pan = shop()
    members = [member.pk for member in Member.objects.filter(customer=pan)]
    before = balance_of(members, now=LATER), Entry.objects.count(), sum(o.total for o in Order.objects.all())

    erase(pan)

    assert before == (balance_of(members, now=LATER), Entry.objects.count(), sum(o.total for o in Order.objects.all()))
    assert prove_ledger(now=LATER).is_green


def test_who_was_merged_into_them_is_erased_with_them() -> None:
    whole, part = make.customer("Mei", phone="13800000001"), make.customer("May", phone="13800000002")
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=whole)

    erase(part)  # by whichever record

    assert [one.name for one in Customer.objects.all()] == ["", ""]
    assert not Customer.objects.filter(erased_at__isnull=True).exists()


def test_a_merge_taken_back_no_longer_tells_the_number() -> None:
    mei, other = make.customer("Mei", number="M-1"), make.customer("Ann", number="A-1")
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=mei, into=other)
    unmerge_customer(scope=make.SYSTEM, now=make.NOW, origin="test", customer=mei)

    erase(mei)

    assert "M-1" not in str(rows.written_down())
    assert Customer.objects.get(pk=other.pk).name == "Ann"


def test_again_nothing_changes() -> None:
    mei = make.customer("Mei", phone="13800000001")
    erase(mei)
    before = rows.written_down()

    again = erase(mei, now=LATER + dt.timedelta(days=1))

    assert again.erased_at == LATER
    assert rows.written_down() == before


def _killed(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


def test_killed_before_its_end_nothing_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    mei = make.customer("Mei", phone="13800000001")
    before = rows.written_down()

    monkeypatch.setattr("shuke.web.erasing.services.enqueue", _killed)  # the last thing done
    with pytest.raises(KeyboardInterrupt):
        erase(mei)

    assert rows.written_down() == before


def test_the_audit_says_that_and_by_whom_and_not_whom() -> None:
    scope = make.scope(Role.OWNER)
    mei = make.customer("Mei")

    erase(mei, scope=scope)

    entry = AuditEntry.objects.get(action="customer.erase")
    assert (entry.subject, entry.staff_id) == (f"customer:{mei.pk}", scope.staff_id)
    assert "Mei" not in str(entry.facts)


@pytest.mark.parametrize("role", [Role.MARKETER, Role.ANALYST, Role.AGENT, Role.FRONT_LINE, Role.INTEGRATOR])
def test_only_owners_and_managers_may(role: str) -> None:
    with pytest.raises(NotAllowed):
        erase(make.customer("Mei"), scope=make.scope(role))


def test_not_somebody_of_another_store() -> None:
    here, there = make.store(), make.store()
    mei = make.customer("Mei", home=there)

    with pytest.raises(NotAllowed):
        erase(mei, scope=make.scope(Role.MANAGER, here))

    assert Customer.objects.get(pk=mei.pk).name == "Mei"
