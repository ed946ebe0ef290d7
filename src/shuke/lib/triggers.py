"""Tables that only grow, kept so by the database itself and not by good manners."""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REFUSE = """
CREATE OR REPLACE FUNCTION shuke_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

_REFUSE_ALL_BUT_EMPTYING = """
CREATE OR REPLACE FUNCTION shuke_refuse_all_but_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    named text;
BEGIN
    FOREACH named IN ARRAY TG_ARGV LOOP
        IF after -> named IN (EMPTIES) THEN
            before := before - named;
            after := after - named;
        END IF;
    END LOOP;
    IF before IS DISTINCT FROM after THEN
        RAISE EXCEPTION '% is append-only: write a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""

# What a column may be emptied to when a person is erased; the dash where it must not be blank.
EMPTIED = "—"
_EMPTIES = ("", "{}", EMPTIED)

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


def refuse_updates_but_emptying(table: str, columns: Sequence[str]) -> migrations.RunPython:
    """`refuse_updates`, now letting one change pass: a column of `columns` becomes EMPTIED, blank or `{}`.

    So that a person can be erased out of a log whose rows stay. The note on SQLite holds here too.
    """

    def add(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            empties = ", ".join(f"'{spelt}'::jsonb" for spelt in ('""', "{}", f'"{EMPTIED}"'))
            editor.execute(_REFUSE_ALL_BUT_EMPTYING.replace("EMPTIES", empties), params=None)
            arguments = ", ".join(f"'{name}'" for name in columns)
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION shuke_refuse_all_but_emptying({arguments})"
            )
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only")
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                f"WHEN NOT ({_only_emptied(editor, table)}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: write a new row'); END"
            )

    def _only_emptied(editor: BaseDatabaseSchemaEditor, table: str) -> str:
        with editor.connection.cursor() as cursor:
            described = editor.connection.introspection.get_table_description(cursor, table)
        empties = ", ".join(f"'{spelt}'" for spelt in _EMPTIES)
        same = {column.name: f'NEW."{column.name}" IS OLD."{column.name}"' for column in described}
        emptied = {name: f'({same[name]} OR NEW."{name}" IN ({empties}))' for name in columns}
        return " AND ".join({**same, **emptied}.values())

    def back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on_table}")
        refuse_updates(table).code(apps, editor)

    return migrations.RunPython(add, back)


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
