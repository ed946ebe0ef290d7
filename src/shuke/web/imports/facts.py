"""The strip of facts: what the file is, and why we think so."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shuke.intake.models import ImportRun
from shuke.intake.moments import date_order
from shuke.intake.numbers import SCALE
from shuke.intake.services.ground import known_fields
from shuke.intake.words import say
from shuke.records.stores.models import Business
from shuke.web import figures
from shuke.web.imports.sample import LOOKED_AT, Sample

ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5": "Big5",
    "latin-1": "Latin-1 (Windows-1252)",
    "utf-16": "UTF-16",
}
_FORMATS = {"workbook": "XLSX", "parquet": "Parquet"}


@dataclass(frozen=True)
class Fact:
    caption: str
    value: str
    why: str = ""
    asks: bool = False  # a person must say


def facts_of(run: ImportRun, sample: Sample | None, *, business: Business) -> list[Fact]:
    found = run.detected
    how = [_encoding(run), _delimiter(run)] if found["format"] == "text" else [_format(run), _columns(run)]
    return [_file(run, business), *how, _dates(run, sample), _header(run), _zone(run, business)]


def said_delimiter(delimiter: str) -> str:
    named = {
        "\t": pgettext("delimiter", "Tab"),
        ",": pgettext("delimiter", "Comma"),
        ";": pgettext("delimiter", "Semicolon"),
        "|": pgettext("delimiter", "Vertical bar"),
        " ": pgettext("delimiter", "Blanks"),
    }
    return named.get(delimiter, f"“{delimiter}”")


def _file(run: ImportRun, business: Business) -> Fact:
    value = filesizeformat(run.size_bytes)
    staged = run.staged
    if not staged:
        return Fact(_("File"), value, _packed(run))
    lines = ngettext("%(count)s line", "%(count)s lines", staged["lines"]) % {"count": figures.number(staged["lines"])}
    return Fact(_("File"), _("%(size)s, %(lines)s") % {"size": value, "lines": lines}, _span(run, business))


def _packed(run: ImportRun) -> str:
    return _("compressed: %(method)s") % {"method": run.detected["compression"]} if run.detected["compression"] else ""


def _span(run: ImportRun, business: Business) -> str:
    """The days and the sum of an order file; a sum where all of it is in one currency."""
    staged = run.staged
    if not staged["first_on"]:
        return _packed(run)
    first, latest = (date.fromisoformat(staged[name]) for name in ("first_on", "latest_on"))
    days = (
        figures.day(first) if first == latest else f"{figures.short_day(first, today=latest)} – {figures.day(latest)}"
    )
    if "currency" in run.mapping["columns"]:
        return days
    amount = Decimal(staged["amount_e4"]).scaleb(-SCALE)
    return f"{days}, {figures.money_text(amount, run.mapping.get('currency') or business.currency)}"


def _encoding(run: ImportRun) -> Fact:
    reason = run.detected["encoding_reason"]
    name = ENCODINGS.get(run.detected["encoding"], run.detected["encoding"])
    value = name if run.options.get("encoding") else _("%(encoding)s, detected") % {"encoding": name}
    return Fact(_("Encoding"), value, say(reason) if reason else "")


def _delimiter(run: ImportRun) -> Fact:
    return Fact(_("Delimiter"), said_delimiter(run.detected["delimiter"]), _columns_each(run))


def _format(run: ImportRun) -> Fact:
    member = run.detected["member"]
    why = _("sheet %(name)s") % {"name": member} if member and run.detected["format"] == "workbook" else ""
    return Fact(_("Format"), _FORMATS.get(run.detected["format"], run.detected["format"]), why)


def _columns(run: ImportRun) -> Fact:
    return Fact(_("Columns"), figures.number(len(run.detected["columns"])))


def _columns_each(run: ImportRun) -> str:
    count = len(run.detected["columns"])
    return ngettext("%(count)s column", "%(count)s columns each", count) % {"count": figures.number(count)}


def _dates(run: ImportRun, sample: Sample | None) -> Fact:
    caption, style = _("Date order"), run.mapping.get("date_format", "")
    texts = _date_texts(run, sample)
    order = date_order(texts)
    example = order.example or (texts[0] if texts else "")
    if style in ("day_first", "month_first"):
        value = _("Day first") if style == "day_first" else _("Month first")
        against = order.month_first if style == "month_first" else order.day_first
        why = _("the other order fails on %(count)s of %(rows)s") % {
            "count": figures.number(against), "rows": figures.number(len(texts))
        } if against else ""  # fmt: skip
        return Fact(caption, _with(value, example), why)
    if style:
        return Fact(caption, style, _("as told"))
    if run.detected.get("refused", {}).get("code", "").startswith("date_order"):
        return Fact(caption, _("Open"), _("please say which"), asks=True)
    if not texts:
        return Fact(caption, figures.NOTHING, _("no column of dates"))
    if order.style:
        return Fact(caption, _with(_("Day first") if order.style == "day_first" else _("Month first"), example))
    return Fact(caption, _with(_("Open"), example) if order.either else _with(_("Year first"), example))


def _with(value: str, example: str) -> str:
    return _("%(order)s, %(example)s") % {"order": value, "example": example[:10]} if example else value


def _date_texts(run: ImportRun, sample: Sample | None) -> list[str]:
    if sample is None:
        return []
    fields = known_fields(run.kind)
    dated = [name for name, field in fields.items() if field.is_date and name in run.mapping["columns"]]
    columns = [column for name in dated for column in run.mapping["columns"][name]]
    found = (sample.batch.columns[column].slice(0, LOOKED_AT).to_pylist() for column in columns[:1])
    return [text for texts in found for text in texts if text.strip()]


def _header(run: ImportRun) -> Fact:
    line, reason = run.detected["header_line"], run.detected["header_reason"]
    why = say(reason) if reason else ""
    if run.detected["format"] == "parquet":
        return Fact(_("Header"), _("In the file"), why)
    if not line:
        return Fact(_("Header"), _("None"), why)
    return Fact(_("Header"), _("Line %(number)s") % {"number": figures.number(line)}, why)


def _zone(run: ImportRun, business: Business) -> Fact:
    told = run.mapping.get("time_zone", "")
    zone = ZoneInfo(told or business.time_zone).key
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return Fact(_("Time zone"), city, _("as told") if told else _("from the stores"))
