"""Erasing a person out of imports: what rows were before, what people corrected, and what was refused."""

import pyarrow.parquet as pq
from django.db.models import Q

from shuke.intake.folders import folder_of, refused_of
from shuke.intake.models import ImportChange, ImportRun
from shuke.intake.services.file import REJECTED_NAME
from shuke.records.customers.erased import Person, are_marked
from shuke.records.customers.models import Customer


def forget_person(*, person: Person) -> list[str]:
    """Undoing an import cannot bring them back, and the page of an import says nothing of them."""
    ImportChange.objects.filter(table=Customer._meta.db_table, row_id__in=person.ids).delete()
    for run in ImportRun.objects.exclude(corrections={}):
        kept = {line: cells for line, cells in run.corrections.items() if not are_marked(cells.values(), person.marks)}
        if kept != run.corrections:
            ImportRun.objects.filter(pk=run.pk).update(corrections=kept)
    return []


def forget_refused_rows(*, marks: frozenset[str]) -> int:
    """Takes rows that name somebody by one of `marks` out of every file of refused rows; how many went.

    Each file is written beside and moved into its place: killed anywhere, the same again finishes it.
    """
    over = Q(state__in=(ImportRun.State.DONE, ImportRun.State.UNDONE))
    return sum(_without(run, marks) for run in ImportRun.objects.filter(over).order_by("pk"))


def _without(run: ImportRun, marks: frozenset[str]) -> int:
    path = refused_of(run)
    if not path.exists():
        return 0
    table = pq.read_table(path)
    kept = [not are_marked([row["value"], *row["cells"]], marks) for row in table.to_pylist()]
    gone = kept.count(False)
    if gone:
        beside = path.with_suffix(".written")
        pq.write_table(table.filter(kept), beside, compression="zstd")
        beside.replace(path)
        (folder_of(run) / REJECTED_NAME).unlink(missing_ok=True)  # the same rows, for whoever called the command
    return gone
