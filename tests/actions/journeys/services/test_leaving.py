"""How a way ends: by its goal, held out, merged, erased; and what holds people where they stand."""

import datetime as dt
from typing import Any

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.actions.journeys.services.steps import HELLO, WEEK
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.journeys.models import JourneyRun
from shuke.actions.journeys.services import effects
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.services import merge_customers
from shuke.records.messages.models import MessageSend, Template

pytestmark = pytest.mark.django_db


def test_the_goal_ends_it_and_counts_for_who_left_before() -> None:
    shop = make.store(time_zone="UTC")
    waiting, gone = make.customer(home=shop), make.customer(home=shop)
    goal = {"kind": "goal", "event": "purchase", "days": 30}
    given.running({"kind": "split", "condition": "tag = quick"}, WEEK, goal=goal)
    given.happened(waiting)
    given.happened(gone)
    gone.tags.set([])
    given.tick()
    given.tick(NOW + 7 * DAY)
    assert {run.left for run in JourneyRun.objects.all()} == {"exit"}

    bought = NOW + 9 * DAY
    make.order(gone, shop, bought.date(), (make.product(), 1, "12"), ordered_at=bought)
    given.tick(bought + DAY)

    assert given.run_of(gone).goal_at == bought
    assert given.run_of(waiting).goal_at is None


def test_a_goal_that_does_not_end_counts_at_once_and_the_steps_go_on() -> None:
    shop = make.store(time_zone="UTC")
    guest = make.customer(home=shop)
    goal = {"kind": "goal", "event": "purchase", "days": 30, "is_end": False}
    given.running(WEEK, {"kind": "tag", "tag": "late"}, goal=goal)
    given.happened(guest)
    given.tick()
    bought = NOW + dt.timedelta(minutes=3)

    make.order(guest, shop, bought.date(), (make.product(), 1, "12"), ordered_at=bought)
    given.tick(bought)
    inside = given.run_of(guest)
    given.tick(NOW + 7 * DAY)

    assert (inside.left, inside.goal_at) == ("", bought)
    assert given.way_of(guest) == ["entry.next", "n1.next", "n2.next"]
    run = given.run_of(guest)
    assert (run.left, run.goal_at) == ("exit", bought)


def test_the_goal_ends_a_wait_at_once() -> None:
    shop = make.store(time_zone="UTC")
    guest = make.customer(home=shop)
    given.running(WEEK, {"kind": "tag", "tag": "late"}, goal={"kind": "goal", "event": "purchase", "days": 30})
    given.happened(guest)
    given.tick()

    bought = NOW + DAY
    make.order(guest, shop, bought.date(), (make.product(), 1, "12"), ordered_at=bought)
    given.tick(bought + dt.timedelta(minutes=5))

    run = given.run_of(guest)
    assert (run.left, run.goal_at, run.node) == ("goal", bought, "n1")
    assert not guest.tags.exists()


def test_who_is_held_out_is_recorded_and_receives_nothing() -> None:
    guests = [make.customer() for _ in range(60)]
    given.running({"kind": "tag", "tag": "greeted"}, percent=50)
    for guest in guests:
        given.happened(guest)

    given.tick()

    held = JourneyRun.objects.filter(is_held_out=True)
    assert 15 < held.count() < 45
    assert all(run.drawn < 0.5 for run in held)
    assert not Customer.objects.filter(tags__name="greeted", pk__in=held.values("customer")).exists()
    assert Customer.objects.filter(tags__name="greeted").count() == 60 - held.count()
    assert not Event.objects.filter(kind__startswith="journey.", customer__in=held.values("customer")).exists()


def test_a_template_switched_off_meanwhile_holds_people_until_it_is_on() -> None:
    template = messages.template("hello")
    reader = messages.reader()
    given.running(WEEK, HELLO)
    given.happened(reader)
    given.tick()
    Template.objects.filter(pk=template.pk).update(is_on=False)

    given.tick(NOW + 7 * DAY)

    run = given.run_of(reader)
    assert (run.node, run.left_at) == ("n2", None)
    assert "is not in use" in run.trouble
    Template.objects.filter(pk=template.pk).update(is_on=True)
    given.tick(NOW + 7 * DAY + dt.timedelta(hours=1))
    assert given.run_of(reader).left == "exit"
    assert MessageSend.objects.count() == 1


def test_a_coupon_deleted_meanwhile_holds_people_with_a_sentence() -> None:
    coupon = membership.coupon(code="ten")
    guest = make.customer()
    given.running(WEEK, {"kind": "coupon", "coupon": "ten"})
    given.happened(guest)
    given.tick()
    coupon.delete()

    given.tick(NOW + 7 * DAY)

    run = given.run_of(guest)
    assert (run.node, run.left_at) == ("n2", None)
    assert run.trouble == "“ten” is gone: choose another in a new version, or make it again."


def test_one_person_without_a_name_holds_up_nobody_else() -> None:
    messages.template("hello")
    named, nameless = messages.reader("潘伟"), messages.reader("")
    given.running(HELLO)
    given.happened(named)
    given.happened(nameless)

    given.tick()

    assert given.run_of(named).left == "exit"
    assert "no value for “name”" in given.run_of(nameless).trouble


def test_a_step_that_breaks_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, broken = make.customer(), make.customer()
    given.running({"kind": "tag", "tag": "greeted"})
    given.happened(sound)
    given.happened(broken)
    real = effects.tag_customers

    def tag(**said: Any) -> int:
        if said["customers"].filter(pk=broken.pk).exists():
            raise RuntimeError("disk on fire")
        return real(**said)

    monkeypatch.setattr(effects, "tag_customers", tag)

    given.tick()

    assert given.run_of(sound).left == "exit"
    assert given.run_of(broken).trouble == "The step broke: RuntimeError. It is tried again every hour."
    assert given.run_of(broken).visit == 0


def test_merged_customers_go_on_as_one() -> None:
    messages.template("hello")
    part, whole = messages.reader("潘伟"), messages.reader("潘伟")
    given.running(WEEK, HELLO)
    given.happened(part)
    given.happened(whole)
    given.tick()

    merge_customers(scope=make.SYSTEM, now=NOW + DAY, origin="page", customer=part, into=whole)
    given.tick(NOW + 2 * DAY)
    given.tick(NOW + 8 * DAY)

    assert given.run_of(part).left == "merged"
    assert given.run_of(whole).left == "exit"
    assert MessageSend.objects.get().customer == whole


def test_who_was_merged_alone_gets_it_as_the_person_they_became() -> None:
    messages.template("hello")
    part, whole = messages.reader("潘伟"), messages.reader("潘伟")
    given.running(WEEK, HELLO)
    given.happened(part)
    given.tick()

    merge_customers(scope=make.SYSTEM, now=NOW + DAY, origin="page", customer=part, into=whole)
    given.happened(whole, at=NOW + 2 * DAY)
    given.tick(NOW + 8 * DAY)

    assert JourneyRun.objects.count() == 1  # who they became was in it already
    assert MessageSend.objects.get().customer == whole


def test_who_is_erased_leaves() -> None:
    guest = make.customer()
    given.running(WEEK, {"kind": "tag", "tag": "x"})
    given.happened(guest)
    given.tick()
    Customer.objects.filter(pk=guest.pk).update(erased_at=NOW)

    given.tick(NOW + 7 * DAY)

    assert given.run_of(guest).left == "gone"


def test_a_template_with_an_unknown_variable_holds_people_and_loses_nobody() -> None:
    template = messages.template("hello")
    reader = messages.reader()
    given.running(HELLO)
    given.happened(reader)
    template.texts.update(body="Dear {{ shoe_size }}")

    given.tick()

    assert "There is no variable “shoe_size”" in given.run_of(reader).trouble
    assert not MessageSend.objects.exists()
    template.texts.update(body="Dear {{ name }}")
    given.tick(NOW + 2 * dt.timedelta(hours=1))
    assert given.run_of(reader).left == "exit"
    assert MessageSend.objects.count() == 1
