"""What a person says about a file, as the intake takes it. Only what differs from the guess is told: for the rest the
guess keeps its reason."""

from collections.abc import Mapping as Facts
from collections.abc import Sequence
from typing import Any

from shuke.intake.fields import Field
from shuke.intake.mapping import SETTINGS, Mapping
from shuke.intake.models import ImportRun
from shuke.intake.services.ground import known_fields

LEFT_OUT = ""
# Told about the columns of one reading, and void when the file is read differently.
OF_THE_COLUMNS = ("columns", "date_format", "decimal")
TOLD = "mapping_given"


def told_columns(run: ImportRun, chosen: Facts[int, str], *, changed: int | None = None) -> dict[str, Any]:
    """`chosen` says of each column, by its place in the file, which field it becomes ("" = left out).

    A field that holds one column gives up the one it had for the one that was `changed` to it.
    """
    columns, fields = run.detected["columns"], known_fields(run.kind)
    taken = chosen.get(changed, "") if changed is not None else ""
    wanted: dict[str, list[str]] = {}
    for place, field in sorted(chosen.items()):
        if field and not (field == taken and place != changed and not may_join(fields.get(field))):
            wanted.setdefault(field, []).append(columns[place])
    held = Mapping.from_dict(run.mapping).columns
    reasons = run.detected["reasons"]
    said = {}
    for field in fields:
        names = wanted.get(field, [])
        is_guess = list(held.get(field, ())) == names and bool(names) and reasons.get(field, {}).get("code") != TOLD
        if not is_guess:
            said[field] = names
    return {"columns": said, **settings_of(run)}


def settings_of(run: ImportRun) -> dict[str, Any]:
    """What the run was told beside its columns, so that telling one thing more forgets nothing."""
    asked = run.detected.get("asked_mapping", run.mapping)
    return {name: asked[name] for name in (*SETTINGS, "overwrite") if asked.get(name)}


def columns_told(run: ImportRun) -> dict[str, Any]:
    """The columns a person chose, with the fields they left out."""
    held = Mapping.from_dict(run.mapping).columns
    said: dict[str, Any] = told_columns(run, _places(run.detected["columns"], held))["columns"]
    return said


def told_like(run: ImportRun) -> dict[str, Any]:
    """All that is known of how `run` was read, its left-out columns too, for a file to be read the same way."""
    held = Mapping.from_dict(run.mapping).columns
    settings = {name: run.mapping[name] for name in (*SETTINGS, "overwrite") if run.mapping.get(name)}
    return {"columns": {field: list(held.get(field, ())) for field in known_fields(run.kind)}, **settings}


def may_join(field: Field | None) -> bool:
    """Words of several columns can become one field; numbers, days and keys cannot without saying how."""
    return field is not None and field.shape == "text"


def _places(columns: Sequence[str], held: Facts[str, Sequence[str]]) -> dict[int, str]:
    by_column = {column: field for field, names in held.items() for column in names}
    return {place: by_column.get(column, LEFT_OUT) for place, column in enumerate(columns)}
