"""The table of columns: what stands in the file, what it becomes, why we think so."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.intake.fields import Field
from shuke.intake.models import ImportRun
from shuke.intake.services.ground import known_fields
from shuke.intake.words import FIELDS as FIELD_WORDS
from shuke.intake.words import say
from shuke.lib.phones import masked
from shuke.web import figures
from shuke.web.imports.dry_run import DryRun
from shuke.web.imports.sample import Sample

LETTERS = 26
# What people are recognised by, the surest first; and what the rows of the other kinds are.
PEOPLE = ("customer", "customer_card", "customer_phone", "customer_email", "customer_wechat")
KEYS = {"orders": PEOPLE, "customers": PEOPLE, "products": ("product",), "stores": ("store",)}


@dataclass(frozen=True)
class Column:
    place: int
    letter: str  # as spreadsheets call it
    name: str
    samples: Sequence[str]
    field: str  # "" = left out
    why: str
    is_key: bool = False
    asks: bool = False

    @property
    def input_name(self) -> str:
        return f"column-{self.place}"


def columns_of(run: ImportRun, sample: Sample | None, dry: DryRun | None) -> list[Column]:
    by_column = {name: field for field, names in run.mapping["columns"].items() for name in names}
    return [
        _column(run, place, name, by_column.get(name, ""), sample, dry)
        for place, name in enumerate(run.detected["columns"])
    ]


def choices_of(run: ImportRun) -> list[tuple[str, str]]:
    """Every field a file of this kind can hold, in the reader's words."""
    return [
        ("", _("Leave out")), *((name, _field_name(run, name, field)) for name, field in known_fields(run.kind).items())
    ]  # fmt: skip


def _field_name(run: ImportRun, name: str, field: Field) -> str:
    word = field.label or str(FIELD_WORDS[name])
    if not field.is_date:
        return word
    named = {"day_first": _("%(field)s, day first"), "month_first": _("%(field)s, month first")}
    return named.get(run.mapping.get("date_format", ""), "%(field)s") % {"field": word}


def missing_fields(run: ImportRun) -> list[str]:
    """What a file of this kind must have and no column was given to, in words."""
    return [_(" or ").join(str(FIELD_WORDS[name]) for name in group) for group in run.detected.get("missing", [])]


def letter_of(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    rest, last = divmod(place, LETTERS)
    return (letter_of(rest - 1) if rest else "") + chr(ord("A") + last)


def shown_value(field: str, value: str) -> str:
    """Telephone numbers stay masked outside the customer's page."""
    return masked(value) if field == "customer_phone" and value else value


def _column(
    run: ImportRun, place: int, name: str, field: str, sample: Sample | None, dry: DryRun | None
) -> Column:  # fmt: skip
    values = [shown_value(field, value) for value in sample.values(name)] if sample else []
    known = _known(field, dry)
    return Column(
        place=place,
        letter=letter_of(place),
        name=name,
        samples=values,
        field=field,
        why=known or _why(run, field),
        is_key=bool(field) and field == _key_of(run),
        asks=field == "store" and bool(known) and dry is not None and bool(dry.counts.get("stores", {}).get("created")),
    )


def _key_of(run: ImportRun) -> str:
    return next((field for field in KEYS[run.kind] if field in run.mapping["columns"]), "")


def _why(run: ImportRun, field: str) -> str:
    if not field:
        return _("kept in the file, not read")
    reason = run.detected["reasons"].get(field)
    return say(reason) if reason else ""


def _known(field: str, dry: DryRun | None) -> str:
    """Of keys, once the file is checked: how many are known."""
    table = {"store": "stores", "product": "products", "customer": "customers"}.get(field)
    counts = dry.counts.get(table) if dry is not None and table else None
    if not counts:
        return ""
    known, new = counts.get("unchanged", 0) + counts.get("updated", 0), counts.get("created", 0)
    if not new:
        return ngettext("%(count)s, known", "%(count)s, all known", known) % {"count": figures.number(known)}
    return _("%(known)s known, %(new)s new") % {"known": figures.number(known), "new": figures.number(new)}
