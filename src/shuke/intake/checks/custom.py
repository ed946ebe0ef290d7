"""Fields an administrator added to customers, read by their type: a file holds them to what the form would take."""

import datetime as dt
import json
from collections.abc import Callable
from collections.abc import Mapping as Facts

import pyarrow as pa

from shuke.intake.checks.sheet import Sheet, Value
from shuke.intake.checks.words import truth
from shuke.intake.checks.zones import DAY
from shuke.intake.fields import CUSTOM, Field
from shuke.intake.mapping import Mapping
from shuke.intake.moments import read_moment
from shuke.intake.numbers import read_decimal
from shuke.intake.reasons import Reason

# A larger one is no measure of anybody, and past this a float is no longer exact.
LARGEST = 10**15
# In a sentence: the rest of a long list stands in the settings.
SHOWN_CHOICES = 12

_EPOCH = dt.date(1970, 1, 1)


def custom_values(sheet: Sheet, mapping: Mapping, custom: Facts[str, Field]) -> pa.Array:
    """The filled ones of each row as JSON by key, "" where there are none; what does not fit refuses its row."""
    columns = {
        name.removeprefix(CUSTOM): sheet.turned(name, _reader(field, mapping))
        for name, field in custom.items()
        if sheet.has(name)
    }
    if not columns:
        return pa.repeat(pa.scalar(""), len(sheet))
    texts = []
    for values in zip(*columns.values(), strict=True):
        said = {key: value for key, value in zip(columns, values, strict=True) if value is not None}
        texts.append(json.dumps(said, ensure_ascii=False) if said else "")
    return pa.array(texts, pa.string())


def _reader(field: Field, mapping: Mapping) -> Callable[[str], Value | Reason]:
    readers: Facts[str, Callable[[str], Value | Reason]] = {
        "number": lambda word: _number(word, mapping.decimal),
        "day": lambda word: _day(word, mapping.date_format),
        "yes_no": _yes_no,
        "choice": lambda word: _choice(word, field.choices),
    }
    return readers.get(field.shape, str)


def _number(word: str, decimal: str) -> int | float | Reason:
    value = read_decimal(word, decimal=decimal)
    if isinstance(value, Reason):
        return value
    if abs(value) >= LARGEST:
        return Reason("number_too_long", {"value": word[:40]})
    return int(value) if value == value.to_integral_value() else float(value)


def _day(word: str, style: str) -> str | Reason:
    read = read_moment(word, style=style)
    return read if isinstance(read, Reason) else (_EPOCH + dt.timedelta(days=read.micros // DAY)).isoformat()


def _yes_no(word: str) -> bool | Reason:
    found = truth(word)
    return Reason("yes_no_unknown", {"value": word[:40]}) if found is None else found


def _choice(word: str, choices: tuple[str, ...]) -> str | Reason:
    if word in choices:
        return word
    shown = ", ".join(choices[:SHOWN_CHOICES]) + (" …" if len(choices) > SHOWN_CHOICES else "")
    return Reason("choice_unknown", {"value": word[:40], "choices": shown})
