"""What the checks are given beside the file, and what they give back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from shuke.intake.fields import Field
from shuke.intake.reasons import Reason


@dataclass(frozen=True)
class Ground:
    """What the records already say that a file may leave open."""

    time_zone: str = "UTC"  # of stores not known yet, and of lines without a store
    currency: str = ""  # where neither file nor store says
    country: str = "CN"  # of phone numbers without a country code
    needs_store: bool = False  # records hold no order without a store; a mere analysis does not mind
    store_time_zones: Mapping[str, str] = field(default_factory=dict)  # by store code
    store_currencies: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, Field] = field(default_factory=dict)  # fields an administrator added, by “custom.” and key


@dataclass(frozen=True)
class Refusal:
    """A row that stays out, or (`is_warning`) went in with something left aside."""

    line: int
    column: str  # as the file calls it
    value: str
    reason: Reason
    cells: tuple[str, ...]  # the row as it stood in the file
    is_warning: bool = False


@dataclass(frozen=True)
class Checked:
    rows: pa.Table  # the good rows, in the schema of their kind
    refusals: list[Refusal]
    noticed: Counter[str]  # accepted and worth a look: code → rows
