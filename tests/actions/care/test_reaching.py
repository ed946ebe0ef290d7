"""What reaches whom: a message at its hour, a task for a colleague, a text that says what is known."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.actions.care.given import NOW, message_step, programme, run, served, task_step
from tests.actions.care.people import TODAY, born, bought, days
from tests.actions.offers.foretold import DUE, foretell
from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.care.models import CarePlan, CareProgramme, CareSettings, CareTask
from shuke.actions.care.services import ProgrammesFailed
from shuke.records.access.models import Role
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db


def _people(made: CareProgramme, step: int, state: str) -> list[int]:
    return list(CarePlan.objects.filter(programme=made, step=step, state=state).values_list("customer", flat=True))


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
