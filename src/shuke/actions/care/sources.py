"""What the warehouse copies of care: each call, visit or attempt by a colleague, never what was noted."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="care_tries",
        table="care_caretry",
        columns=("id", "task_id", "outcome", "at"),
        month_of="at",
        changed_at="at",  # rows are only added
    ),
    Source(name="care_tasks", table="care_caretask", columns=("id", "customer_id", "origin")),
)
