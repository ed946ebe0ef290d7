"""What the warehouse copies of tests in cells: who was tested, and who answered."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="cell_tables",
        table="trials_celltable",
        columns=("id", "begins_on"),
        month_of="begins_on",
    ),
    Source(
        name="cell_members",
        table="trials_cellmember",
        columns=("id", "table_id", "customer_id", "cell", "answered"),
        parent=("table_id", "cell_tables"),
        where="is_tested",
        counted=("answered",),
        changed_at="",
    ),
)
