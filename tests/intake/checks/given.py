"""Batches of a few cells, and what the checks said of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from shuke.intake.checks import Checked
from shuke.intake.reading import Batch


def batch_of(columns: dict[str, Sequence[str]]) -> Batch:
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    length = len(next(iter(arrays.values())))
    return Batch(np.arange(2, 2 + length), arrays)


def refused(found: Checked) -> dict[int, tuple[str, str]]:
    return {one.line: (one.column, one.reason.code) for one in found.refusals if not one.is_warning}


def values(found: Checked, column: str) -> list[Any]:
    return found.rows[column].to_pylist()
