"""Is a pair more than chance? Fisher's exact test, and the share of false finds among what is called a find."""

import numpy as np
from scipy.special import gammaln

from shuke.analytics.basket.baskets import Floats, Ints
from shuke.lib.errors import ShukeError

# A term this small beside the sum cannot change a float64 any more.
NEGLIGIBLE = 1e-18


class BadProbabilities(ShukeError):
    """Probabilities outside 0 to 1, or more of them than tests were made."""


def at_least(together: Ints, *, orders_a: Ints, orders_b: Ints, orders: int) -> Floats:
    """P(X ≥ together) if both products fell on the orders independently of each other, given how often each sells.

    Args:
        together, orders_a, orders_b: orders with both, with a, with b, shape (n_pairs,).
        orders: all orders.

    Returns:
        One-sided p-values, shape (n_pairs,), 0–1; 0 where it is below the smallest float.

    Source: R. A. Fisher's exact test: the upper tail of the hypergeometric distribution.
    """
    return _tails(together, orders_a, orders_b, orders, upward=True)


def at_most(together: Ints, *, orders_a: Ints, orders_b: Ints, orders: int) -> Floats:
    """P(X ≤ together) under the same independence; see `at_least`. The lower tail."""
    return _tails(together, orders_a, orders_b, orders, upward=False)


def false_discovery_rates(p_values: Floats, *, tests: int) -> Floats:
    """The q-value of each test: the expected share of false finds when it and all smaller ones are called finds.

    Args:
        p_values: shape (n,), any order.
        tests: how many tests were made, >= n: those not given count with p = 1.

    Returns:
        Shape (n,), 0–1, in the order given: the least over j ≥ i of p₍ⱼ₎ · tests ÷ j.

    Raises:
        BadProbabilities: a p-value is missing or outside 0–1; `tests` is below n.

    Source: Benjamini & Hochberg (1995), for independent or positively dependent tests.
    """
    if not ((p_values >= 0) & (p_values <= 1)).all() or tests < len(p_values):
        raise BadProbabilities(
            f"{len(p_values)} p-values of {tests} tests: each must lie between 0 and 1, and there cannot be more of "
            "them than tests."
        )
    rising = np.argsort(p_values, kind="stable")
    scaled = p_values[rising] * tests / np.arange(1, len(p_values) + 1)
    q_values = np.empty(len(p_values))
    q_values[rising] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q_values


def _tails(together: Ints, orders_a: Ints, orders_b: Ints, orders: int, *, upward: bool) -> Floats:
    """Sum the tail that falls away from the mean; the other one is what is left of 1."""
    is_direct = (together * orders >= orders_a * orders_b) == upward
    # The complement of "at least k" is "at most k − 1", that of "at most k" is "at least k + 1".
    start = np.where(is_direct, together, together - 1 if upward else together + 1)
    goes_up = is_direct == upward
    tail = np.empty(len(together))
    for rising in (True, False):
        chosen = goes_up == rising
        tail[chosen] = _falling_tail(start[chosen], orders_a[chosen], orders_b[chosen], orders, upward=rising)
    return np.clip(np.where(is_direct, tail, 1.0 - tail), 0.0, 1.0)


def _falling_tail(start: Ints, orders_a: Ints, orders_b: Ints, orders: int, *, upward: bool) -> Floats:
    """Sum of hypergeometric probabilities from `start` outwards, each got from the one before by their ratio."""
    total = np.zeros(len(start))
    possible = np.flatnonzero(
        (start >= np.maximum(0, orders_a + orders_b - orders)) & (start <= np.minimum(orders_a, orders_b))
    )
    k, a, b = (np.asarray(part[possible], dtype=np.float64) for part in (start, orders_a, orders_b))
    neither = orders - a - b + k
    log_first = _log_choose(a, k) + _log_choose(orders - a, b - k) - _log_choose(np.full(len(b), float(orders)), b)
    # In units of the first term, so that nothing underflows before the end.
    term = np.ones(len(possible))
    active = possible
    while len(active):
        total[active] += term
        if upward:
            term = term * (a - k) * (b - k) / ((k + 1) * (neither + 1))
            k, neither = k + 1, neither + 1
        else:
            term = term * k * neither / ((a - k + 1) * (b - k + 1))
            k, neither = k - 1, neither - 1
        goes_on = term > NEGLIGIBLE * total[active]
        active = active[goes_on]
        term, a, b, k, neither = (part[goes_on] for part in (term, a, b, k, neither))
    total[possible] = np.exp(np.minimum(log_first + np.log(total[possible]), 0.0))
    return total


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=np.float64)
