"""Fifths of equal size on arrays, ties by id as text, in a few passes instead of a sort by the engine."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Groups = NDArray[np.int32]  # of each row, from 0
Measures = NDArray[Any]  # whole or broken numbers, one per row
PARTS = 5
# Bytes of an id that one 64-bit number holds in the order of code points.
KEY_BYTES = 8
MOST_BINS = 1 << 20  # so many are counted faster than rows are compared


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


def codes(group: Groups, values: Measures, ids: Ids, *, groups: int) -> Codes:
    """For each row, 5 (largest values) to 1 inside its group; sizes differ by one at most, extra members to the largest
    first.

    Args:
        group: below `groups`.
        values: what is ranked, larger is better, no NaN; among equals the smaller id is better.
    """
    if len(values) and values.dtype.kind in "iu":
        most, least = int(values.max()), int(values.min())
        span = most - least + 1
        if groups * span <= MOST_BINS:
            bins = group * np.int32(span) + (most - values).astype(np.int32)
            return _counted(bins, ids, groups=groups, span=span)
    found = np.empty(len(values), dtype=np.int8)
    ends = np.cumsum(np.bincount(group, minlength=groups))[:-1]
    for rows in np.split(np.argsort(group.astype(np.int16), kind="stable"), ends):
        found[rows] = _partitioned(-values[rows].astype(np.float64), rows, ids)
    return found


def _ends(sizes: Ints) -> Ints:
    """How many members stand before the end of each fifth but the last, shape (groups, PARTS - 1)."""
    parts = sizes[:, None] // PARTS + (np.arange(PARTS) < sizes[:, None] % PARTS)
    return np.cumsum(parts, axis=1)[:, :-1]


def _counted(bins: Groups, ids: Ids, *, groups: int, span: int) -> Codes:
    """Whole numbers need no sorting: each value of a group is a bin, the largest first, and bins are counted."""
    counts = np.bincount(bins, minlength=groups * span).reshape(groups, span)
    before = np.cumsum(counts, axis=1) - counts
    ends = _ends(counts.sum(axis=1))
    of_first = (before[:, :, None] >= ends[:, None, :]).sum(axis=2)
    of_last = (before[:, :, None] + counts[:, :, None] > ends[:, None, :]).sum(axis=2)
    of_bins: Codes = (PARTS - of_first).astype(np.int8).ravel()
    found = of_bins[bins]
    is_split = (counts > 0) & (of_last > of_first)
    place = np.cumsum(is_split.ravel()).astype(np.int16)  # of a split bin among them, from 1
    place[~is_split.ravel()] = 0
    of_rows = place[bins]
    rows = np.flatnonzero(of_rows)
    rows = rows[np.argsort(of_rows[rows], kind="stable")]
    start = 0
    for row, column in np.argwhere(is_split):
        equal = rows[start : start + counts[row, column]]
        start += len(equal)
        cuts = ends[row] - before[row, column]
        found[equal] -= _parts_before(ids.order[equal], cuts[(cuts > 0) & (cuts < len(equal))])
    return found


def _parts_before(keys: NDArray[np.uint64], cuts: Ints) -> Codes:
    """For each of the keys, how many of the cuts it comes after in their order."""
    limits = np.partition(keys, cuts - 1)[cuts - 1]
    return np.asarray(np.searchsorted(limits, keys), dtype=np.int8)


def _partitioned(chosen: Floats, rows: Ints, ids: Ids) -> Codes:
    """The codes of one group: its values with the sign turned, and its places in `ids`."""
    found = np.full(len(rows), PARTS, dtype=np.int8)
    ends = _ends(np.array([len(rows)]))[0]
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
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths, shared = np.diff(offsets), 0
    if lengths.max() > KEY_BYTES:
        shared = _shared_bytes(texts)
        lengths = lengths - shared
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


def _shared_bytes(texts: pa.LargeStringArray) -> int:
    """How many bytes all of them begin with: as many as the first and the last in order do."""
    least, most = (bytes(value.as_py(), "utf-8") for value in pc.min_max(texts).values())
    return next((place for place, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
