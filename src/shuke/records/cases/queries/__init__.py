from shuke.records.cases.queries.desk import desk, desk_hours, promises, rules_of, unannounced_year
from shuke.records.cases.queries.inbox import (
    approvals_for,
    case_in,
    cases_of,
    cases_of_people,
    escalated,
    has_calls,
    inbox,
    is_late,
    latest_entry,
    tail_of,
)

__all__ = [
    "approvals_for",
    "case_in",
    "cases_of",
    "cases_of_people",
    "desk",
    "desk_hours",
    "escalated",
    "has_calls",
    "inbox",
    "is_late",
    "latest_entry",
    "promises",
    "rules_of",
    "tail_of",
    "unannounced_year",
]
