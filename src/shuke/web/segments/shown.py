"""A draft as the page shows it: every line with its offers, and a tree in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shuke.actions.segments.fields import Field, Kind
from shuke.actions.segments.tree import RELATIVE, Node, Operator, Thing
from shuke.lib.ids import is_id
from shuke.web import figures
from shuke.web.segments.drafts import (
    BOUGHT,
    LISTS,
    NOT,
    SEGMENT,
    Group,
    Incomplete,
    Join,
    Line,
    Period,
    draft_of,
    node_of,
)
from shuke.web.segments.offered import HOWS, ONE_IS, ONE_IS_NOT, UNITS, Offer
from shuke.web.segments.reading import ROOT

JOINS = {
    Join.ALL: gettext_lazy("All of these hold"),
    Join.SOME: gettext_lazy("At least one of these holds"),
    Join.NONE: gettext_lazy("None of these holds"),
    Join.NOT_ALL: gettext_lazy("Not all of these hold"),
}
# Between the lines of a group, where it is told in words.
BETWEEN = {
    Join.ALL: pgettext_lazy("conditions", "and"),
    Join.SOME: pgettext_lazy("conditions", "or"),
    Join.NONE: pgettext_lazy("conditions", "nor"),
    Join.NOT_ALL: pgettext_lazy("conditions", "and"),
}
THINGS = {
    "": gettext_lazy("anything"),
    Thing.PRODUCT.value: gettext_lazy("the product with the code"),
    Thing.CATEGORY.value: gettext_lazy("of the category"),
    Thing.BRAND.value: gettext_lazy("of the brand"),
}
PERIODS = {
    Period.EVER: gettext_lazy("ever"),
    Period.LATEST: gettext_lazy("in the last … days"),
    Period.BETWEEN: gettext_lazy("between two days"),
}


@dataclass(frozen=True)
class ShownLine:
    place: str  # in the form: 0.1
    line: Line
    hows: list[tuple[str, str]]
    box: str  # what the values are asked with: "", "ticks", "list", "one", "two", "segment", "bought"
    type: str  # of an input: "date" or "text"
    choices: list[tuple[str, str, bool]]  # (value, words, is chosen)
    unit: str
    is_complete: bool
    is_group: bool = False

    @property
    def low(self) -> str:
        return self.line.values[0] if self.line.values else ""

    @property
    def high(self) -> str:
        return self.line.values[1] if len(self.line.values) > 1 else ""

    @property
    def listed(self) -> str:
        return ", ".join(self.line.values)


@dataclass(frozen=True)
class ShownGroup:
    place: str
    join: Join
    parts: list["ShownLine | ShownGroup"]
    level: int
    is_group: bool = True

    @property
    def joins(self) -> list[tuple[str, Promise]]:
        return [(join.value, words) for join, words in JOINS.items()]

    @property
    def between(self) -> Promise:
        return BETWEEN[self.join]


def shown_group(group: Group, offer: Offer, *, place: str = ROOT, level: int = 1) -> ShownGroup:
    parts: list[ShownLine | ShownGroup] = []
    for number, part in enumerate(group.parts):
        at = f"{place}.{number}"
        if isinstance(part, Group):
            parts.append(shown_group(part, offer, place=at, level=level + 1))
        else:
            parts.append(shown_line(part, offer, at))
    return ShownGroup(place, group.join, parts, level)


def shown_line(line: Line, offer: Offer, place: str) -> ShownLine:
    field = offer.field(line.field)
    return ShownLine(
        place=place,
        line=line,
        hows=offer.hows(line.field, line.how),
        box=_box(line, field, offer),
        type="date" if field is not None and field.kind == Kind.DAY and not _is_relative(line) else "text",
        choices=_choices(line, field, offer),
        unit=str(UNITS["days"]) if _is_relative(line) else _unit(field, offer),
        is_complete=_is_complete(line, offer),
    )


def _is_relative(line: Line) -> bool:
    return line.how.removeprefix(NOT) in RELATIVE


def _is_complete(line: Line, offer: Offer) -> bool:
    try:
        node_of(line, field_named=offer.field)
    except Incomplete:
        return False
    return True


def _box(line: Line, field: Field | None, offer: Offer) -> str:
    how = line.how.removeprefix(NOT)
    if line.field in (BOUGHT, SEGMENT):
        return line.field
    if field is None or field.kind == Kind.YES_NO or how == Operator.IS_UNKNOWN:
        return ""
    if how in LISTS and offer.choices_of(field):
        return "ticks"
    return "two" if how == Operator.BETWEEN else "list" if how == Operator.IN else "one"


def _choices(line: Line, field: Field | None, offer: Offer) -> list[tuple[str, str, bool]]:
    offered = offer.segments if line.field == SEGMENT else offer.choices_of(field) if field else ()
    found = [(value, words, value in line.values) for value, words in offered]
    # Something that is there no more stays chosen, and is seen.
    known = {value for value, _words in offered}
    gone = [(value, value, True) for value in line.values if value and found and value not in known]
    return [*found, *gone]


def _unit(field: Field | None, offer: Offer) -> str:
    if field is None:
        return ""
    return offer.currency if field.is_money else str(UNITS.get(field.unit, ""))


@dataclass(frozen=True)
class Told:
    """A tree in words: a sentence, or a group of them."""

    says: str
    parts: tuple["Told", ...] = ()
    between: str = ""


def told(node: Node, offer: Offer) -> Told:
    drawn = draft_of(node)
    return _told(drawn.parts[0] if len(drawn.parts) == 1 and drawn.join == Join.ALL else drawn, offer)


def _told(part: Line | Group, offer: Offer) -> Told:
    if isinstance(part, Line):
        return Told(line_words(part, offer))
    parts = tuple(_told(each, offer) for each in part.parts)
    return Told(str(JOINS[part.join]), parts, str(BETWEEN[part.join]))


def line_words(line: Line, offer: Offer) -> str:
    """“Stage is one of New, Forming”."""
    if line.field == BOUGHT:
        return _purchase_words(line, offer)
    how = str(HOWS.get(_told_how(line), line.how))
    if line.field == SEGMENT:
        named = dict(offer.segments).get(line.values[0], line.values[0])
        return _("%(field)s %(how)s %(values)s") % {"field": _("Segment"), "how": how, "values": f"“{named}”"}
    field = offer.field(line.field)
    label = str(field.label) if field else line.field
    if not line.values or field is None:
        return _("%(field)s %(how)s") % {"field": label, "how": how}
    names = dict(offer.choices_of(field))
    if _is_relative(line):
        said = [_days_words(value) for value in line.values]
    else:
        said = [names.get(value) or _value_words(value, field, offer) for value in line.values]
    between = " – " if line.how.removeprefix(NOT) == Operator.BETWEEN else _(", ")
    return _("%(field)s %(how)s %(values)s") % {"field": label, "how": how, "values": between.join(said)}


def _told_how(line: Line) -> str:
    """“is one of New” is “is New”."""
    is_one_of = line.how in (Operator.IN, NOT + Operator.IN) and len(line.values) == 1
    return line.how if not is_one_of else ONE_IS_NOT if line.how.startswith(NOT) else ONE_IS


def _days_words(value: str) -> str:
    try:
        return figures.days(float(value))
    except ValueError:
        return value


def _value_words(value: str, field: Field, offer: Offer) -> str:
    try:
        match field.kind:
            case Kind.MONEY:
                return figures.money_text(Decimal(value), offer.currency)
            case Kind.NUMBER if field.unit == "percent":
                return figures.percent(float(value))
            case Kind.NUMBER:
                number = Decimal(value)
                return figures.number(number, decimals=max(0, -int(number.normalize().as_tuple().exponent)))
            case Kind.DAY:
                return figures.day(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        pass
    return value


def _purchase_words(line: Line, offer: Offer) -> str:
    said = [str(HOWS.get(line.how, line.how)), str(THINGS.get(line.thing, line.thing))]
    if line.thing:
        said.append(f"“{line.name}”")
    if is_id(line.times.strip()) and (times := int(line.times)) != 1:
        said.append(
            ngettext("at least %(times)s time", "at least %(times)s times", times) % {"times": figures.number(times)}
        )
    if line.amount.strip():
        try:
            amount = figures.money_text(Decimal(line.amount), offer.currency)
        except InvalidOperation:
            amount = line.amount
        said.append(_("for at least %(amount)s") % {"amount": amount})
    if line.period == Period.LATEST:
        said.append(_("in the last %(days)s days") % {"days": line.days})
    elif line.period == Period.BETWEEN:
        said.append(_("from %(first)s to %(final)s") % {"first": line.first, "final": line.final})
    words = " ".join(said)
    return words[:1].upper() + words[1:]
