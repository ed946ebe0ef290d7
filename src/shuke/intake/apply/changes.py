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
    """What `said` would change of `held`: empty sayings change nothing, filled fields only with `overwrite`."""
    return {
        name: value
        for name, value in said.items()
        if value not in ("", None) and value != held[name] and (overwrite or held[name] in empty)
    }
