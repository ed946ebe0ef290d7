"""Pairs by mlxtend, in its own environment: one-hot orders in, counted pairs with their measures out.

Run by `bench.pairs_mlxtend`; nothing of ours is imported here.
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy import sparse


def main(bought: str, found: str, support: str) -> None:
    """Both directions of each pair: support, confidence, lift and the rest, as its users would ask for them."""
    matrix = sparse.load_npz(bought).astype(bool)
    names = [str(place) for place in range(matrix.shape[1])]
    orders = pd.DataFrame(matrix.toarray(), columns=names)  # quicker for it than a sparse table
    start = time.perf_counter()
    often = fpgrowth(orders, min_support=float(support), use_colnames=True, max_len=2)
    rules = association_rules(often, metric="support", min_threshold=float(support))
    seconds = time.perf_counter() - start
    one, other = (rules[side].map(lambda items: int(next(iter(items)))) for side in ("antecedents", "consequents"))
    table = np.column_stack([one, other, rules["support"], rules["confidence"], rules["lift"]])
    np.save(found, table[table[:, 0] < table[:, 1]])
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
