"""What a comparison with a group found, before it is kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from shuke.analytics.groups.rules import Flags, Floats, Ints

MORE_LIKE_MEMBERS = 0.5
LONGEST = 5_000  # of a list: nobody goes through more


@dataclass(frozen=True)
class Found:
    """People by row id, most alike first, each with likeness and reasons; how that was judged and what it went by."""

    ids: list[int]
    likeness: list[float]
    why: list[list[dict[str, Any]]]
    judged: dict[str, Any]
    weights: dict[str, float]
    refusal: str = ""  # why nobody is listed, of a comparison that was judged all the same


def most_alike(likeness: Floats, *, among: Flags) -> Ints:
    """Rows of those asked about above one half, most alike first; equals stay in the order of their numbers."""
    order = np.argsort(-likeness, kind="stable")
    return np.asarray(order[among[order] & (likeness[order] > MORE_LIKE_MEMBERS)][:LONGEST], dtype=np.int64)
