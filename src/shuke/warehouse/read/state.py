"""Which build there is to read, and answers kept in memory as long as it is the one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder, NoWarehouse
from shuke.warehouse.read.shapes import StoreIds, WarehouseState
from shuke.warehouse.snapshots import Snapshots
from shuke.warehouse.tables import Tables, open_tables

ANSWERS = 256  # kept by each process; one is a few hundred plain values

P = ParamSpec("P")
Answer = TypeVar("Answer")


def state() -> WarehouseState:
    """The build that reads see. Raises NoWarehouse before the first refresh."""
    folder = Folder(warehouse_folder())
    manifest = folder.current()
    return WarehouseState(
        generation=manifest.generation,
        built_at=manifest.built,
        currency=manifest.currency,
        fingerprint=manifest.fingerprint,
        scored_on=Snapshots(folder).current(),
        rows=manifest.rows,
    )


def snapshot_days(*, since: date | None = None) -> list[date]:
    """The days of which scores are kept, oldest first."""
    days = Snapshots(Folder(warehouse_folder())).days()
    return [day for day in days if since is None or day >= since]


def kept(function: Callable[P, Answer]) -> Callable[P, Answer]:
    """Answer again from memory until the next refresh: pages of one day ask the same questions."""

    @lru_cache(maxsize=ANSWERS)
    def answer(version: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> Any:
        return function(*args, **dict(kwargs))

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> Answer:
        found: Answer = answer(_version(), args, tuple(sorted(kwargs.items())))
        return copy(found)  # a caller who sorts its list must not sort everybody's

    return asked


@contextmanager
def scored_tables(as_of: date | None) -> Iterator[tuple[Tables, Snapshots, date]]:
    """The build, the snapshots, and the day asked for: that of the latest scores unless another is named."""
    with open_tables() as tables:
        snapshots = Snapshots(tables.folder)
        day = as_of or snapshots.current()
        if day is None:
            raise NoWarehouse("There are no scores yet: run `shuke refresh` once.")
        yield tables, snapshots, day


def in_stores(rows: Any, stores: StoreIds, *, key: str) -> Any:
    """The rows within the caller's scope."""
    return rows if stores is None else rows.filter(rows[key].isin(sorted(stores)))


def _version() -> str:
    folder = Folder(warehouse_folder())
    pointer = folder.path / "snapshots" / "scores" / "CURRENT"
    written = pointer.stat().st_mtime_ns if pointer.exists() else 0
    return f"{folder.path}:{folder.current().generation}:{written}"
