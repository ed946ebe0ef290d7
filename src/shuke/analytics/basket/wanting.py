"""The other way round: for each product, or kind of product, the customers most likely to want it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shuke.analytics.basket import explaining
from shuke.analytics.basket.baskets import Flags, Floats, Ints, Singles
from shuke.analytics.basket.choosing import Scored
from shuke.analytics.basket.history import Purchases
from shuke.analytics.basket.signals import Products, Runs

# Fewer buyers say little of who else would buy; more products nobody looks through.
FEWEST_BUYERS = 20
MOST_NEW = 1_000
BLOCK_CELLS = 8_000_000  # customers × products whose likeness is held at once


@dataclass(frozen=True)
class Fitted:
    """What a fitted model knows."""

    purchases: Purchases
    runs: Runs
    chance: Floats  # per run
    products: Products
    tastes: Singles  # per customer
    ids: tuple[str, ...]  # of products
    customers: tuple[str, ...]
    today: int


def who_wants(
    known: Fitted,
    labels: Mapping[str, str] | None,
    *,
    again: int,
    new: int,
    unasked: Collection[str] = (),
    exclude: Collection[str] = (),
) -> pd.DataFrame:
    """See `NextBasket.who_wants`."""
    label, names = _labels(known, labels, exclude)
    asked = ~np.asarray(pd.Index(known.customers, dtype=object).isin(list(unasked)), dtype=np.bool_)
    before = _before(known, label, asked, most=again)
    fresh = _fresh(known, label, asked, most=new, labels=len(names))
    repeats = _table(known, names, before.label, before.owner, before.product, before.score, part="repeat").assign(
        reason=explaining.of_repeats(known.runs, known.purchases, before.run, today=known.today)
    )
    scored = Scored(fresh.owner, fresh.product, fresh.score)
    reasons = explaining.of_new(scored, np.arange(len(known.customers)), known.runs, known.products, ids=known.ids)
    explored = _table(known, names, fresh.label, fresh.owner, fresh.product, fresh.score, part="explore").assign(
        reason=reasons
    )
    rows = pd.concat([repeats, explored], ignore_index=True)
    order = ["label", "part", "score", "customer_id"]
    rows = rows.sort_values(order, ascending=[True, False, False, True], ignore_index=True)
    return rows.assign(rank=rows.groupby("label").cumcount() + 1)


@dataclass(frozen=True)
class _Found:
    label: Ints
    owner: Ints
    product: Ints
    run: Ints  # of repeats: the likeliest of the customer's runs under the label
    score: Floats


def _labels(known: Fitted, labels: Mapping[str, str] | None, exclude: Collection[str]) -> tuple[Ints, list[str]]:
    """Place of each product's label among the names; −1 for products without one, and for labels few bought."""
    ids = pd.Series(known.ids, dtype=object)
    named = ids if labels is None else ids.map(labels)
    named = named.where(~ids.isin(list(exclude)))
    codes, names = pd.factorize(named, sort=True)
    pairs = np.unique(codes[known.runs.product] * len(known.customers) + known.runs.owner)
    buyers = np.bincount(pairs[pairs >= 0] // max(len(known.customers), 1), minlength=len(names))
    kept = (codes >= 0) & (buyers[codes] >= FEWEST_BUYERS) if len(names) else codes >= 0
    return np.where(kept, codes, -1).astype(np.int64), list(names)


def _before(known: Fitted, label: Ints, asked: Flags, *, most: int) -> _Found:
    """The likeliest to buy again: 1 − Π (1 − chance) over what stands under the label."""
    runs = known.runs
    chosen = np.flatnonzero((label[runs.product] >= 0) & asked[runs.owner])
    order = chosen[np.lexsort((-known.chance[chosen], runs.owner[chosen], label[runs.product[chosen]]))]
    pair = label[runs.product[order]] * len(known.customers) + runs.owner[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    if not len(first):
        nothing = np.zeros(0, dtype=np.int64)
        return _Found(nothing, nothing, nothing, nothing, np.zeros(0))
    missed = np.add.reduceat(np.log1p(-np.minimum(known.chance[order], 1 - 1e-9)), first)
    score, run = -np.expm1(missed), order[first]
    at = label[runs.product[run]]
    best = _best(at, score, most=most)
    return _Found(at[best], runs.owner[run[best]], runs.product[run[best]], run[best], score[best])


def _fresh(known: Fitted, label: Ints, asked: Flags, *, most: int, labels: int) -> _Found:
    """Who never bought anything under the label, by likeness to the product most people buy of it."""
    products, runs = known.products, known.runs
    offered = np.flatnonzero(label >= 0)
    by_buyers = offered[np.argsort(-products.buyers[offered], kind="stable")]
    _, first = np.unique(label[by_buyers], return_index=True)
    standing = by_buyers[np.sort(first)][:MOST_NEW]
    column = np.full(max(labels, 1), -1)
    column[label[standing]] = np.arange(len(standing))
    owned = np.where(label[runs.product] >= 0, column[label[runs.product]], -1)
    found = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))]
    size = max(BLOCK_CELLS // max(len(known.customers), 1), 1)
    for start in range(0, len(standing), size):
        block = standing[start : start + size]
        likeness = products.factors.products[block] @ known.tastes.T
        mine = (owned >= start) & (owned < start + len(block))
        likeness[owned[mine] - start, runs.owner[mine]] = 0.0
        likeness[:, ~asked] = 0.0
        row, owner = np.nonzero(likeness > _least(likeness, most=most)[:, None])
        found.append((block[row], owner, likeness[row, owner].astype(np.float64)))
    product = np.concatenate([part[0] for part in found]).astype(np.int64)
    owner = np.concatenate([part[1] for part in found]).astype(np.int64)
    score = np.concatenate([part[2] for part in found])
    best = _best(label[product], score, most=most)
    best = best[np.argsort(owner[best], kind="stable")]  # as the reasons are looked up
    chosen = product[best]
    return _Found(label[chosen], owner[best], chosen, chosen, score[best])


def _least(likeness: Singles, *, most: int) -> Singles:
    """Below the `most` largest of each row, never below 0: what is unlike is not offered."""
    if likeness.shape[1] <= most:
        return np.zeros(len(likeness), dtype=np.float32)
    bound = likeness.shape[1] - 1 - most
    return np.maximum(np.partition(likeness, bound, axis=1)[:, bound], np.float32(0.0))


def _best(label: Ints, score: Floats, *, most: int) -> Ints:
    order = np.lexsort((-score, label))
    turn = np.arange(len(order)) - np.searchsorted(label[order], label[order])
    return np.asarray(order[turn < most], dtype=np.int64)


def _table(
    known: Fitted, names: list[str], label: Ints, owner: Ints, product: Ints, score: Floats, *, part: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": pd.Series(np.array(names, dtype=object)[label]),
            "customer_id": pd.Series(np.array(known.customers, dtype=object)[owner]),
            "product_id": pd.Series(np.array(known.ids, dtype=object)[product]),
            "score": score,
            "part": part,
        }
    )
