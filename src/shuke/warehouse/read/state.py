"""Which build there is to read."""

from datetime import date

from shuke.lib.errors import ShukeError
from shuke.warehouse.read.shapes import WarehouseState


class NoWarehouse(ShukeError):
    """Nothing was built yet."""


def state() -> WarehouseState:
    """The build that reads see. Raises NoWarehouse before the first refresh."""
    raise NotImplementedError


def snapshot_days(*, since: date | None = None) -> list[date]:
    """The days of which scores are kept, oldest first."""
    raise NotImplementedError
