"""Are all pairs of Complete Journey's product types there ninety times sooner than by mlxtend, and the same?

Support 0.001, from the same rows of order and product in memory, in the form each likes best, one after the other.
Both give support, confidence and lift of every pair; mlxtend, which takes minutes, runs once, ours five times (median).
Another pair or another figure fails the bench.
"""

import json
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd
from scipy import sparse

from bench import pairs as race
from bench.environment import VAR, own_environment
from shuke.analytics.basket import baskets, pairs

PINNED = ("mlxtend==0.25.0", "scipy==1.16.3", "numpy==2.3.5", "pandas==2.3.3")
GOAL = 90.0
PAIR, FIGURES = ["product_a", "product_b"], ["support", "confidence_ab", "lift"]


def main() -> int:
    python = own_environment("mlxtend", PINNED)
    if python is None:
        return 0
    wanted = race.RACES[0]
    read = baskets.from_lines(race.complete_journey(), level=wanted.level)
    theirs, their_seconds = _theirs(str(python), read, wanted.min_support)
    ours, our_seconds = _ours(read, wanted.min_support)
    ratio = their_seconds / our_seconds
    print(f"shuke    {our_seconds:>8.2f} s {len(ours):>8,} pairs")
    print(f"mlxtend  {their_seconds:>8.2f} s {len(theirs):>8,} pairs, {ratio:.0f} x")
    is_equal = ours[PAIR].equals(theirs[PAIR]) and np.allclose(ours[FIGURES], theirs[FIGURES], rtol=1e-9)
    if not is_equal:
        print("THE PAIRS DIFFER")
    print(f"{'at least' if ratio >= GOAL else 'NOT'} {GOAL:.0f} times as fast as mlxtend")
    return 0 if is_equal and ratio >= GOAL else 1


def _theirs(python: str, read: baskets.Baskets, min_support: float) -> tuple[pd.DataFrame, float]:
    bought, found = VAR / "mlxtend" / "bought.npz", VAR / "mlxtend" / "found.npy"
    sparse.save_npz(bought, sparse.csr_matrix(read.bought))
    script = VAR.parent / "pairs_mlxtend_peer.py"
    asked = [python, str(script), str(bought), str(found), str(min_support)]
    told = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    table = pd.DataFrame(np.load(found), columns=[*PAIR, *FIGURES])
    table[PAIR] = np.asarray(read.products)[table[PAIR].to_numpy(dtype=int)]
    return table.sort_values(PAIR, ignore_index=True), told["seconds"]


def _ours(read: baskets.Baskets, min_support: float) -> tuple[pd.DataFrame, float]:
    taken = []
    for _ in range(race.ROUNDS):
        start = time.perf_counter()
        found = pairs.co_purchases(read, min_support=min_support)
        taken.append(time.perf_counter() - start)
    return found.sort_values(PAIR, ignore_index=True), statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
