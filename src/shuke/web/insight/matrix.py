"""From which group to which: the earlier down, today's across."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuke.warehouse.read import Moves


@dataclass(frozen=True)
class MatrixRow:
    before: str
    customers: int
    cells: tuple[tuple[str, int], ...]  # (group today, customers)


def matrix_of(moves: Moves, *, order: Sequence[str]) -> tuple[MatrixRow, ...]:
    """Rows and cells in this order, empty ones too."""
    counts = {(move.before, move.after): move.customers for move in moves.moves}
    return tuple(
        MatrixRow(
            before=before,
            customers=sum(counts.get((before, after), 0) for after in order),
            cells=tuple((after, counts.get((before, after), 0)) for after in order),
        )
        for before in order
    )
