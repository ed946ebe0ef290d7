"""What a lot holds is the sum of the moves on it, kept so by the database: nobody can write a move and forget the lot.

The lot's check constraints then refuse the move that would overspend it, whatever wrote it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SUM = "UPDATE membership_lot SET active = active + NEW.points, pending = pending + NEW.pending WHERE id = NEW.lot_id"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION shuke_move_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_SUM};
    RETURN NULL;
END $$
"""


def moves_change_their_lot() -> migrations.RunPython:
    """A migration step. On SQLite repeat it after a later migration that alters the table of moves."""

    def add(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, params=None)
            editor.execute(
                "CREATE OR REPLACE TRIGGER membership_move_summed AFTER INSERT ON membership_move "
                "FOR EACH ROW EXECUTE FUNCTION shuke_move_points()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS membership_move_summed AFTER INSERT ON membership_move BEGIN {_SUM}; END"
            )

    def drop(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = " ON membership_move" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS membership_move_summed{on_table}")

    return migrations.RunPython(add, drop)
