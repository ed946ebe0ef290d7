"""Every occasion, and the task it makes, goes by the day of the customer's own store."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.actions.care.given import message_step, programme, run, served, task_step
from tests.records import make
from tests.records.cases import given as cases
from tests.records.cases.conftest import usual_desk
from tests.records.messages import given as messages
from tests.web.insight import rows

from shuke.actions.care.models import CareTask
from shuke.actions.care.queries.inbox import capacity_of, counts_of_views, tasks_of_view
from shuke.actions.care.queries.places import days_at
from shuke.records.access.models import Role
from shuke.records.access.scope import scope_of_staff
from shuke.records.cases.models import Case
from shuke.records.customers.models import Customer
from shuke.records.customers.services import set_class_policy
from shuke.records.messages.models import MessageSend
from shuke.records.stores.models import Store
from shuke.scores.models import ScoreChange

pytestmark = pytest.mark.django_db
__all__ = ["usual_desk"]  # a fixture is known by standing here

# In Shanghai, where the business is, both moments lie on the 2nd of March.
BUSINESS_DAY = dt.date(2026, 3, 2)
PLACES = {
    "America/New_York": (dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC), dt.date(2026, 3, 1)),
    "Pacific/Kiritimati": (dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC), dt.date(2026, 3, 3)),
}


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def _birthday(guest: Customer, day: dt.date) -> None:
    Customer.objects.filter(pk=guest.pk).update(birthday=day.replace(year=1984))


def _lunar_birthday(guest: Customer, day: dt.date) -> None:
    lunar = {dt.date(2026, 3, 1): "01-13", dt.date(2026, 3, 3): "01-15"}[day]
    Customer.objects.filter(pk=guest.pk).update(lunar_birthday=lunar)


def _anniversary(guest: Customer, day: dt.date) -> None:
    rows.score(guest, rows.run(), first_on=day.replace(year=2024))


def _purchase(guest: Customer, day: dt.date) -> None:
    assert guest.home_store is not None
    make.order(guest, guest.home_store, day - days(3), (make.product(), 1, "20"))


def _complaint(guest: Customer, day: dt.date) -> None:
    """Closed half an hour before the day was over there."""
    assert guest.home_store is not None
    zone = ZoneInfo(guest.home_store.time_zone)
    moment = dt.datetime.combine(day - days(3), dt.time(23, 30), tzinfo=zone)
    held = cases.complaint(customer=guest, now=moment - days(1))
    Case.objects.filter(pk=held.pk).update(status="closed", closed_at=moment)


def _visit(guest: Customer, day: dt.date) -> None:
    Customer.objects.filter(pk=guest.pk).update(service_class="platinum")
    set_class_policy(scope=make.SYSTEM, now=make.NOW, service_class="platinum", call_every_days=1)


def _warning(guest: Customer, day: dt.date) -> None:
    rows.score(
        guest, rows.run(as_of=BUSINESS_DAY), is_abnormal=True, value_at_risk_minor=5_000, latest_on=day - days(90)
    )


def _return(guest: Customer, day: dt.date) -> None:
    found = rows.run()
    ScoreChange.objects.create(
        run=found, customer=guest, kind=ScoreChange.Kind.STAGE, before="lost", after="active", seen_on=BUSINESS_DAY
    )


def _nothing(guest: Customer, day: dt.date) -> None:
    """The day itself is everybody's."""


OCCASIONS: dict[str, tuple[str, Callable[[Customer, dt.date], None], dict[str, Any], int]] = {
    "birthday": ("birthday", _birthday, {}, 0),
    "lunar birthday": ("birthday", _lunar_birthday, {}, 0),
    "anniversary": ("anniversary", _anniversary, {}, 0),
    "thanks day": ("thanks", _nothing, {"month_day": "{day}"}, 0),
    "first visit": ("first_visit", _purchase, {}, 3),
    "purchase": ("purchase", _purchase, {}, 3),
    "complaint": ("complaint", _complaint, {}, 3),
    "visit": ("visit", _visit, {"classes": ["platinum"]}, 0),
    "warning": ("warning", _warning, {}, 0),
    "return": ("return", _return, {}, 0),
}


@pytest.mark.parametrize("zone", PLACES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_an_occasion_and_its_task_lie_on_the_day_of_the_customers_store(occasion: str, zone: str) -> None:
    kind, prepare, values, after_days = OCCASIONS[occasion]
    moment, day = PLACES[zone]
    guest = make.customer("潘伟", home=make.store(time_zone=zone))
    prepare(guest, day)
    values = {name: f"{day:%m-%d}" if value == "{day}" else value for name, value in values.items()}

    made = programme(kind, task_step(after_days), now=moment, **values)
    run(moment)

    assert served(made) == [guest]
    assert CareTask.objects.get().due_on == day


def test_who_came_back_is_written_to_at_the_hour_of_their_own_day() -> None:
    """One in the night of the 3rd there, while it is still the 2nd where the business is."""
    zone = "Pacific/Kiritimati"
    moment, day = PLACES[zone]
    guest = messages.reader(time_zone="", home_store=make.store(time_zone=zone))
    _return(guest, day)

    programme("return", message_step(send_at=dt.time(9)), now=moment)
    run(moment)

    assert MessageSend.objects.get(customer=guest).due_at == dt.datetime(2026, 3, 2, 19, tzinfo=dt.UTC)


def test_the_list_shows_a_task_when_its_day_has_begun_where_its_customer_is_at_home() -> None:
    moment = dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)
    east, here = make.store(time_zone="Pacific/Kiritimati"), make.store()
    for home in (east, here, None):
        for day in (BUSINESS_DAY, BUSINESS_DAY + days(1), BUSINESS_DAY + days(2)):
            _task(home, day)
    scope = scope_of_staff(make.staff(Role.AGENT))
    now = days_at(moment)

    assert counts_of_views(scope, days=now) == {"mine": 0, "team": 4, "all": 4, "later": 5}
    shown = [(one.customer.home_store, one.due_on) for one in tasks_of_view(scope, view="all", days=now)]
    assert (east, BUSINESS_DAY + days(1)) in shown
    assert (here, BUSINESS_DAY + days(1)) not in shown
    assert (None, BUSINESS_DAY) in shown
    assert capacity_of(scope, days=now, since=moment, room=5).open == 0


def _task(home: Store | None, day: dt.date) -> None:
    guest = make.customer(home=home)
    CareTask.objects.create(
        key=f"test:{guest.pk}", origin="test", customer=guest, title="Call", due_on=day, opened_at=make.NOW
    )
