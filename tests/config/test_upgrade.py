from datetime import UTC, datetime

import pytest
from django.core import management
from django.db import IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder

from shuke.config import upgrade
from shuke.config.upgrade import pending_steps, upgrade_database

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_database_of_this_version_needs_nothing() -> None:
    said: list[str] = []

    upgrade_database(say=said.append)

    assert (pending_steps(), said) == ([], [])


def test_what_is_pending_is_said_and_applied() -> None:
    said: list[str] = []
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
    assert pending_steps() == ["sessions.0001_initial"]

    upgrade_database(say=said.append)

    assert pending_steps() == []
    assert "sessions.0001_initial" in said[0]
    assert "django_session" in connection.introspection.table_names()


@pytest.mark.sqlite_only  # PostgreSQL refuses the row at once
def test_a_step_that_leaves_a_loose_end_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def migrate_badly(*_: object, **__: object) -> None:
        management.call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            at = datetime(2026, 1, 1, tzinfo=UTC)
            cursor.execute("INSERT INTO customers_event (kind, customer_id, occurred_at, recorded_at, origin, facts)"
                           " VALUES ('x', 999999, %s, %s, '', '{}')", [at, at])  # fmt: skip

    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
    monkeypatch.setattr(upgrade, "call_command", migrate_badly)

    with pytest.raises(IntegrityError):
        upgrade_database(say=lambda line: None)

    assert pending_steps() == ["sessions.0001_initial"]
    monkeypatch.undo()
    upgrade_database(say=lambda line: None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
