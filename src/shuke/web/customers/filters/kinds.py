"""The kinds of filters: what a value in the address means as rows, and how it reads on a chip."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.ids import is_id
from shuke.lib.money import to_minor
from shuke.web import figures
from shuke.web.customers.setting import Setting

Choices = Sequence[tuple[str, str]]  # (value in the address, word)
NONE = "none"
SEPARATOR = ".."
LONGEST_BOUND = 15  # digits of a number, before its point or behind


class UnreadableFilter(ShukeError):
    """A filter's value in the address that is not of its kind."""


@dataclass(frozen=True, kw_only=True)
class Filter(ABC):
    key: str  # in the address
    label: Promise | str
    group: str  # of the filter menu: "person", "buying", "value", "risk", "forecast", "custom"
    is_money: bool = False  # shown to those who see money

    @abstractmethod
    def condition(self, value: str, setting: Setting) -> Q:
        """Rows of Customer that match. Raises UnreadableFilter."""

    @abstractmethod
    def say(self, value: str, setting: Setting) -> str:
        """The value in words."""

    @property
    def kind(self) -> str:
        """Which form sets it: a filter of a kind elsewhere is set as that kind is."""
        return next(each.__name__ for each in type(self).__mro__ if each.__module__ == __name__)


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    choices: Callable[[Setting], Choices]
    lookup: str = ""
    is_integer: bool = False  # its values are ids or codes
    empty: Q | None = None  # what `none` means; default: the lookup is empty text

    def condition(self, value: str, setting: Setting) -> Q:
        wanted = [part for part in value.split(",") if part]
        named = [part for part in wanted if part != NONE]
        if self.is_integer and not all(is_id(part) for part in named):
            raise UnreadableFilter(
                _("“%(value)s” is no choice of “%(label)s”.") % {"value": value, "label": self.label}
            )
        found = self.any_of(named)
        if NONE in wanted:
            found |= self.empty if self.empty is not None else Q(**{self.lookup: ""})
        return found

    def any_of(self, named: Sequence[str]) -> Q:
        return Q(**{f"{self.lookup}__in": named})

    def say(self, value: str, setting: Setting) -> str:
        words = dict(self.choices(setting))
        said = [_("none") if part == NONE else words.get(part, part) for part in value.split(",") if part]
        return _(", ").join(said)


@dataclass(frozen=True, kw_only=True)
class PartOf(Choice):
    """“38-test”: those of one part of something that has a number and a name."""

    names: Callable[[], Mapping[int, str]]  # by number
    members_of: Callable[[int, str], QuerySet[Any, Any]]  # ids of customers; nobody in a part there is not
    words: Callable[[str], Promise | str]  # of a part

    def any_of(self, named: Sequence[str]) -> Q:
        found = Q(pk__in=[])
        for value in named:
            number, _separator, part = value.partition("-")
            if is_id(number):
                found |= Q(pk__in=self.members_of(int(number), part))
        return found

    def say(self, value: str, setting: Setting) -> str:
        names = self.names()
        return _(", ").join(_("none") if part == NONE else self._said(part, names) for part in value.split(",") if part)

    def _said(self, value: str, names: Mapping[int, str]) -> str:
        number, _separator, part = value.partition("-")
        return said_part(names.get(int(number), number) if is_id(number) else number, self.words(part))


def said_part(name: str, words: Promise | str) -> str:
    return _("%(what)s: %(value)s") % {"what": name, "value": words}


def part_choices(named: Iterable[tuple[int, str]], parts: Mapping[str, Promise]) -> Choices:
    """Every part of each, for a PartOf."""
    return [(f"{pk}-{part}", said_part(name, words)) for pk, name in named for part, words in parts.items()]


@dataclass(frozen=True, kw_only=True)
class Number(Filter):
    lookup: str
    unit: str = ""  # "", "days", "times", "percent" (of a share, 0 to 1), "money"
    is_json: bool = False  # kept in a custom field

    def condition(self, value: str, setting: Setting) -> Q:
        low, high = self.bounds(value)
        found = Q(**{f"{self.lookup}__isnull": False})
        if low is not None:
            found &= Q(**{f"{self.lookup}__gte": self._stored(low, setting)})
        if high is not None:
            found &= Q(**{f"{self.lookup}__lte": self._stored(high, setting)})
        return found

    def bounds(self, value: str) -> tuple[Decimal | None, Decimal | None]:
        low, separator, high = value.partition(SEPARATOR)
        try:
            first, second = (_bound(part) if part else None for part in (low, high if separator else low))
        except InvalidOperation:
            raise UnreadableFilter(
                _("“%(value)s” is no range of “%(label)s”; write for example 5..20.")
                % {"value": value, "label": self.label}
            ) from None
        return first, second

    def say(self, value: str, setting: Setting) -> str:
        low, high = self.bounds(value)
        return said_range(
            None if low is None else self._said(low, setting), None if high is None else self._said(high, setting)
        )

    def _stored(self, bound: Decimal, setting: Setting) -> Decimal | float:
        if self.unit == "money":
            return to_minor(bound, setting.currency)
        return float(bound) if self.is_json else bound

    def _said(self, bound: Decimal, setting: Setting) -> str:
        decimals = max(0, -int(bound.normalize().as_tuple().exponent))
        match self.unit:
            case "money":
                return figures.money_text(bound, setting.currency)
            case "times":
                return figures.times(float(bound))
            case "percent":
                return figures.percent(float(bound))
            case "days":
                return figures.days(float(bound))
            case _:
                return figures.number(bound, decimals=decimals)


@dataclass(frozen=True, kw_only=True)
class Day(Filter):
    lookup: str
    is_json: bool = False  # kept as ISO text in a custom field

    def condition(self, value: str, setting: Setting) -> Q:
        low, high = self.bounds(value)
        found = Q(**{f"{self.lookup}__isnull": False})
        if low is not None:
            found &= Q(**{f"{self.lookup}__gte": low.isoformat() if self.is_json else low})
        if high is not None:
            found &= Q(**{f"{self.lookup}__lte": high.isoformat() if self.is_json else high})
        return found

    def bounds(self, value: str) -> tuple[date | None, date | None]:
        low, separator, high = value.partition(SEPARATOR)
        try:
            first, second = (date.fromisoformat(part) if part else None for part in (low, high if separator else low))
        except ValueError:
            raise UnreadableFilter(
                _("“%(value)s” are no days for “%(label)s”; write for example 2026-01-01..2026-01-31.")
                % {"value": value, "label": self.label}
            ) from None
        return first, second

    def say(self, value: str, setting: Setting) -> str:
        low, high = self.bounds(value)
        return said_range(None if low is None else figures.day(low), None if high is None else figures.day(high))


@dataclass(frozen=True, kw_only=True)
class YesNo(Filter):
    yes: Q
    no: Q | None = None  # default: not `yes`

    def condition(self, value: str, setting: Setting) -> Q:
        if value not in ("yes", "no"):
            raise UnreadableFilter(_("“%(label)s” is yes or no.") % {"label": self.label})
        if value == "yes":
            return self.yes
        return ~self.yes if self.no is None else self.no

    def say(self, value: str, setting: Setting) -> str:
        return _("yes") if value == "yes" else _("no")


@dataclass(frozen=True, kw_only=True)
class Text(Filter):
    lookup: str

    def condition(self, value: str, setting: Setting) -> Q:
        return Q(**{f"{self.lookup}__icontains": value})

    def say(self, value: str, setting: Setting) -> str:
        return value


def _bound(text: str) -> Decimal:
    """Raises InvalidOperation, also for what no column holds and no page can write out: 1e999999999."""
    bound = Decimal(text)
    if not bound.is_finite() or len(text) > LONGEST_BOUND or abs(bound.adjusted()) > LONGEST_BOUND:
        raise InvalidOperation
    return bound


def said_range(low: str | None, high: str | None) -> str:
    if low is None or high is None:
        return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else _("any")
    return low if low == high else f"{low} – {high}"
