"""What pages and downloads read of imports."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext

from shuke.intake.checks import Refusal
from shuke.intake.folders import refused_of
from shuke.intake.models import ImportRun
from shuke.intake.staging.refused import columns_of, read_refused
from shuke.intake.words import say
from shuke.lib.sheets import Cell, csv_lines

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


def refusals_of(run: ImportRun) -> Iterator[Refusal]:
    """In the order of their lines; nothing where nothing was staged."""
    path = refused_of(run)
    return read_refused(path) if path.exists() else iter(())


def refused_csv(run: ImportRun) -> Iterator[str]:
    """The download: line, column, value, reason, then the row as it stood in the file, formulas made harmless."""
    heads = [gettext("line"), gettext("column"), gettext("value"), gettext("reason")]
    path = refused_of(run)
    columns = columns_of(path) if path.exists() else ()
    rows = (
        [one.line, one.column, _as_cell(one.value), say(one.reason), *map(_as_cell, one.cells)]
        for one in refusals_of(run)
    )
    return csv_lines([*heads, *columns], rows)


def _as_cell(text: str) -> Cell:
    """A negative number stays one: an apostrophe before it would make it text when the file comes back."""
    return Decimal(text) if _NUMBER.fullmatch(text) and not text.lstrip("-").startswith("0") else text
