"""Whether the figures can be trusted, in one line."""

import pytest
from tests.web.insight import rows

from shuke.intake.models import ImportRun
from shuke.records.access.models import Role, Staff
from shuke.records.access.scope import scope_of_staff
from shuke.web.insight.foot import foot_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_shop")]


def brought_in(lines: int, *, refused: int = 0, by: Staff | None = None, state: str = ImportRun.State.DONE) -> None:
    ImportRun.objects.create(
        kind="orders",
        state=state,
        file_name="sales.csv",
        path="",
        size_bytes=1,
        sha256="",
        staged={"lines": lines, "refused": {"date_unreadable": refused}},
        started_by=by,
        created_at=rows.NOW,
    )


def test_lines_and_refusals_of_finished_imports_are_added_up() -> None:
    brought_in(100, refused=3)
    brought_in(20)
    brought_in(7, state=ImportRun.State.UNDONE)

    foot = foot_of(scope_of_staff(rows.staff(Role.OWNER)))

    assert (foot.lines, foot.refused, foot.checks_failed) == (120, 3, 0)
    assert foot.sees_imports
    assert foot.sees_insight
    assert foot.sees_runs


def test_with_some_stores_only_ones_own_files_count() -> None:
    here = rows.staff(Role.MANAGER, stores=(rows.store("S1"),))
    brought_in(100, refused=3)
    brought_in(20, refused=1, by=here)

    foot = foot_of(scope_of_staff(here))

    assert (foot.lines, foot.refused) == (20, 1)
    assert (foot.sees_insight, foot.sees_runs) == (True, False)


def test_the_front_line_sees_neither_imports_nor_insight() -> None:
    foot = foot_of(scope_of_staff(rows.staff(Role.FRONT_LINE)))

    assert (foot.sees_imports, foot.sees_insight) == (False, False)
