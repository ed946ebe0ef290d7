"""Bringing the database to the shape this version needs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from shuke.lib.progress import Report

# Any number that nothing else in the database locks.
_ADVISORY_LOCK = 7_483_920


def upgrade_database(*, say: Report) -> None:
    """Apply what is pending, and say so. Processes that start together wait for the first to finish."""
    if not pending_steps():
        return
    with one_at_a_time():
        steps = pending_steps()
        if steps:
            say(f"Bringing the database up to date: {len(steps)} steps, from {steps[0]} to {steps[-1]}.")
            with _references_checked_once():
                call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _references_checked_once() -> Iterator[None]:
    """On SQLite all steps or none, and one look at all references before the end.

    Django looks after each step, which reads every row of the database: minutes for ten million order lines.
    """
    if connection.vendor != "sqlite":
        yield
        return
    check = connection.check_constraints
    # Inside a transaction SQLite does not switch them any more: off before it begins, on after its end.
    connection.disable_constraint_checking()
    connection.check_constraints = lambda table_names=None: None  # type: ignore[method-assign]
    try:
        with transaction.atomic():
            yield
            check()
    finally:
        del connection.check_constraints
        connection.enable_constraint_checking()


def pending_steps() -> list[str]:
    """Names of the migrations not yet applied, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    if connection.vendor == "sqlite":
        with (settings.DATA / "upgrade.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
