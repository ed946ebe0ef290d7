"""The people around a customer, with their own days and preferences beside theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shuke.lib.dates import next_lunar_day
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, Preference
from shuke.web.customers.portrait import related_to

PEOPLE_AT_MOST = 5
PREFERENCES_AT_MOST = 2
BIRTHDAY_SOON_DAYS = 14


@dataclass(frozen=True)
class Around:
    customer: Customer
    how: str  # family, friend, colleague, household, brought, referred_by
    note: str
    likes: Sequence[Preference]
    birthday_on: date | None  # when it is soon


def people_around(customer: Customer, *, scope: Scope, today: date) -> list[Around]:
    """Preferences and days are told of people of one's own stores; of others the name and the tie."""
    ties = related_to(customer)[:PEOPLE_AT_MOST]
    seen = {tie.customer.pk for tie in ties if scope.covers_store(tie.customer.home_store_id)}
    likes = _likes(seen)
    return [
        Around(
            customer=tie.customer,
            how=tie.how,
            note=tie.note,
            likes=likes.get(tie.customer.pk, [])[:PREFERENCES_AT_MOST],
            birthday_on=birthday_soon(tie.customer, today=today) if tie.customer.pk in seen else None,
        )
        for tie in ties
    ]


def birthday_soon(customer: Customer, *, today: date, within_days: int = BIRTHDAY_SOON_DAYS) -> date | None:
    """The next birthday, solar or lunar, when it is at most `within_days` away."""
    days = []
    if customer.birthday:
        days.append(next_birthday(customer.birthday, after=today))
    if customer.lunar_birthday:
        days.append(next_lunar_day(customer.lunar_birthday, after=today))
    return min((day for day in days if day <= today + timedelta(days=within_days)), default=None)


def next_birthday(born_on: date, *, after: date) -> date:
    """The first on or after `after`; of who was born on 29 February, the 28th in other years."""
    return min(day for year in (after.year, after.year + 1) if (day := _in_year(born_on, year)) >= after)


def _in_year(born_on: date, year: int) -> date:
    try:
        return born_on.replace(year=year)
    except ValueError:
        return born_on.replace(year=year, day=28)


def _likes(customer_ids: set[int]) -> dict[int, list[Preference]]:
    held: dict[int, list[Preference]] = {}
    rows = Preference.objects.filter(customer__in=customer_ids, withdrawn_at__isnull=True, is_sensitive=False)
    for preference in rows.order_by("-is_pinned", "-confirmations", "-confirmed_at"):
        held.setdefault(preference.customer_id, []).append(preference)
    return held
