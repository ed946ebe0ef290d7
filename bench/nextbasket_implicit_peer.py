"""Recommendations of implicit, in its own environment: counts in, ten products for every household out.

Run by `bench.nextbasket_implicit`; nothing of ours is imported here.
"""

import json
import sys
import time

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from scipy import sparse

K = 10
MODELS = {
    "item-item": lambda: CosineRecommender(K=100),
    "ALS": lambda: AlternatingLeastSquares(factors=64, iterations=15, random_state=1),
}


def main(counts: str, found: str, rounds: str) -> None:
    matrix = sparse.load_npz(counts).tocsr()
    seconds, places = {}, {}
    for name, model in MODELS.items():
        taken = []
        for _ in range(int(rounds)):
            start = time.perf_counter()
            fitted = model()
            fitted.fit(matrix, show_progress=False)
            everybody = np.arange(matrix.shape[0])
            places[name], _scores = fitted.recommend(everybody, matrix, N=K, filter_already_liked_items=False)
            taken.append(time.perf_counter() - start)
        seconds[name] = sorted(taken)[len(taken) // 2]
    np.savez(found, **places)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
