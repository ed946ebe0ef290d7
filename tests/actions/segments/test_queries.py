"""Changes are read by a cursor."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.records import make

from shuke.actions.segments.models import Segment, SegmentChange
from shuke.actions.segments.queries import changes_after, changes_of

NOW = make.NOW


def segment(key: str) -> Segment:
    return Segment.objects.create(key=key, name=key, tree={"all": []}, created_at=NOW, updated_at=NOW)


def change(of: Segment, kind: str = "entered") -> SegmentChange:
    return SegmentChange.objects.create(segment=of, customer_id=1, kind=kind, changed_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_cursor_goes_on_where_it_stood() -> None:
    men, women = segment("men"), segment("women")
    first, second, third = change(men), change(women), change(men, "left")

    assert changes_after(0, limit=2) == [first, second]
    assert changes_after(second.pk, limit=2) == [third]
    assert changes_after(0, limit=9, segment=men) == [first, third]
    assert changes_after(0, limit=9, kind=SegmentChange.Kind.LEFT) == [third]


@pytest.mark.django_db
def test_a_period_ends_before_its_end() -> None:
    men = segment("men")
    change(men)
    entered = SegmentChange.Kind.ENTERED

    assert changes_of(men, from_at=NOW, until_at=NOW + timedelta(days=1), kind=entered).count() == 1
    assert changes_of(men, from_at=NOW - timedelta(days=1), until_at=NOW, kind=entered).count() == 0


@pytest.mark.django_db
def test_a_change_is_never_changed() -> None:
    change(segment("men"))

    with pytest.raises(IntegrityError), transaction.atomic():
        SegmentChange.objects.update(kind="left")


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_skipped() -> None:
    men = segment("men")
    inserted, may_commit = threading.Event(), threading.Event()

    def commit_late() -> None:
        with transaction.atomic():
            change(men, "left")
            inserted.set()
            may_commit.wait(timeout=120)
        connection.close()

    slow = threading.Thread(target=commit_late)
    slow.start()
    assert inserted.wait(timeout=120)
    change(men)

    seen_meanwhile = changes_after(0, limit=9)
    may_commit.set()
    slow.join(timeout=120)

    assert seen_meanwhile == []
    assert [row.kind for row in changes_after(0, limit=9)] == ["left", "entered"]
