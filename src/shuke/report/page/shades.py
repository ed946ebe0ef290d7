"""Seven shades of a map: where each begins, so that the cells share them evenly."""

from collections.abc import Sequence

SHADES = 7


def steps_of(values: Sequence[float]) -> tuple[float, ...]:
    """Where shades 1–6 begin, light to dark, written with two significant figures; values of 0 and less are lightest.

    `bisect_right(steps, value)` is the shade of a value.
    """
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return ()
    cuts = [ordered[len(ordered) * shade // SHADES] for shade in range(1, SHADES)]
    return tuple(sorted({float(f"{cut:.2g}") for cut in cuts}))
