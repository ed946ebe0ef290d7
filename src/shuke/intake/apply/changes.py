"""Before-images of rows an import found already there."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from shuke.intake.models import ImportChange
from shuke.lib.bulk import insert_rows

Change = tuple[int, Mapping[str, Any] | None, Mapping[str, Any]]  # row id, before (None: added), after

_COLUMNS = ("run_id", "table", "row_id", "before", "after")


def record_changes(run_id: int, table: str, changes: Iterable[Change]) -> int:
    """Written in the transaction that makes the changes."""
    rows = ((run_id, table, row_id, _plain(before), _plain(after)) for row_id, before, after in changes)
    return insert_rows(ImportChange._meta.db_table, _COLUMNS, rows)


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: plain(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """As JSON holds it, and as the database takes it back."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return value.isoformat() if isinstance(value, date) else value


def filled_in(
    held: Mapping[str, Any], said: Mapping[str, Any], *, overwrite: bool, empty: frozenset[Any] = frozenset({"", None})
) -> dict[str, Any]:
    """What `said` would change of `held`: empty sayings change nothing, filled fields only with `overwrite`.

    Of a field that is a mapping, as custom fields are, what would change within it.
    """
    found: dict[str, Any] = {}
    for name, value in said.items():
        if isinstance(value, dict):
            within = filled_in({key: held[name].get(key) for key in value}, value, overwrite=overwrite)
            found |= {name: within} if within else {}
        elif value not in ("", None) and value != held[name] and (overwrite or held[name] in empty):
            found[name] = value
    return found


def held_before(held: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What stood where `after` is written; None for a key that was not there."""
    return {
        name: {key: held[name].get(key) for key in value} if isinstance(value, dict) else held[name]
        for name, value in after.items()
    }
