"""The invented cases: every kind, complaints at their steps, one promise broken, nothing added by a second start."""

import datetime as dt
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from tests.demo.people import accounts, members
from tests.records import make

from shuke.demo.care import look_after_the_best
from shuke.demo.case_words import STORIES
from shuke.demo.cases import open_cases
from shuke.records.access.models import AuditEntry, Staff
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import Case, Compensation, Entry, Improvement, Step
from shuke.records.cases.queries import approvals_for, cases_of, is_late
from shuke.records.cases.services import done_steps, watch_clocks
from shuke.records.membership.services import prove_ledger

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuke.demo.care.KEPT_CUSTOMERS", 8)
    import_module("shuke.records.cases.migrations.0002_history_only_grows").set_up_desk(apps, None)
    own, other = accounts()
    members(own, count=16)
    members(other, count=8)
    look_after_the_best(now=make.NOW)


def load(now: dt.datetime = make.NOW) -> None:
    open_cases(now=now, rng=Random(7))


def case(key: str) -> Case:
    return Entry.objects.get(source_key=f"demo:{key}").case


@pytest.mark.usefixtures("shop")
def test_every_kind_is_there_and_all_of_them_are_marked() -> None:
    load()

    assert set(Case.objects.values_list("kind", flat=True)) == set(Case.Kind.values)
    assert Case.objects.count() == len(STORIES)
    assert set(Case.objects.values_list("origin", flat=True)) == {"demo"}
    assert case("points").status == Case.Status.WAITING
    assert case("rain").praised == Staff.objects.get(username="cashier")
    assert case("bench").answer == Case.Answer.PLANNED
    assert case("saturday").owner is None


@pytest.mark.usefixtures("shop")
def test_complaints_stand_at_several_steps_stamped_by_colleagues() -> None:
    load()

    assert done_steps(case("till")) == set()
    assert done_steps(case("bread")) == {"received", "assigned", "facts"}
    assert done_steps(case("thawed")) >= {"compensation", "reply"}
    assert case("thawed").status == Case.Status.WAITING
    assert (case("queue").round, done_steps(case("queue"))) == (2, {"received"})
    over = case("best-before")
    assert over.status == Case.Status.CLOSED
    assert "learned" in done_steps(over)
    assert Improvement.objects.get().owner == Staff.objects.get(username="manager")
    stamps = list(Step.objects.filter(case=over).order_by("pk").values_list("at", flat=True))
    assert stamps == sorted(stamps)
    assert AuditEntry.objects.filter(action="case.compensate", subject=f"case:{over.pk}").exists()
    assert prove_ledger(now=make.NOW).is_green


@pytest.mark.usefixtures("shop")
def test_the_manager_has_cases_and_a_compensation_to_decide() -> None:
    load()

    manager = scope_of_staff(Staff.objects.get(username="manager"))
    assert {one.pk for one in cases_of(manager)} >= {case("till").pk, case("twice").pk, case("yoghurts").pk}
    assert case("yoghurts").owner_id == manager.staff_id
    assert [one.case for one in approvals_for(manager)] == [case("twice")]


# Night, lunch, weekend, the Monday after: the desk's hours never break another promise.
@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("hours", [0, 5, 10, 24, 31, 53, 77, 100, 126, 150, 163])
def test_one_promise_alone_is_broken_whenever_it_is_loaded(hours: int) -> None:
    now = make.NOW + dt.timedelta(hours=hours)

    load(now)

    late = [one for one in Case.objects.all() if is_late(one, now=now)]
    assert late == [case("invoice")]
    assert late[0].late_at is not None
    assert late[0].late_at < now - dt.timedelta(days=1)
    assert late[0].escalated_at is not None
    assert watch_clocks(scope=make.SYSTEM, now=now) == 0


@pytest.mark.usefixtures("shop")
def test_a_second_start_adds_nothing() -> None:
    load()
    counts = [model.objects.count() for model in (Case, Entry, Step, Compensation, AuditEntry)]

    load(make.NOW + dt.timedelta(days=1))

    assert [model.objects.count() for model in (Case, Entry, Step, Compensation, AuditEntry)] == counts


@pytest.mark.usefixtures("shop")
def test_a_load_that_was_broken_off_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(**anything: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shuke.demo.cases.watch_clocks", stop)
    with pytest.raises(KeyboardInterrupt):
        load()

    assert not Case.objects.exists()


def test_a_shop_without_the_demos_accounts_gets_none() -> None:
    make.customer("Guest")

    load()

    assert not Case.objects.exists()
