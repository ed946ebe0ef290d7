"""What was odd in the data and whether the build is sound."""

from shuke.warehouse.read.shapes import Check, QualityCount, QualityRow, StoreIds


def quality_counts(*, stores: StoreIds = None) -> list[QualityCount]:
    """How many rows each finding has; findings without a row are there with 0."""
    raise NotImplementedError


def quality_rows(code: str, *, stores: StoreIds = None, limit: int | None = 100, offset: int = 0) -> list[QualityRow]:
    """The rows behind one count, latest day first; `limit=None` for a download."""
    raise NotImplementedError


def check_results() -> list[Check]:
    """The checks made after the latest build."""
    raise NotImplementedError
