"""Fifths of equal size on arrays, ties by id as text, in a few passes instead of a sort by the engine."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
PARTS = 5
# Bytes of an id that one 64-bit number holds in the order of code points.
KEY_BYTES = 8


@dataclass(frozen=True)
class Ids:
    """Ids as numbers that lie in the order of the ids as text, by code point; equal ones do not occur."""

    order: NDArray[np.uint64]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "Ids":
        texts = pa.chunked_array(column).cast(pa.large_string()).combine_chunks()
        texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        key = _leading_bytes(texts)
        if key is None:
            ranks = np.empty(len(texts), dtype=np.uint64)
            ranks[np.asarray(pc.sort_indices(texts))] = np.arange(len(texts), dtype=np.uint64)
            key = ranks
        return cls(key)


def codes(rows: Ints, values: Floats, ids: Ids) -> Codes:
    """For each of `rows`, 5 (largest values) to 1; sizes differ by one at most, extra members to the largest first.

    Args:
        rows: places in `values` and `ids`, each once.
        values: what is ranked, larger is better, no NaN; among equals the smaller id is better.
    """
    chosen = -values[rows]
    found = np.full(len(rows), PARTS, dtype=np.int8)
    sizes = len(rows) // PARTS + (np.arange(PARTS) < len(rows) % PARTS)
    ends = np.cumsum(sizes)[:-1]
    inside = np.unique(ends[(ends > 0) & (ends < len(rows))])
    if not len(inside):
        return found
    cut_values = np.partition(chosen, inside - 1)[inside - 1]
    limits = dict(zip(inside.tolist(), cut_values.tolist(), strict=True))
    for end in ends:
        # Nobody before the first end that is 0, everybody before one at the end.
        if end == 0:
            found -= 1
        elif end < len(rows):
            found -= _is_after(chosen, ids.order, rows, end=int(end), limit=limits[int(end)])
    return found


def _is_after(chosen: Floats, order: NDArray[np.uint64], rows: Ints, *, end: int, limit: float) -> NDArray[np.bool_]:
    """Which rows do not belong to the first `end`, the last of which has the value `limit`."""
    after = chosen > limit
    equal = np.flatnonzero(chosen == limit)
    left = end - (len(chosen) - int(after.sum()) - len(equal))
    if left < len(equal):
        keys = order[rows[equal]]
        after[equal] = keys > np.partition(keys, left - 1)[left - 1]
    return after


def _leading_bytes(texts: pa.LargeStringArray) -> NDArray[np.uint64] | None:
    """The ids' bytes after what all share, as one number; None where they are longer than that."""
    if not len(texts):
        return np.zeros(0, dtype=np.uint64)
    least, most = (bytes(value.as_py(), "utf-8") for value in pc.min_max(texts).values())
    shared = next((place for place, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(offsets) - shared
    if lengths.max() > KEY_BYTES:
        return None
    data = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    key = np.zeros((len(texts), KEY_BYTES), dtype=np.uint8)
    if lengths.min() == lengths.max():
        key[:, : lengths[0]] = data[offsets[0] : offsets[-1]].reshape(len(texts), -1)[:, shared:]
    else:
        for place in range(int(lengths.max())):
            byte = data[np.minimum(offsets[:-1] + shared + place, len(data) - 1)]
            key[:, place] = np.where(lengths > place, byte, 0)
    return key.view(">u8").ravel().astype(np.uint64)
