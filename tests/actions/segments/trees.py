"""Trees of every shape, for properties."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from shuke.actions.segments.tree import (
    RELATIVE,
    All,
    Bought,
    Days,
    Has,
    InSegment,
    LatestDays,
    Node,
    Not,
    Operator,
    Some,
    Thing,
)

LETTERS = st.characters(codec="utf-8", exclude_characters="\x00")  # no database keeps a zero in a text
NAMES = st.text(LETTERS, min_size=1, max_size=12)
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31))
VALUES = st.one_of(st.text(LETTERS, max_size=12), NUMBERS, DAYS, st.booleans())
ONE_VALUE = (Operator.IS, Operator.AT_LEAST, Operator.AT_MOST, Operator.CONTAINS)
FIELDS = st.one_of(
    st.sampled_from(["stage", "orders", "gender", "may_sms"]),
    NAMES.map(lambda name: f"preference.{name}"),
    st.sampled_from(["custom.shoe-size", "custom.4x4"]),
)


def has() -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(lambda f, o, v: Has(f, o, (v,)), FIELDS, st.sampled_from(ONE_VALUE), VALUES),
        st.builds(lambda f, v: Has(f, Operator.IN, tuple(v)), FIELDS, st.lists(VALUES, min_size=1, max_size=4)),
        st.builds(lambda f, a, b: Has(f, Operator.BETWEEN, (a, b)), FIELDS, VALUES, VALUES),
        st.builds(lambda f: Has(f, Operator.IS_UNKNOWN), FIELDS),
        st.builds(
            lambda f, o, days: Has(f, o, (Decimal(days),)),
            FIELDS,
            st.sampled_from(sorted(RELATIVE)),
            st.integers(1, 999),
        ),
    )


def bought() -> st.SearchStrategy[Node]:
    things = st.one_of(st.just((None, "")), st.tuples(st.sampled_from(Thing), NAMES))
    periods = st.one_of(st.none(), st.builds(LatestDays, st.integers(1, 10_000)), st.builds(Days, DAYS, DAYS))
    amounts = st.one_of(st.none(), NUMBERS.map(abs))
    return st.builds(
        lambda thing, times, amount, period: Bought(*thing, times, amount, period),
        things,
        st.integers(1, 10_000),
        amounts,
        periods,
    )


def nodes() -> st.SearchStrategy[Node]:
    leaves = st.one_of(has(), bought(), st.builds(InSegment, NAMES))

    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        groups = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.one_of(st.builds(Not, inner), st.builds(All, groups), st.builds(Some, groups))

    return st.recursive(leaves, grown, max_leaves=12)


TREE = All(
    (
        Has("stage", Operator.IN, ("new", "forming")),
        Not(Bought(Thing.CATEGORY, "Grocery › Dairy", 2, Decimal("99.5"), LatestDays(30))),
        Some((Has("spend", Operator.AT_LEAST, (Decimal(500),)), InSegment("regulars"))),
    )
)
