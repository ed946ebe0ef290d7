import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

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
