"""Reading many people at once leaves a trace: one row an answer or a page, not one a person."""

from collections.abc import Collection
from datetime import datetime

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit

READ_IN_BULK_FROM = 20  # so many people in one answer or on one page


def record_bulk_read(
    *, scope: Scope, now: datetime, customers: int, filters: Collection[str] = (), page: str = ""
) -> None:
    """`filters` are names without their values, `page` an address without its question: no person is in either."""
    if customers < READ_IN_BULK_FROM:
        return
    facts = {"customers": customers, "filters": sorted(filters)}
    record_audit(scope=scope, action="customers.read", at=now, facts={**facts, "page": page} if page else facts)
