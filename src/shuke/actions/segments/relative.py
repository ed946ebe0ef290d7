"""Days counted from the day on which somebody asks: the last 90, before those, the next 14."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from shuke.actions.segments.tree import RELATIVE, Has, Operator
from shuke.lib.dates import lunar_days_of, solar_days_of

A_YEAR = 366  # days hold every birthday


def resolved(has: Has, *, on: date) -> Has:
    """The same with days of the calendar, as of `on`; it is the latest of the last days and the first of the next."""
    if has.operator not in RELATIVE:
        return has
    days = _days(has)
    match has.operator:
        case Operator.IN_LAST:
            return Has(has.field, Operator.BETWEEN, (on - timedelta(days=days - 1), on))
        case Operator.BEFORE_LAST:
            return Has(has.field, Operator.AT_MOST, (on - timedelta(days=days),))
        case _:
            return Has(has.field, Operator.BETWEEN, (on, on + timedelta(days=days - 1)))


def has_birthday(has: Has, *, on: date) -> Q:
    """Those whose birthday, by the moon where that is how it is kept, lies in the days."""
    unknown = Q(birthday__isnull=True, lunar_birthday="")
    if has.operator == Operator.IS_UNKNOWN:
        return unknown
    days = _days(has)
    if days >= A_YEAR:
        return ~unknown
    begin = on - timedelta(days=days - 1) if has.operator == Operator.IN_LAST else on
    asked = [begin + timedelta(days=ahead) for ahead in range(days)]
    by_sun = Q()
    for month, day in sorted({kept for each in asked for kept in solar_days_of(each)}):
        by_sun |= Q(birthday__month=month, birthday__day=day)
    by_moon = Q(lunar_birthday__in=sorted({kept for each in asked for kept in lunar_days_of(each)}))
    return by_moon | (Q(lunar_birthday="") & by_sun)


def _days(has: Has) -> int:
    (days,) = has.values
    assert isinstance(days, Decimal), f"{has} has faults"
    return int(days)
