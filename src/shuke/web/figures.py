"""Numbers and days as people read them: grouped by three in every language, − for minus, — for what is not known."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from shuke.lib.money import exponent, from_minor, mark_of
from shuke.lib.numerals import NOTHING, Number, number, percent, rounded, sign_of

__all__ = ["NOTHING", "mark_of", "number", "percent"]


def money_text(amount: Number | None, currency: str, *, exact: bool = False, signed: bool = False) -> str:
    """“−¥3,260”; `exact` keeps the minor unit."""
    sign, mark, digits = _money_parts(amount, currency, exact=exact, signed=signed)
    return f"{sign}{mark}{digits}"


def money_html(amount: Number | None, currency: str, *, exact: bool = False, signed: bool = False) -> SafeString:
    """The same with a light, smaller currency sign."""
    if amount is None:
        return format_html("{}", NOTHING)
    sign, mark, digits = _money_parts(amount, currency, exact=exact, signed=signed)
    return format_html("{}<i>{}</i>{}", sign, mark, digits)


def major(amount_minor: int | None, currency: str) -> Decimal | None:
    return None if amount_minor is None else from_minor(amount_minor, currency)


def times(ratio: float | None) -> str:
    """“3.4×”, in Chinese “3.4 倍”."""
    return NOTHING if ratio is None else _("%(ratio)s×") % {"ratio": number(ratio, decimals=1)}


def days(count: int | float | None) -> str:
    """“31 days”; half days of a rhythm are rounded."""
    if count is None:
        return NOTHING
    whole = int(rounded(count, 0))
    return ngettext("%(count)s day", "%(count)s days", whole) % {"count": number(whole)}


def days_ago(count: int | None) -> str:
    if count is None:
        return NOTHING
    if count == 0:
        return _("today")
    return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": number(count)}


def _written(value: date, pattern: str) -> str:
    # Equal moments of two time zones are different days: only days are kept.
    return date_format(value, pattern) if isinstance(value, datetime) else _kept(value, pattern, get_language())


@lru_cache(maxsize=4096)
def _kept(value: date, pattern: str, language: str | None) -> str:
    """Lists name the same few days again and again; `language` is the active one, in which it is written."""
    return date_format(value, pattern)


def day(value: date | None) -> str:
    """“8 Mar 2025”, in Chinese “2025 年 3 月 8 日”."""
    return NOTHING if value is None else _written(value, pgettext("day with year", "j M Y"))


def short_day(value: date | None, *, today: date | None = None) -> str:
    """“8 Mar”; with the year when it is not that of `today`."""
    if value is None:
        return NOTHING
    if today is not None and value.year != today.year:
        return _written(value, pgettext("day with short year", "j M ’y"))
    return _written(value, pgettext("day without year", "j M"))


def seen_from(value: date | None, here: datetime) -> str:
    """The short day of a small list, in the zone of `here`, with the year when it is not this one there."""
    there = value.astimezone(here.tzinfo).date() if isinstance(value, datetime) else value
    return short_day(there, today=here.date())


def month(value: date, *, with_year: bool = False) -> str:
    return _written(value, pgettext("month with year", "M ’y") if with_year else pgettext("month", "M"))


def month_year(value: date | None) -> str:
    """“Sep 2025”, in Chinese “2025 年 9 月”."""
    return NOTHING if value is None else _written(value, pgettext("month with whole year", "M Y"))


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """A UTC moment in the store's time zone: “8 Mar 2025 14:05”."""
    return NOTHING if value is None else date_format(value.astimezone(zone), pgettext("moment", "j M Y H:i"))


def duration(span: timedelta | None) -> str:
    if span is None:
        return NOTHING
    seconds = span.total_seconds()
    if seconds < 1:
        return _("under a second")
    if seconds < 120:
        return _("%(count)s s") % {"count": number(seconds)}
    return _("%(count)s min") % {"count": number(seconds / 60)}


def _money_parts(amount: Number | None, currency: str, *, exact: bool, signed: bool) -> tuple[str, str, str]:
    if amount is None:
        return "", "", NOTHING
    decimals = exponent(currency) if exact else 0
    exact_amount = rounded(amount, decimals)
    return sign_of(exact_amount, signed=signed), mark_of(currency), f"{abs(exact_amount):,.{decimals}f}"
