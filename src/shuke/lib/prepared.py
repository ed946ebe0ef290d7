"""Selects of the ORM that are asked with every sale: built once, then asked again with other values.

To build such a query anew takes longer than the database takes to answer it.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

Value = str | int


class Prepared(Generic[M]):
    """`build(*values)` is the queryset; calling this with as many values reads its rows.

    The values must stand in the SQL once each, in their order, as they are: text and whole numbers, compared for
    equality. Raises LookupError when the first call finds it otherwise.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._kept = threading.local()  # a compiled query belongs to its thread's connection

    def __call__(self, *values: Value) -> list[M]:
        if not hasattr(self._kept, "queryset"):
            self._compile(values)
        self._kept.values = values
        return list(self._kept.queryset.all())

    def _compile(self, values: Sequence[Value]) -> None:
        queryset, kept = self._build(*values), self._kept
        compiler = queryset.query.get_compiler(connection=connection)
        sql, wanted = compiler.as_sql()
        if tuple(wanted) != tuple(values):
            raise LookupError(f"The values {values!r} stand in the SQL as {wanted!r}: {sql}")

        def ask(*_args: Any, **_options: Any) -> tuple[str, tuple[Value, ...]]:
            return sql, kept.values

        # Set on the instances, which the copies of a queryset carry on: Django does the rest as it always does.
        compiler.as_sql = ask
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        kept.queryset = queryset
