"""The next basket of each customer, with a reason for every product (docs/models/next-basket.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from ibis.expr.types import Table

from shuke.analytics.basket import explaining, wanting
from shuke.analytics.basket.baskets import Flags, Floats, Ints, Singles
from shuke.analytics.basket.choosing import Scored
from shuke.analytics.basket.exploring import owned_runs, unseen
from shuke.analytics.basket.history import History, from_lines
from shuke.analytics.basket.judging import Judged, judge
from shuke.analytics.basket.likeness import content_of
from shuke.analytics.basket.signals import Products, Runs, known_of_products, signals, tastes
from shuke.analytics.basket.weighing import MOST_CUSTOMERS, Learnt, Weights, learn
from shuke.lib.errors import ShukeError

EPOCH = date(1970, 1, 1)
# Learnt on the grocer's year of docs/models/next-basket.md: for shops too small to learn their own.
GROCER = Learnt(
    chance=Weights(0.215, (0.028, -0.557, 0.654, 0.065, -0.231, -0.176, 0.213, 0.443, 0.625, 0.196, -0.107, 0.284)),
    share=Weights(4.058, (0.072, -0.640, 0.875, 0.064, -0.151, -0.138, 0.144, 0.417, 0.593, 0.203, 0.583, -0.408)),
)
SEED = 20240101


class NotFitted(ShukeError):
    """Recommendations were asked for before `fit`."""


class BadRecommendation(ShukeError):
    """A number of products or a share of new ones that cannot be."""


@dataclass(frozen=True)
class _Known:
    """What `fit` found."""

    history: History
    runs: Runs
    chance: Floats  # per run: that it is on the next basket
    share: Floats  # per run: the same, small baskets counting more; orders the lists
    products: Products
    tastes: Singles  # per customer
    ids: tuple[str, ...]  # of products: those bought, then those only in the catalogue
    today: int  # days since 1970-01-01

    @cached_property
    def places(self) -> "pd.Index[Any]":
        """Where each customer's id stands: asked batch by batch, made once."""
        return pd.Index(self.history.customers, dtype=object)


class NextBasket:
    """What each customer is likely to buy next: what she bought before, and what would be new to her.

    Args:
        learn_from: ids of the customers whose earlier baskets set the weights; None takes a sample of all.

    After `fit`: `customers_` (ids as text), `weights_` (of the chance) and `share_weights_` (of the order), slopes as
    in `signals.NAMES`; `learnt_` (False where there was too little to learn from and the weights of a grocer's year
    stand in).

    Source: docs/models/next-basket.md.
    """

    def __init__(self, *, learn_from: Collection[str] | None = None) -> None:
        self.learn_from = learn_from

    def fit(
        self, lines: Table | pd.DataFrame, *, products: pd.DataFrame | None = None, as_of: date | None = None
    ) -> Self:
        """Read who bought what.

        Args:
            lines: see `history.from_lines`; order lines up to `as_of`.
            products: `product_id` and, as far as known, `category`, `brand`, `price`: places products that nobody or
                few bought yet. Products only named here can be recommended as new.
            as_of: the day from which silence is counted; None is the latest day of the lines.

        Raises:
            MissingColumns, UnreadableLines.
        """
        return self.fit_history(from_lines(lines), products=products, as_of=as_of)

    def fit_history(self, history: History, *, products: pd.DataFrame | None = None, as_of: date | None = None) -> Self:
        """As `fit`, of lines already read."""
        from threadpoolctl import threadpool_limits

        bought, runs = history.purchases, Runs.of(history.purchases)
        latest = int(bought.latest.max(initial=0))
        today = max((as_of - EPOCH).days, latest) if as_of else latest
        ids, content = _catalogue(history, products)
        # The matrices are small: threads would wait for each other longer than they work.
        with threadpool_limits(limits=1):
            facts = known_of_products(bought, runs, content, today=today, random=np.random.default_rng(SEED))
            learnt = learn(bought, facts, customers=self._teachers(history))
            self.learnt_, weights = learnt is not None, learnt or GROCER
            self.weights_, self.share_weights_ = weights.chance, weights.share
            where = tastes(bought, runs, facts)
            evidence = signals(bought, runs, facts, where)
            chance, share = weights.chance.chance(evidence), weights.share.chance(evidence)
        self.customers_ = history.customers
        self._given = products, as_of
        self._known = _Known(history, runs, chance, share, facts, where, ids, today)
        return self

    def recommend(
        self,
        k: int = 10,
        customers: Collection[str] | None = None,
        *,
        explore: float = 0.0,
        exclude: Collection[str] = (),
        exclude_pairs: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """The `k` likeliest products of each customer.

        Args:
            k: products a customer, >= 1.
            customers: ids; None is everybody with a purchase. An id without any gets what most people buy now.
            explore: share of the `k` kept for products the customer has not bought, 0–1. Where she bought fewer
                products than the others ask for, new ones fill up.
            exclude: product ids that are offered to nobody.
            exclude_pairs: `customer_id, product_id`: what a certain customer is not offered.

        Returns:
            `customer_id, rank` (1 is first), `product_id, score, reason` (a code with facts, see `explaining`; rows
            with equal reasons share one), `part`
            ("repeat" before "explore"), by customer as given and rank. The score of a repeat is the chance that it is
            on the next basket, 0–1; they are ranked by the share of that basket they are likely to make up, so that
            what is fetched by itself precedes what comes along on a large trip. The score of an exploration is how
            close it lies to the customer's taste: the two do not compare.

        Raises:
            NotFitted, BadRecommendation.
        """
        known = self._checked(k=k, explore=explore)
        wanted = [str(name) for name in (known.history.customers if customers is None else customers)]
        places = known.places.get_indexer(pd.Index(wanted, dtype=object))
        barred = _Barred.of(known, exclude, exclude_pairs, wanted)
        repeats, which = _repeats(known, places, most=k - round(k * explore), barred=barred)
        room = k - repeats.counted(rows=len(places))
        asking = np.flatnonzero(room > 0)
        spare = k + barred.most_pairs
        fresh = unseen(known.products, known.runs, known.tastes, places[asking], k=spare, hidden=barred.hidden)
        fresh = Scored(asking[fresh.row], fresh.product, fresh.score)
        fresh = barred.leave(fresh).best(most=room, buyers=known.products.buyers)
        return _table(known, repeats, which, fresh, places, wanted)

    def who_wants(
        self,
        labels: Mapping[str, str] | None = None,
        *,
        again: int = 50,
        new: int = 50,
        unasked: Collection[str] = (),
        exclude: Collection[str] = (),
    ) -> pd.DataFrame:
        """For each product, or kind of product, the customers most likely to want it.

        Args:
            labels: what each product id stands under, such as its category; products without one are left out. None:
                each product by itself.
            again: most customers a label who bought it before; new: most who did not.
            unasked: ids of customers who are on no list; exclude: ids of products that are offered to nobody.

        Returns:
            `label, rank, customer_id, product_id, score, part, reason`, by label and rank, labels with fewer than
            `wanting.FEWEST_BUYERS` buyers left out. "repeat" comes first: the score is the chance that something under
            the label is on the next basket, the product the likeliest. Of "explore" it is the likeness of taste to the
            product most customers buy under the label; only the `wanting.MOST_NEW` labels bought most have these.

        Raises:
            NotFitted.
        """
        known = self._checked(k=1, explore=0.0)
        fitted = wanting.Fitted(
            purchases=known.history.purchases,
            runs=known.runs,
            chance=known.chance,
            products=known.products,
            tastes=known.tastes,
            ids=known.ids,
            customers=known.history.customers,
            today=known.today,
        )
        return wanting.who_wants(fitted, labels, again=again, new=new, unasked=unasked, exclude=exclude)

    def judged(self) -> Judged | None:
        """How right the lists of this shop are: see `judging.judge`. None where too few customers came often enough.

        Raises:
            NotFitted.
        """
        known = self._checked(k=1, explore=0.0)
        products, as_of = self._given

        def fit(history: History, teachers: Collection[str]) -> NextBasket:
            return NextBasket(learn_from=teachers).fit_history(history, products=products, as_of=as_of)

        return judge(known.history, fit)

    def _teachers(self, history: History) -> Ints:
        if self.learn_from is not None:
            named = set(map(str, self.learn_from))
            return np.flatnonzero([name in named for name in history.customers])
        return np.sort(np.random.default_rng(SEED).permutation(len(history.customers))[:MOST_CUSTOMERS])

    def _checked(self, *, k: int, explore: float) -> _Known:
        if not hasattr(self, "_known"):
            raise NotFitted("Nothing is known of the customers yet: call `fit` with order lines first.")
        if k < 1 or not 0 <= explore <= 1:
            raise BadRecommendation(
                f"{k} products of which a share of {explore} is new cannot be recommended: give a number from 1 and a "
                "share from 0 to 1."
            )
        return self._known


def _catalogue(history: History, products: pd.DataFrame | None) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Ids of the products bought, then of those only in the catalogue, and what it says of them in that order."""
    if products is None:
        return history.products, pd.DataFrame(index=range(len(history.products)))
    content = content_of(products)
    ids = (*history.products, *content.index.difference(pd.Index(history.products, dtype=object)))
    return ids, content.reindex(pd.Index(ids, dtype=object))


@dataclass(frozen=True)
class _Barred:
    """What is not offered."""

    hidden: Flags  # per product
    pairs: Ints  # row · products + product, rising
    most_pairs: int  # of one row

    @classmethod
    def of(cls, known: _Known, exclude: Collection[str], pairs: pd.DataFrame | None, wanted: list[str]) -> "_Barred":
        hidden = np.zeros(len(known.ids), dtype=np.bool_)
        named = set(map(str, exclude))
        if named:
            hidden[[place for place, name in enumerate(known.ids) if name in named]] = True
        if pairs is None or not len(pairs):
            return cls(hidden, np.zeros(0, dtype=np.int64), 0)
        ids = pd.Index(known.ids, dtype=object)
        row = pd.Index(wanted, dtype=object).get_indexer(pd.Index(pairs["customer_id"].astype(str)))
        product = ids.get_indexer(pd.Index(pairs["product_id"].astype(str)))
        row, product = (part[(row >= 0) & (product >= 0)].astype(np.int64) for part in (row, product))
        return cls(hidden, np.unique(row * len(ids) + product), int(np.bincount(row).max(initial=0)))

    def leave(self, scored: Scored) -> Scored:
        """What may be offered."""
        if self.hidden.any():
            scored = scored.kept(~self.hidden[scored.product])
        if len(self.pairs):
            scored = scored.kept(~np.isin(scored.row * len(self.hidden) + scored.product, self.pairs))
        return scored


def _repeats(known: _Known, places: Ints, *, most: int, barred: _Barred) -> tuple[Scored, Ints]:
    """The best of what each row bought before, and the run each comes from."""
    row, run = owned_runs(known.runs, places)
    scored = Scored(row, known.runs.product[run], known.share[run])
    best = barred.leave(scored).best(most=np.full(len(places), most), buyers=known.products.buyers)
    width = len(known.ids)
    at = known.runs.owner * width + known.runs.product
    which = np.searchsorted(at, places[best.row] * width + best.product)
    return Scored(best.row, best.product, known.chance[which]), which


def _table(known: _Known, repeats: Scored, which: Ints, fresh: Scored, places: Ints, wanted: list[str]) -> pd.DataFrame:
    bought = known.history.purchases
    reasons = [
        explaining.of_repeats(known.runs, bought, which, today=known.today),
        explaining.of_new(fresh, places, known.runs, known.products, ids=known.ids),
    ]
    row = np.concatenate([repeats.row, fresh.row])
    order = np.argsort(row, kind="stable")
    product = np.concatenate([repeats.product, fresh.product])[order]
    sorted_row = row[order]
    parts = np.repeat(np.array(["repeat", "explore"], dtype=object), [len(repeats.row), len(fresh.row)])
    return pd.DataFrame(
        {
            "customer_id": pd.Series(np.array(wanted, dtype=object)[sorted_row]),
            "rank": np.arange(1, len(row) + 1) - np.searchsorted(sorted_row, sorted_row),
            "product_id": pd.Series(np.array(known.ids, dtype=object)[product]),
            "score": np.concatenate([repeats.score, fresh.score])[order],
            "reason": pd.Series(np.concatenate(reasons)[order]),
            "part": pd.Series(parts[order], dtype=object),
        }
    )
