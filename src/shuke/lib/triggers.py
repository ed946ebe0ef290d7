"""Tables that only grow, kept so by the database itself and not by good manners."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_REFUSE = """
CREATE OR REPLACE FUNCTION shuke_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

_NUMBER_FIRST = """
CREATE OR REPLACE FUNCTION shuke_take_transaction_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN NULL;
END $$
"""


def refuse_updates(table: str) -> migrations.RunPython:
    """A migration step: an UPDATE of any row of `table` breaks with IntegrityError.

    On SQLite a later migration that alters the table rebuilds it without its triggers: repeat this step after it.
    """

    def add(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_REFUSE, params=None)  # its % is no placeholder
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION shuke_refuse_update()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_append_only BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: write a new row'); END"
            )

    def drop(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on_table}")

    return migrations.RunPython(add, drop)


def number_transactions_before_rows(table: str) -> migrations.RunPython:
    """A migration step for a log that is read by a cursor on `id` (PostgreSQL; SQLite has one writer at a time).

    A transaction takes its number at its first write, after the row's id was drawn: between the two a reader would
    see later ids and no sign of the earlier one. The statement trigger makes the transaction take its number first.
    """

    def add(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_NUMBER_FIRST)
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_numbered BEFORE INSERT ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION shuke_take_transaction_id()"
            )

    def drop(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_numbered ON {table}")

    return migrations.RunPython(add, drop)
