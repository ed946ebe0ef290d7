"""Are all households' next baskets there sooner than by implicit's item-item, and better?

The data and the held-out baskets of `bench.nextbasket`; implicit gets how often each household bought each product,
and may offer what was bought before. Seconds are those of fitting and recommending to everybody, median of three.
"""

import json
import subprocess
import sys
import time

import numpy as np
from scipy import sparse

from bench import nextbasket as race
from bench import nextbasket_peers as peers
from bench.environment import VAR, own_environment
from shuke.analytics.basket import NextBasket

PINNED = ("implicit==0.7.3", "scipy==1.16.3", "numpy==2.3.5")
TO_BEAT = "item-item"


def main() -> int:
    python = own_environment("implicit", PINNED)
    if python is None:
        return 0
    split = race.next_split()
    truth = race.held_out_of(split)
    known = peers.Known.of(split.lines, split.households, split.products)
    counts, answer = VAR / "implicit" / "counts.npz", VAR / "implicit" / "found.npz"
    sparse.save_npz(counts, sparse.csr_matrix(known.counts()))
    script = VAR.parent / "nextbasket_implicit_peer.py"
    asked = [str(python), str(script), str(counts), str(answer), str(race.ROUNDS)]
    seconds: dict[str, float] = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    with np.load(answer) as places:
        recall = {name: float(race.measures(places[name], truth)[:, 0].mean()) for name in seconds}
    seconds["ours"] = _ours(split)
    for name, taken in seconds.items():
        print(f"{name:<12}{taken:>8.2f} s   " + (f"recall {recall[name]:.4f}" if name in recall else ""))
    print(f"ours ÷ implicit's {TO_BEAT}: {seconds['ours'] / seconds[TO_BEAT]:.2f} of its time")
    return 0 if seconds["ours"] < seconds[TO_BEAT] else 1


def _ours(split: race.Split) -> float:
    taken = []
    for _ in range(race.ROUNDS):
        start = time.perf_counter()
        NextBasket().fit(split.lines).recommend(k=race.K)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


if __name__ == "__main__":
    sys.exit(main())
