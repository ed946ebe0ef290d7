"""The small pictures of a customer's row: 120 days of visits as a strip, the quadrant as a glyph.

Plain strings: a list draws hundreds of them on a page. Lengths that come from data become SVG attributes, never styles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

STRIP_DAYS = 120  # one span in every list, so that strips can be compared
EDGE_PX = 4.0

# Overdue ratio from which one more bar of the meter is lit (and the level it reads as).
_RISK_STEPS = ((4.0, 5, "high"), (3.0, 4, "high"), (2.0, 3, "high"), (1.5, 2, "mid"))
_EMPTY_SQUARE = ' opacity=".22"'


def risk_of(ratio: float) -> tuple[int, str]:
    """Bars of five and level: below 1.5 one bar low, to 2 two mid, to 3 three high, to 4 four, over 4 five."""
    for least, bars, level in _RISK_STEPS:
        if ratio > least or (ratio == least and least < 4.0):
            return bars, level
    return 1, "low"


@dataclass(frozen=True)
class Strip:
    """The latest 120 days of one customer, left to right; x in pixels."""

    width: int
    level: str  # low, mid, high: hue of what is overdue
    visits: tuple[float, ...]
    latest: float | None
    due: float | None  # the day a visit was due; None: not due yet
    today: float


def strip_of(
    visits: Sequence[int], *, silence_days: int | None, rhythm_days: float | None, ratio: float | None, width: int
) -> Strip:
    """`visits` are days before as-of of the purchases in the strip's span, in any order."""
    right = width - EDGE_PX
    scale = (right - EDGE_PX) / STRIP_DAYS

    def x(days_before: float) -> float:
        return round(right - min(max(days_before, 0.0), STRIP_DAYS) * scale, 1)

    shown = sorted((day for day in visits if day <= STRIP_DAYS), reverse=True)
    overdue_days = None if silence_days is None or rhythm_days is None else silence_days - rhythm_days
    return Strip(
        width=width,
        level="low" if ratio is None else risk_of(ratio)[1],
        visits=tuple(x(day) for day in shown[:-1]),
        latest=x(shown[-1]) if shown else None,
        due=x(overdue_days) if overdue_days is not None and overdue_days > 0 else None,
        today=right,
    )


def strip_svg(strip: Strip, *, label: str) -> SafeString:
    """Dots are visits, the tick is the day one was due, the coloured line is overdue, the ring is the as-of day."""
    parts = [f'<line class="base" x1="{EDGE_PX:g}" x2="{strip.today:g}" y1="7" y2="7"/>']
    if strip.due is not None:
        parts.append(f'<line class="late" x1="{strip.due:g}" x2="{strip.today:g}" y1="7" y2="7"/>')
        parts.append(f'<line class="due" x1="{strip.due:g}" x2="{strip.due:g}" y1="2" y2="12"/>')
    parts += [f'<circle class="visit" cx="{x:g}" cy="7" r="2.3"/>' for x in strip.visits]
    if strip.latest is not None:
        parts.append(f'<circle class="last" cx="{strip.latest:g}" cy="7" r="2.9"/>')
    parts.append(f'<circle class="now" cx="{strip.today:g}" cy="7" r="3"/>')
    return mark_safe(
        f'<svg class="sk-rhythm sk-r-{strip.level}" width="{strip.width}" height="14" viewBox="0 0 {strip.width} 14"'
        f' role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


# Quadrant glyph: across value today, up value to come; where each class stands.
CORNERS = {"platinum": ("5.75", "0.25"), "gold": ("5.75", "5.75"), "iron": ("0.25", "0.25"), "lead": ("0.25", "5.75")}


def glyph_svg(value_class: str) -> SafeString:
    """The quadrant in small, filled where the customer stands: readable without colour."""
    squares = "".join(
        f'<rect x="{x}" y="{y}" width="5" height="5" rx="1" fill="currentColor"'
        f"{'' if key == value_class else _EMPTY_SQUARE}/>"
        for key, (x, y) in CORNERS.items()
    )
    return mark_safe(f'<svg viewBox="0 0 11 11" aria-hidden="true">{squares}</svg>')
