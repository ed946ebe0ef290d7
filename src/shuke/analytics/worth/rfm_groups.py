"""Names over the same R, F, M codes: eleven common in English, eight in Chinese, four (docs/definitions.md, RFM)."""

import ibis
from ibis.expr.types import Table, Value

# By R, then by ⌊(F + M) ÷ 2 + ½⌋ = 1 … 5. Customers without any order are "prospects"; they have no row here.
ELEVEN = {
    5: ("new", "promising", "active", "loyal", "champions"),
    4: ("promising", "active", "active", "loyal", "champions"),
    3: ("needs_attention", "needs_attention", "active", "loyal", "loyal"),
    2: ("almost_lost", "almost_lost", "at_risk", "at_risk", "at_risk"),
    1: ("dormant", "dormant", "almost_lost", "previously_loyal", "previously_loyal"),
}

# By (R, F, M) high or low.
EIGHT = {
    (True, True, True): "key_value",
    (True, False, True): "key_develop",
    (False, True, True): "key_keep",
    (False, False, True): "key_retain",
    (True, True, False): "general_value",
    (True, False, False): "general_develop",
    (False, True, False): "general_keep",
    (False, False, False): "general_retain",
}


def eleven(scored: Table) -> Value:
    fm = (scored.f + scored.m + 1) // 2
    cells = [(r, i, name) for r, names in ELEVEN.items() for i, name in enumerate(names, 1)]
    return ibis.cases(*(((scored.r == r) & (fm == i), name) for r, i, name in cells))


def eight(r_high: Value, f_high: Value, m_high: Value) -> Value:
    return ibis.cases(
        *(((r_high == r) & (f_high == f) & (m_high == m), name) for (r, f, m), name in EIGHT.items() if r or f or m),
        else_=EIGHT[False, False, False],
    )


def four(scored: Table) -> Value:
    r, f, m = scored.r, scored.f, scored.m
    return ibis.cases(
        ((r >= 4) & (f >= 4) & (m >= 4), "high_value"),
        ((r <= 2) & (f >= 4) & (m >= 3), "win_back"),
        ((r >= 4) & (f <= 2) & (m <= 2), "new"),
        ((r <= 2) & (f <= 2) & (m <= 2), "low_value"),
    )
