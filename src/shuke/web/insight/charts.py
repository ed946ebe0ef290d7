"""What a chart needs from the server: its data, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Cell = str | int | float | Decimal | None


@dataclass(frozen=True)
class Sheet:
    """A table behind a picture: shown on request, downloaded as CSV."""

    name: str  # unique on the page, the file's name
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Chart:
    sheet: Sheet
    kind: str  # "curves" or "bars", a file of assets/js/charts
    title: str  # what a reader who doesn't see it hears
    data: dict[str, object]
    size: str = field(default="")  # "low", "high", "tall" or as it comes

    @property
    def data_id(self) -> str:
        return f"{self.sheet.name}-data"


def hundredths(share: float | None) -> float | None:
    """A share as a percentage with two decimals, for a table."""
    return None if share is None else round(share * 100, 2)
