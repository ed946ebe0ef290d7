"""People moved through journeys, kind of node by kind of node, with what each did."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.actions.journeys import given
from tests.actions.journeys.given import DAY, NOW
from tests.actions.journeys.services.steps import HELLO, WEEK
from tests.actions.offers.foretold import DUE, foretell
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.care.models import CareTask
from shuke.actions.journeys.models import JourneyStep
from shuke.jobs.context import JobContext
from shuke.records.customers.models import Customer
from shuke.records.customers.services import set_class_policy
from shuke.records.membership.models import CouponCode, Entry, Lot
from shuke.records.messages.models import MessageSend
from shuke.records.messages.tasks import send_due

pytestmark = pytest.mark.django_db


def test_a_message_is_written_once_however_often_the_clock_ticks() -> None:
    messages.template("hello")
    reader = messages.reader()
    given.running(HELLO)
    given.happened(reader)

    assert given.tick() == 2
    assert given.tick() == 0

    send = MessageSend.objects.get()
    assert (send.customer, send.purpose, send.state) == (reader, "care", "queued")
    assert JourneyStep.objects.get(node="n1").send == send
    assert given.way_of(reader) == ["entry.next", "n1.next"]
    assert given.run_of(reader).left == "exit"


def test_people_wait_as_long_as_they_should() -> None:
    guest = make.customer("潘伟")
    given.running(WEEK, {"kind": "tag", "tag": "knows us"})
    given.happened(guest)

    given.tick()
    assert (given.run_of(guest).node, given.run_of(guest).due_at) == ("n1", NOW + 7 * DAY)
    given.tick(NOW + 7 * DAY - dt.timedelta(minutes=1))
    assert not guest.tags.exists()
    given.tick(NOW + 7 * DAY)

    assert [tag.name for tag in guest.tags.all()] == ["knows us"]


def test_a_coupon_is_given_and_the_message_names_its_code() -> None:
    coupon = membership.coupon(code="ten")
    messages.template("hello", texts={"en": ("For you", "Say {{ coupon_code }} for {{ coupon }}.")})
    reader = messages.reader()
    given.running({"kind": "coupon", "coupon": "ten"}, HELLO)
    given.happened(reader)

    given.tick()

    code = CouponCode.objects.get()
    assert (code.customer, code.most_uses) == (reader, 1)
    assert MessageSend.objects.get().text == f"Say {code.code} for {coupon.name}."


def test_another_system_is_told_once_with_what_was_given(settings: Any, tmp_path: Path) -> None:
    settings.WEBHOOK_URL, settings.DATA = "sandbox:", tmp_path
    membership.coupon(code="ten", name="Autumn")
    guest = make.customer("潘伟")
    given.running({"kind": "coupon", "coupon": "ten"}, {"kind": "webhook", "event": "journey.welcomed"})
    given.happened(guest)

    given.tick()
    given.tick()
    send_due(job=JobContext())
    send_due(job=JobContext())

    notice = MessageSend.objects.get()
    assert JourneyStep.objects.get(node="n2").send == notice
    assert (notice.customer, notice.subject, notice.state) == (None, "journey.welcomed", "sent")
    code = CouponCode.objects.get().code
    assert notice.values == {
        "journey": "Welcome", "customer": guest.number, "coupon": "Autumn", "coupon_code": code
    }  # fmt: skip
    assert len(list(tmp_path.rglob("*.json"))) == 1


def test_a_discount_above_the_ceiling_of_ones_class_is_passed_over_and_says_so() -> None:
    membership.coupon(code="half", kind="percent", value=Decimal(50))
    set_class_policy(scope=make.SYSTEM, now=NOW, service_class="gold", offer_ceiling_percent=Decimal(10))
    plain, dear = make.customer("林"), make.customer("潘伟")
    Customer.objects.filter(pk=dear.pk).update(service_class="gold")
    given.running({"kind": "coupon", "coupon": "half"})
    given.happened(plain)
    given.happened(dear)

    given.tick()

    assert CouponCode.objects.get().customer == plain
    facts = JourneyStep.objects.get(run__customer=dear, node="n1").facts
    assert facts["not_done"] == "50 % off is more than customers of this class are offered: 10 % at most."
    assert given.run_of(dear).left == "exit"


def test_points_are_earned_by_members_and_others_go_on_with_the_reason() -> None:
    member = membership.member(membership.plan("beans"))
    stranger = make.customer()
    tagged = {"on": "event", "event": "customer.tagged"}
    given.running({"kind": "points", "plan": "beans", "points": 20}, entry=tagged)
    given.happened(member.customer, "customer.tagged")
    given.happened(stranger, "customer.tagged")

    given.tick()
    given.tick()

    assert [entry.source for entry in Entry.objects.all()] == ["journey"]
    assert sum(lot.points for lot in Lot.objects.all()) == 20
    assert "is not a member" in JourneyStep.objects.get(run__customer=stranger, node="n1").facts["not_done"]
    assert given.run_of(stranger).left == "exit"


def test_a_task_is_opened_for_a_colleague() -> None:
    guest = make.customer("潘伟")
    given.running({"kind": "task", "title": "Call and say thank you", "script": "…", "due_days": 2})
    given.happened(guest)

    given.tick()

    task = CareTask.objects.get()
    assert (task.customer, task.title, task.due_on) == (guest, "Call and say thank you", (NOW + 2 * DAY).date())


def test_who_comes_back_in_time_goes_the_other_way() -> None:
    shop = make.store(time_zone="UTC")
    back, away = make.customer(home=shop), make.customer(home=shop)
    given.running({"kind": "wait_for", "event": "purchase", "days": 3}, {"kind": "tag", "tag": "came back"})
    given.happened(back)
    given.happened(away)
    given.tick()

    bought = NOW + DAY
    make.order(back, shop, bought.date(), (make.product(), 1, "12"), ordered_at=bought)
    given.tick(bought + dt.timedelta(minutes=1))
    given.tick(NOW + 3 * DAY)

    assert given.way_of(back) == ["entry.next", "n1.happened", "n2.next"]
    assert given.way_of(away) == ["entry.next", "n1.timeout"]


def test_a_condition_is_asked_of_everybody_at_once() -> None:
    woman, man = make.customer(gender="female"), make.customer(gender="male")
    given.running({"kind": "split", "condition": "gender = female"}, {"kind": "tag", "tag": "madam"})
    given.happened(woman)
    given.happened(man)

    given.tick()

    assert given.way_of(woman) == ["entry.next", "n1.yes", "n2.next"]
    assert given.way_of(man) == ["entry.next", "n1.no"]


def test_a_condition_sees_what_the_step_before_it_did() -> None:
    guest = make.customer()
    given.running({"kind": "tag", "tag": "vip"}, {"kind": "split", "condition": "tag = vip"})
    given.happened(guest)

    given.tick()

    assert given.way_of(guest)[-1] == "n2.yes"


def test_a_condition_on_scores_holds_people_before_the_first_refresh(data_folder: Any) -> None:
    guest = make.customer()
    given.running({"kind": "split", "condition": "orders >= 3"})
    given.happened(guest)

    given.tick()

    run = given.run_of(guest)
    assert (run.node, run.left_at) == ("n1", None)
    assert run.trouble
    assert run.due_at == NOW + dt.timedelta(hours=1)


def test_the_number_drawn_is_kept_with_the_step() -> None:
    guests = [make.customer() for _ in range(40)]
    given.running({"kind": "draw", "shares": [50, 50]})
    for guest in guests:
        given.happened(guest)

    given.tick()

    steps = JourneyStep.objects.filter(node="n1")
    assert {step.branch for step in steps} == {"a", "b"}
    assert all((step.facts["drawn"] < 0.5) == (step.branch == "a") for step in steps)


def test_a_wait_until_nine_is_nine_where_the_person_lives() -> None:
    far = make.customer(time_zone="America/New_York")
    given.running({"kind": "delay", "days": 1, "at": "09:00"})
    given.happened(far)

    given.tick()

    due = given.run_of(far).due_at.astimezone(ZoneInfo("America/New_York"))
    assert (due.hour, due.minute) == (9, 0)
    assert NOW + DAY <= due < NOW + 2 * DAY


def test_each_reader_is_told_of_their_own_products_as_of_then(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    messages.template("hello", texts={"en": ("For you", "{{ product_list }}"), "zh-hans": ("给您", "{{ products }}")})
    readers = messages.reader("Pan", language="en"), messages.reader("潘", language="zh-hans")
    milk, tea = make.product(name="Oat milk"), make.product(name="Tea")
    foretell({one: ([(milk, DUE), (tea, DUE)], []) for one in readers}, as_of=NOW.date())
    given.running(HELLO)
    for reader in readers:
        given.happened(reader)

    given.tick()
    foretell({}, as_of=NOW.date())

    block = "• Oat milk · you buy it every 12 days, it has been 14\n• Tea · you buy it every 12 days, it has been 14"
    texts = dict(MessageSend.objects.values_list("customer", "text"))
    assert texts == {readers[0].pk: block, readers[1].pk: "Oat milk和Tea"}
