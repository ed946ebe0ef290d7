"""Which column is what: told by a person, remembered, or guessed from names and contents, with the reason."""

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Facts
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from shuke.intake.fields import CUSTOM, REQUIRED, Field, fields_of
from shuke.intake.moments import DAY_FIRST, MONTH_FIRST
from shuke.intake.names import normal
from shuke.intake.reasons import Reason, SourceRefused
from shuke.lib.money import CURRENCIES

SETTINGS = ("date_format", "decimal", "time_zone", "store_time_zone", "currency", "source", "store", "mode")
MODES = ("create", "create_and_update", "update")
# In a sentence about the file's columns.
SHOWN_COLUMNS, SHOWN_OF_COLUMN = 20, 80


@dataclass(frozen=True)
class Mapping:
    """How a file is read. Empty settings mean: as the stores and the business have it."""

    kind: str
    columns: Facts[str, tuple[str, ...]] = field(default_factory=dict)  # field → the file's columns
    date_format: str = ""  # "day_first", "month_first" or a strptime pattern
    decimal: str = "."
    time_zone: str = ""  # of the moments in the file (docs/definitions.md, Time zone of a file); a bare date has none
    store_time_zone: str = ""  # of stores this file creates
    currency: str = ""  # of lines that name none
    source: str = "file"  # whose order numbers these are
    store: str = ""  # code, where the file names none
    mode: str = "create_and_update"
    overwrite: bool = False  # replace what is filled already (customers, products, stores)

    def as_dict(self) -> dict[str, Any]:
        settings = {name: getattr(self, name) for name in (*SETTINGS, "overwrite")}
        return {
            "kind": self.kind,
            "columns": {name: list(columns) for name, columns in self.columns.items()},
            **settings,
        }

    @classmethod
    def from_dict(cls, data: Facts[str, Any]) -> "Mapping":
        columns = {name: _as_columns(told) for name, told in data.get("columns", {}).items()}
        settings = {name: data[name] for name in (*SETTINGS, "overwrite") if name in data}
        return cls(kind=data["kind"], columns=columns, **settings)

    def columns_of(self, field_name: str) -> tuple[str, ...]:
        return self.columns.get(field_name, ())


@dataclass(frozen=True)
class Proposal:
    """A mapping and why each of its columns is there; `left_out` are the file's columns nothing is read from."""

    mapping: Mapping
    reasons: Facts[str, Reason]  # by field
    left_out: tuple[str, ...]

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Groups of fields of which a file of this kind must have one, and this mapping has none."""
        required = REQUIRED[self.mapping.kind]
        return tuple(group for group in required if not any(name in self.mapping.columns for name in group))


def read_mapping(path: Path, kind: str) -> dict[str, Any]:
    """A mapping file: settings, and [columns] with field = "column" (by name or number) or a list of them."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceRefused("mapping_broken", name=path.name, detail=str(error)) from error
    check_settings(told, kind, path.name)
    columns = told.get("columns", {})
    if isinstance(own := columns.get(CUSTOM[:-1]), dict):  # TOML reads custom.size = "Size" as a table of its own
        rest = {name: said for name, said in columns.items() if name != CUSTOM[:-1]}
        told["columns"] = {**rest, **{f"{CUSTOM}{key}": said for key, said in own.items()}}
    return told


def check_settings(told: Facts[str, Any], kind: str, name: str) -> None:
    """Raises where a mapping says what is not understood: a misspelt setting must not be ignored."""
    if told.get("kind", kind) != kind:
        raise SourceRefused("mapping_broken", name=name, detail=f"it is for {told['kind']}, not {kind}")
    known = {*SETTINGS, "kind", "columns", "overwrite"}
    if unknown := sorted(told.keys() - known):
        raise SourceRefused("mapping_broken", name=name, detail=f"“{unknown[0]}” is none of {', '.join(sorted(known))}")
    if not isinstance(told.get("columns", {}), dict):
        raise SourceRefused("mapping_broken", name=name, detail="[columns] must say field = column")
    for setting in ("time_zone", "store_time_zone"):
        if told.get(setting) and told[setting] not in available_timezones():
            raise SourceRefused("mapping_broken", name=name, detail=f"“{told[setting]}” is not a time zone")
    if told.get("currency") and told["currency"] not in CURRENCIES:
        raise SourceRefused("mapping_broken", name=name, detail=f"“{told['currency']}” is not a currency")
    for setting, allowed in (("decimal", (".", ",")), ("mode", MODES)):
        if setting in told and told[setting] not in allowed:
            detail = f"{setting} = “{told[setting]}” is none of {', '.join(allowed)}"
            raise SourceRefused("mapping_broken", name=name, detail=detail)


def told_columns(
    told: Facts[str, str | int | Sequence[str | int]], kind: str, columns: Sequence[str], custom: Facts[str, Field]
) -> dict[str, tuple[str, ...]]:
    """What a person said, as columns of this file. A column is called by its name, else by its number from 1."""
    require_known(told, kind, custom)
    found = {}
    for field_name, said in told.items():
        found[field_name] = tuple(_column(name, columns) for name in _as_columns(said))
    return {name: named for name, named in found.items() if named}


def require_known(fields: Iterable[str], kind: str, custom: Facts[str, Field]) -> None:
    """Raises where one of `fields` is nothing a file of this kind holds."""
    known = {**fields_of(kind), **custom}
    for name in fields:
        if name not in known:
            raise SourceRefused("field_unknown", field=name, kind=kind, fields=", ".join(known))


def apply_told(
    proposal: Proposal, told: Facts[str, Any], columns: Sequence[str], custom: Facts[str, Field] = MappingProxyType({})
) -> Proposal:
    """The proposal with what a person said on top; a column they gave to one field leaves the others."""
    _check_told(told)
    named = told_columns(told.get("columns", {}), proposal.mapping.kind, columns, custom)
    taken = {column for group in named.values() for column in group}
    dropped = {name for name, said in told.get("columns", {}).items() if not _as_columns(said)}
    kept = {
        name: group
        for name, group in proposal.mapping.columns.items()
        if name not in dropped and not taken & set(group)
    }
    settings = {name: told[name] for name in (*SETTINGS, "overwrite") if name in told}
    mapping = replace(proposal.mapping, columns={**kept, **named}, **settings)
    reasons = {name: reason for name, reason in proposal.reasons.items() if name in kept}
    reasons.update(dict.fromkeys(named, Reason("mapping_given")))
    return Proposal(mapping, reasons, left_out_of(mapping, columns))


def _check_told(told: Facts[str, Any]) -> None:
    """Raises where a word could only be ignored."""
    style = str(told.get("date_format") or DAY_FIRST)
    if style not in (DAY_FIRST, MONTH_FIRST) and not style.startswith("%"):
        raise SourceRefused("date_format_unknown", format=style)
    if told.get("currency") and told["currency"] not in CURRENCIES:
        raise SourceRefused("currency_unknown", value=told["currency"])


def require_complete(proposal: Proposal, columns: Sequence[str]) -> Mapping:
    """The mapping, or a refusal that says which field no column could be found for."""
    if proposal.missing:
        raise incomplete(proposal.missing, columns)
    return proposal.mapping


def incomplete(missing: Iterable[Sequence[str]], columns: Sequence[str]) -> SourceRefused:
    """What to say where groups of fields, of which one is needed, have no column."""
    if len(columns) == 1:
        return SourceRefused("one_column", column=columns[0][:SHOWN_OF_COLUMN])
    names = ", ".join(" / ".join(group) for group in missing)
    return SourceRefused("fields_unmapped", fields=names, columns=", ".join(columns[:SHOWN_COLUMNS]))


def left_out_of(mapping: Mapping, columns: Iterable[str]) -> tuple[str, ...]:
    used = {column for group in mapping.columns.values() for column in group}
    return tuple(column for column in columns if column not in used)


def signature(kind: str, columns: Sequence[str]) -> str:
    """Files with the same header are the same export: their mapping is remembered under this."""
    return hashlib.sha256("\n".join([kind, *map(normal, columns)]).encode()).hexdigest()


def _as_columns(said: str | int | Sequence[str | int]) -> tuple[str, ...]:
    if isinstance(said, str | int):
        said = [said]
    return tuple(str(one) for one in said if str(one))


def _column(name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    by_normal = {normal(column): column for column in reversed(columns)}
    if normal(name) in by_normal:
        return by_normal[normal(name)]
    if name.isdigit() and 1 <= int(name) <= len(columns):
        return columns[int(name) - 1]
    raise SourceRefused("column_missing", column=name, columns=", ".join(columns[:SHOWN_COLUMNS]))
