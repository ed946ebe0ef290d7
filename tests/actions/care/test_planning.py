import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from tests.actions.care.given import NOW, message_step, on_day, programme, run, served, task_step
from tests.actions.offers.foretold import DUE, foretell
from tests.records import make
from tests.records.cases import given as cases
from tests.records.cases.conftest import usual_desk
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.care.deciding import Beyond, beyond
from shuke.actions.care.models import CarePlan, CareProgramme, CareSettings, CareTask, TaskState
from shuke.actions.care.services import ProgrammesFailed, run_programmes, switch_programme
from shuke.actions.care.tasks import plan_care
from shuke.actions.segments.parse import parse
from shuke.actions.segments.services import create_segment
from shuke.actions.segments.uses import uses_of
from shuke.jobs.context import JobContext
from shuke.records.access.models import Role
from shuke.records.cases.models import Case
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, set_class_policy
from shuke.records.membership.models import Member
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db
__all__ = ["usual_desk"]  # a fixture is known by standing here
TODAY = dt.date(2026, 3, 2)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def born(month: int, day: int, **fields: Any) -> Customer:
    return make.customer("潘伟", birthday=dt.date(1980, month, day), **fields)


def of_class(service_class: str, guest: Customer) -> Customer:
    Customer.objects.filter(pk=guest.pk).update(service_class=service_class)
    return guest


def bought(on: dt.date, guest: Customer | None = None, **fields: Any) -> Customer:
    guest = guest or make.customer("潘伟")
    store = make.store()
    make.order(guest, store, on, (make.product(), 1, "20"), **fields)
    return guest


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


def test_who_may_not_be_contacted_is_left_out_and_it_says_why() -> None:
    silent = born(3, 2, is_do_not_contact=True)
    nowhere = born(3, 2)
    calls, letters = programme("birthday"), programme("birthday", message_step())

    run()

    assert served(calls, "skipped") == [silent]
    reasons = CarePlan.objects.filter(programme=letters).values_list("customer", "state", "reason")
    assert list(reasons) == [
        (silent.pk, "skipped", "do_not_contact"),
        (nowhere.pk, "skipped", "no_address"),
    ]
    assert not MessageSend.objects.exists()


def test_a_message_is_queued_for_its_hour_where_the_customer_lives() -> None:
    guest = messages.reader(birthday=dt.date(1980, 3, 2), time_zone="Asia/Shanghai")
    wishes = programme("birthday", message_step(send_at=dt.time(15)))

    run()

    send = MessageSend.objects.get()
    assert (send.customer, send.purpose, send.origin) == (guest, "care", f"care:{wishes.pk}")
    assert send.due_at == dt.datetime(2026, 3, 2, 7, 0, tzinfo=dt.UTC)
    assert CarePlan.objects.get().message == send


def test_a_text_that_is_not_in_use_stops_its_programme_and_no_other() -> None:
    messages.reader(birthday=dt.date(1980, 3, 2))
    broken, whole = programme("birthday", message_step()), programme("thanks", month_day="03-02")
    template = broken.steps.get().template
    assert template is not None
    template.is_on = False
    template.save()

    with pytest.raises(ProgrammesFailed, match="not in use"):
        run()

    assert len(served(whole)) == 1
    assert served(broken) == []


def test_the_held_out_are_drawn_once_and_for_all_steps_alike() -> None:
    guests = [bought(TODAY - days(7)) for _ in range(60)]
    series = programme("first_visit", task_step(7), task_step(8), holdout_percent=40, most_a_day=1000)

    run()
    run(NOW + days(1))

    held = [set(_people(series, step, "held_out")) for step in (1, 2)]
    assert held[0] == held[1]
    assert 10 < len(held[0]) < 40
    assert len(served(series)) == 2 * len(guests)


def test_a_full_day_moves_a_task_on_and_a_full_week_gives_it_to_the_team() -> None:
    keeper = make.staff(Role.AGENT)
    CareSettings.objects.create(pk=1, tasks_a_day=1)
    for _ in range(9):
        born(3, 2, owner=keeper)
    programme("birthday")

    run()

    rows = list(CareTask.objects.order_by("pk").values_list("owner", "due_on"))
    assert rows[:8] == [(keeper.pk, TODAY + days(shift)) for shift in range(8)]
    assert rows[8:] == [(None, TODAY)]


def test_the_script_says_what_is_known() -> None:
    make.customer("潘伟", birthday=dt.date(1980, 3, 2))
    programme("birthday", task_step(script="{{ name }}: {{ likes }}, {{ store }}"))

    run()

    assert CareTask.objects.get().script == "潘伟: —, —"


@pytest.mark.parametrize("variable", ["salutation", "likes", "products again"])
def test_words_after_a_bar_stand_where_nothing_is_known(variable: str) -> None:
    make.customer("潘伟", birthday=dt.date(1980, 3, 2))
    programme("birthday", task_step(script=f"Ask about {{{{ {variable}|the summer }}}}."))

    run()

    assert CareTask.objects.get().script == "Ask about the summer."


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


def _ran(made: CareProgramme) -> CareProgramme:
    run()
    return made


def _people(made: CareProgramme, step: int, state: str) -> list[int]:
    return list(CarePlan.objects.filter(programme=made, step=step, state=state).values_list("customer", flat=True))


def test_a_day_begins_and_ends_with_the_customers_own_store() -> None:
    here = born(3, 2, home_store=make.store())
    east = born(3, 2, home_store=make.store(time_zone="Pacific/Kiritimati"))  # six hours before Shanghai
    west = born(3, 2, home_store=make.store(time_zone="America/New_York"))  # thirteen hours after it
    wishes = programme("birthday", now=on_day(dt.date(2026, 2, 27)))

    run(dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC))
    assert served(wishes) == [east]
    run(dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC))
    assert served(wishes) == [east, here]
    run(dt.datetime(2026, 3, 2, 4, 59, tzinfo=dt.UTC))
    assert served(wishes) == [east, here]
    run(dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC))
    run(dt.datetime(2026, 3, 3, 1, tzinfo=dt.UTC))
    assert served(wishes) == [east, here, west]


def test_a_day_without_a_worker_is_made_up_for_wherever_it_was() -> None:
    west = born(3, 2, home_store=make.store(time_zone="America/New_York"))
    wishes = programme("birthday", now=on_day(dt.date(2026, 3, 1)))

    run(on_day(dt.date(2026, 3, 5)))

    assert served(wishes) == [west]


def test_switched_on_when_a_day_is_over_here_it_still_serves_those_whose_day_it_is() -> None:
    here, west = born(3, 1), born(3, 1, home_store=make.store(time_zone="America/New_York"))
    wishes = programme("birthday", now=dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC))

    run(dt.datetime(2026, 3, 1, 18, tzinfo=dt.UTC))

    assert served(wishes) == [west]
    assert here not in served(wishes)


def test_switched_on_late_it_serves_nobody_whose_day_is_over() -> None:
    """While the 2nd is not over in Shanghai the 3rd has begun six hours east of it."""
    east = make.store(time_zone="Pacific/Kiritimati")
    over, today = born(3, 2, home_store=east), born(3, 3, home_store=east)
    here, west = born(3, 2), born(3, 2, home_store=make.store(time_zone="America/New_York"))
    wishes = programme("birthday", now=dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC))

    run(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    run(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC))

    assert set(served(wishes)) == {here, today, west}
    assert over not in served(wishes)


def test_a_message_leaves_on_the_customers_own_day() -> None:
    guest = messages.reader(
        birthday=dt.date(1980, 3, 2), time_zone="", home_store=make.store(time_zone="America/New_York")
    )
    programme("birthday", message_step(send_at=dt.time(9)))

    run(dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC))

    send = MessageSend.objects.get(customer=guest)
    assert send.due_at == dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.UTC)


def test_a_letter_and_a_script_name_the_products_of_each(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    guest, stranger = (messages.reader(name, birthday=dt.date(1980, 3, 2)) for name in ("Pan", "Li"))
    foretell({guest: ([(make.product(name="Oat milk"), DUE)], [])}, as_of=TODAY)
    template = messages.template("wish", texts={"en": ("Happy birthday", "{{ products again|Cake }} for you.")})
    programme("birthday", message_step(template=template), task_step(script="Mention {{ products }}."))

    run()

    said = dict(MessageSend.objects.values_list("customer", "text"))
    assert said == {guest.pk: "Oat milk for you.", stranger.pk: "Cake for you."}
    scripts = dict(CareTask.objects.values_list("customer", "script"))
    assert scripts == {guest.pk: "Mention Oat milk.", stranger.pk: "Mention —."}
