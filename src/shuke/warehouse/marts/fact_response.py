"""fact_response: one row per customer a campaign meant and could reach, and per customer tested in a table of cells."""

from typing import Any

import ibis

SCHEMA = {
    "response_key": "int64",
    "source": "string",
    "source_key": "int64",
    "customer_key": "int64",
    "cell": "int64",
    "arm": "string",
    "is_contacted": "boolean",
    "has_responded": "boolean",
    "spend_minor": "int64",
    "has_responded_later": "boolean",
    "spend_later_minor": "int64",
    "coupons_used": "int64",
    "begun_on": "date",
    "counted_as_of": "date",
}
# Keys of two tables in one column, none twice: one has the even numbers, the other the odd ones.
SOURCES = ("campaign", "cells")


def responses_to_campaigns(campaign_members: Any, campaigns: Any, customers: Any) -> Any:
    """`has_responded` and `spend_minor` are of the days of the test, `…_later` of those of the roll-out, for everybody:
    so who was held out is compared in either. As counted at `counted_as_of`: what a refresh counts, the next one reads.
    """
    rows = campaign_members.inner_join(campaigns, "campaign_key")
    rows = rows.mutate(
        source_key=rows.campaign_key,
        arm=ibis.ifelse(rows.is_rolled_out, "rolled_out", rows.arm),
        has_responded=rows.has_answered_test,
        spend_minor=rows.spend_test_minor,
        has_responded_later=rows.has_answered_later,
        month=rows.fixed_at.strftime("%Y-%m"),
    )
    return _keyed(rows, "campaign", customers)


def responses_in_cells(cell_members: Any, cell_tables: Any, customers: Any) -> Any:
    """Who was tested, and whether they answered; what they spent, a table of cells does not count."""
    rows = cell_members.inner_join(cell_tables, "cells_key")
    rows = rows.mutate(
        source_key=rows.cells_key,
        arm=ibis.literal("test"),
        is_contacted=ibis.literal(True),
        has_responded=rows.has_answered,
        spend_minor=ibis.null("int64"),
        has_responded_later=ibis.null("boolean"),
        spend_later_minor=ibis.null("int64"),
        coupons_used=ibis.null("int64"),
        counted_as_of=ibis.null("date"),
        month=rows.begun_on.strftime("%Y-%m"),
    )
    return _keyed(rows, "cells", customers)


def _keyed(rows: Any, source: str, customers: Any) -> Any:
    erased = customers.filter(customers.is_erased).select(erased_key="customer_key")
    joined = rows.left_join(erased, rows.customer_key == erased.erased_key)
    return joined.mutate(
        response_key=joined.member_key * len(SOURCES) + SOURCES.index(source),
        source=ibis.literal(source),
        customer_key=ibis.ifelse(joined.erased_key.notnull(), None, joined.customer_key),
    ).drop("erased_key")
