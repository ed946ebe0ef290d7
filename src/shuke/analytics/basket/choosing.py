"""The best few products of each customer out of many scored ones."""

from dataclasses import dataclass

import numpy as np

from shuke.analytics.basket.baskets import Flags, Floats, Ints


@dataclass(frozen=True)
class Scored:
    """Products scored for rows of a request; one entry a product."""

    row: Ints  # place of the customer in the request
    product: Ints
    score: Floats

    def kept(self, which: Flags | Ints) -> "Scored":
        return Scored(self.row[which], self.product[which], self.score[which])

    def best(self, *, most: Ints, buyers: Ints) -> "Scored":
        """At most `most[row]` of each row, best first; among equals the product that more customers buy."""
        # One key sorts four times as fast as three: scores take a third of the room between rows, ties by buyers.
        score = self.score / (3 * max(float(self.score.max(initial=0.0)), 1e-300))
        ties = buyers / max(float(buyers.max(initial=1)), 1.0)
        key = self.row - score - 1e-9 * ties[self.product]
        # Numbers alone are sorted ten times as fast as their order is found: only those up to a row's last are ordered.
        counts = self.counted(rows=len(most))
        last = np.cumsum(counts) - counts + np.minimum(most, counts) - 1
        limit = np.where(most > 0, np.append(np.sort(key), 0.0)[last], -np.inf)
        among = np.flatnonzero(key <= limit[self.row])
        order = among[np.argsort(key[among], kind="stable")]
        row = self.row[order]
        turn = np.arange(len(row)) - np.searchsorted(row, row)
        return self.kept(order[turn < most[row]])

    def counted(self, *, rows: int) -> Ints:
        return np.bincount(self.row, minlength=rows).astype(np.int64)
