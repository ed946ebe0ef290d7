import threading

import pytest
from django.db import connection, transaction
from tests.records import make

from shuke.records.customers.models import Event
from shuke.records.customers.queries import events_after
from shuke.records.customers.services import record_event


def happen(kind: str) -> Event:
    return record_event(scope=make.SYSTEM, kind=kind, now=make.NOW, origin="test")


@pytest.mark.django_db(transaction=True)
def test_a_reader_gets_each_event_once_in_order() -> None:
    kinds = [f"kind.{number}" for number in range(5)]
    for kind in kinds:
        happen(kind)

    first = events_after(0, limit=3)
    rest = events_after(first[-1].pk, limit=3)

    assert [event.kind for event in first + rest] == kinds
    assert events_after(rest[-1].pk, limit=3) == []


@pytest.mark.django_db(transaction=True)
def test_kinds_are_filtered() -> None:
    happen("wanted")
    happen("other")

    assert [event.kind for event in events_after(0, limit=9, kinds=["wanted"])] == ["wanted"]


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_not_skipped() -> None:
    """An earlier id that is still uncommitted holds back the later ones: then both are read, in order."""
    inserted, may_commit = threading.Event(), threading.Event()

    def commit_late() -> None:
        with transaction.atomic():
            happen("late")
            inserted.set()
            may_commit.wait(timeout=120)
        connection.close()

    slow = threading.Thread(target=commit_late)
    slow.start()
    assert inserted.wait(timeout=120)
    happen("early")

    seen_meanwhile = [event.kind for event in events_after(0, limit=9)]
    may_commit.set()
    slow.join(timeout=120)
    seen_afterwards = [event.kind for event in events_after(0, limit=9)]

    assert seen_meanwhile == []
    assert seen_afterwards == ["late", "early"]


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_a_transaction_is_numbered_before_its_event_is() -> None:
    """Otherwise a reader between the two would see a later id and no sign of this one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone() == (None,)
        cursor.execute("INSERT INTO customers_event SELECT * FROM customers_event WHERE false")
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone() != (None,)
