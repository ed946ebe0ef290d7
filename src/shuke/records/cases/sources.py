"""What the warehouse copies of cases: of what kind, how long they took and how they ended, never the words."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="cases",
        table="cases_case",
        columns=(
            "id", "customer_id", "store_id", "kind", "channel", "status", "priority", "category_id", "cause_id",
            "round", "origin", "opened_at", "first_due_at", "first_replied_at", "resolve_due_at", "late_at",
            "closed_at",
        ),
        month_of="opened_at",
    ),
    Source(
        name="case_answers",
        table="cases_step",
        columns=("id", "case_id", "round", "facts"),
        parent=("case_id", "cases"),
        where="step = 'follow_up'",
        changed_at="",  # rows are only added
    ),
    Source(name="topics", table="cases_topic", columns=("id", "tree", "path")),
)  # fmt: skip
