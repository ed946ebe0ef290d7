import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from tests.actions.care.given import NOW, message_step, on_day, programme, run, served, task_step
from tests.actions.care.people import TODAY, born, bought, days
from tests.records import make
from tests.records.cases import given as cases
from tests.records.cases.conftest import usual_desk
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.care.deciding import Beyond, beyond
from shuke.actions.care.models import CarePlan, CareProgramme, CareTask, TaskState
from shuke.actions.care.services import ProgrammesFailed, run_programmes, switch_programme
from shuke.actions.care.tasks import plan_care
from shuke.actions.segments.parse import parse
from shuke.actions.segments.services import create_segment
from shuke.actions.segments.uses import uses_of
from shuke.jobs.context import JobContext
from shuke.records.cases.models import Case
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, set_class_policy
from shuke.records.membership.models import Member

pytestmark = pytest.mark.django_db

__all__ = ["usual_desk"]  # a fixture is known by standing here


def of_class(service_class: str, guest: Customer) -> Customer:
    Customer.objects.filter(pk=guest.pk).update(service_class=service_class)
    return guest


def _ran(made: CareProgramme) -> CareProgramme:
    run()
    return made


def test_a_birthday_is_served_once_a_year() -> None:
    guest, _other = born(3, 2), born(3, 3)
    wishes = programme("birthday")

    run()
    run()
    run(NOW + dt.timedelta(hours=6))

    assert served(wishes) == [guest]
    run(on_day(dt.date(2027, 3, 2)))
    assert served(wishes) == [guest, guest]


def test_a_lunar_birthday_comes_before_the_solar_one() -> None:
    both = born(3, 2, lunar_birthday="01-20")  # in 2026 on the 8th of March
    wishes, by_sun = programme("birthday"), programme("birthday", calendar="solar")

    run()
    assert (served(wishes), served(by_sun)) == ([], [both])
    run(on_day(dt.date(2026, 3, 8)))
    assert served(wishes) == [both]


def test_a_step_may_lie_before_its_day() -> None:
    guest = born(3, 5)

    assert served(_ran(programme("birthday", task_step(-3)))) == [guest]


def test_days_without_a_worker_are_made_up_for_and_none_twice() -> None:
    wishes = programme("birthday")
    run()
    early, late, today, beyond = born(3, 4), born(3, 11), born(3, 12), born(3, 13)

    run(on_day(dt.date(2026, 3, 12)))
    run(on_day(dt.date(2026, 3, 12)))

    assert served(wishes) == [late, today]  # the 4th lies more than a week back
    assert beyond not in served(wishes)
    assert early not in served(wishes)


def test_what_lay_before_a_programme_was_switched_on_is_no_business_of_it() -> None:
    born(3, 1)

    assert served(_ran(programme("birthday"))) == []


def test_a_first_visit_counts_days_from_the_first_order_and_only_from_it() -> None:
    first_timer, regular = bought(TODAY - days(7)), bought(TODAY - days(7))
    bought(TODAY - days(40), regular)
    imported = bought(TODAY - days(7), origin="import:12")
    welcome = programme("first_visit", task_step(7))

    run()

    assert served(welcome) == [first_timer]
    assert imported not in served(welcome)


def test_whoever_was_merged_is_one_person_with_one_first_visit() -> None:
    part, whole = bought(TODAY - days(7)), bought(TODAY - days(60))
    merge_customers(scope=make.SYSTEM, now=NOW, origin="test", customer=part, into=whole)

    assert served(_ran(programme("first_visit", task_step(7)))) == []


def test_an_occasion_served_before_a_merge_is_not_served_again_after_it() -> None:
    part, whole = born(3, 2), make.customer("潘伟")
    wishes = _ran(programme("birthday"))
    merge_customers(scope=make.SYSTEM, now=NOW, origin="test", customer=part, into=whole)
    Customer.objects.filter(pk=whole.pk).update(birthday=part.birthday)

    run()

    assert CarePlan.objects.filter(programme=wishes).count() == 1


def test_after_a_purchase_and_after_a_complaint() -> None:
    buyer = bought(TODAY - days(3))
    complainer = make.customer("陈静")
    closed = cases.complaint(customer=complainer)
    Case.objects.filter(pk=closed.pk).update(status="closed", closed_at=NOW - days(14))
    after_purchase, after_complaint = programme("purchase", task_step(3)), programme("complaint", task_step(14))

    run()

    assert served(after_purchase) == [buyer]
    assert served(after_complaint) == [complainer]
    assert CareTask.objects.get(programme=after_complaint).facts["case"] == closed.pk


def test_everybody_has_holidays_as_far_as_a_day_goes_and_the_rest_tomorrow() -> None:
    guests = [make.customer(f"潘{number}") for number in range(5)]
    wishes = programme("thanks", month_day="03-02", most_a_day=2)

    run()
    run()
    assert served(wishes) == guests[:2]
    run(NOW + days(1))
    run(NOW + days(2))
    run(NOW + days(3))

    assert served(wishes) == guests


def test_messages_of_a_day_that_is_everybodys_know_no_limit() -> None:
    guests = [messages.reader() for _number in range(5)]
    wishes = programme("thanks", message_step(), task_step(), month_day="03-02", most_a_day=2)

    planned = run_programmes(scope=make.SYSTEM, now=NOW)

    assert served(wishes, "message") == guests
    assert (len(served(wishes, "task")), planned.left) == (2, 3)


def test_what_goes_beyond_a_day_stands_in_the_note_of_the_work() -> None:
    for _number in range(3):
        born(3, 2)
    programme("birthday", most_a_day=2)

    job = JobContext()
    with time_machine.travel(NOW):
        plan_care(job=job)

    assert job.progress.note == "left 1 task 2"


@pytest.mark.parametrize(
    ("due", "most_a_day", "found"),
    [
        ([2, 2, 2], 2, Beyond()),
        ([260, 0], 200, Beyond(late=60)),
        ([0, 10], 1, Beyond(late=7, never=2)),
        ([3] * 20, 2, Beyond(late=51, never=6)),
    ],
)
def test_whom_a_days_limit_holds_back_is_foretold(due: list[int], most_a_day: int, found: Beyond) -> None:
    assert beyond(due, most_a_day=most_a_day) == found


@pytest.mark.parametrize("most_a_day", [5, 1])
def test_whoever_is_called_on_a_day_gets_no_message_of_it(most_a_day: int) -> None:
    keys = [of_class("gold", messages.reader(birthday=dt.date(1980, 3, 2))) for _number in range(2)]
    other = messages.reader(birthday=dt.date(1980, 3, 2))
    wishes, later = programme("birthday", message_step()), programme("birthday", message_step(3))
    calls = programme("birthday", classes=["gold"], most_a_day=most_a_day)

    run()
    run(NOW + days(1))
    run(NOW + days(3))

    assert served(calls, "task") == keys
    assert served(wishes, "message") == [other]
    assert (
        list(CarePlan.objects.filter(programme=wishes, state="skipped").values_list("reason", flat=True))
        == ["has_task"] * 2
    )
    assert len(served(later, "message")) == 3


def test_a_call_programme_that_cannot_be_planned_or_is_off_keeps_no_message_back() -> None:
    guest = messages.reader(birthday=dt.date(1980, 3, 2))
    wishes, calls = programme("birthday", message_step()), programme("birthday", segment="orders >= 3")

    with pytest.raises(ProgrammesFailed):
        run()

    assert served(wishes, "message") == [guest]
    assert not served(calls)


def test_key_customers_are_visited_once_in_their_rhythm() -> None:
    keys = [of_class("platinum", make.customer(f"K{number}")) for number in range(3)]
    of_class("iron", make.customer("Other"))
    set_class_policy(scope=make.SYSTEM, now=NOW, service_class="platinum", call_every_days=5)
    visits = programme("visit", classes=["platinum"])

    for day in range(10):
        run(NOW + days(day))

    assert sorted(one.pk for one in served(visits)) == sorted([one.pk for one in keys] * 2)


def test_only_the_levels_it_serves() -> None:
    gold, lead = of_class("gold", born(3, 2)), of_class("lead", born(3, 2))
    plan = membership.plan()
    tier = membership.tier(plan, "silver", 10)
    Member.objects.filter(pk=membership.member(plan, lead).pk).update(tier=tier)

    by_class = programme("birthday", classes=["gold"])
    by_tier = programme("birthday", tiers=[tier])
    by_segment = programme("birthday", segment='gender = "female"')
    run()

    assert (served(by_class), served(by_tier), served(by_segment)) == ([gold], [lead], [])


def test_a_programme_serves_a_saved_segment_which_then_stays() -> None:
    lady = born(3, 2, gender=Customer.Gender.FEMALE)
    born(3, 2)
    ladies = create_segment(scope=make.SYSTEM, now=NOW, name="Ladies", key="ladies", tree=parse('gender = "female"'))

    wishes = programme("birthday", segment="segment(ladies)")
    run()

    assert served(wishes) == [lady]
    assert [use.name for use in uses_of(ladies)] == [f"care programme “{wishes.name}”"]


def test_the_database_itself_refuses_a_second_time_and_both_at_once() -> None:
    guest = messages.reader(birthday=dt.date(1980, 3, 2))
    wishes = _ran(programme("birthday"))
    held = CarePlan.objects.get()
    send = messages.queued(guest)

    for fields in ({"occasion": held.occasion}, {"occasion": "other", "message": send, "task": held.task}):
        again = {"programme": wishes, "customer": guest, "step": 1, "planned_on": TODAY, "planned_at": NOW}
        with pytest.raises(IntegrityError), transaction.atomic():
            CarePlan.objects.create(**again, state="task", **fields)


def test_switched_off_it_does_nothing() -> None:
    born(3, 2)
    wishes = programme("birthday")
    switch_programme(scope=make.SYSTEM, now=NOW, programme=wishes, is_on=False)

    assert served(_ran(wishes)) == []
    assert not CareTask.objects.filter(state=TaskState.OPEN).exists()
