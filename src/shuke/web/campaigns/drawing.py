"""The figures of a campaign as they are drawn: the map of cells, cells in order, intervals on one axis."""

from bisect import bisect_right
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shuke.report.page.shades import steps_of
from shuke.scores.trials.results import CellResults, CellRow

CODES = (5, 4, 3, 2, 1)  # the best first
WIDTH, HEIGHT, TOP = 830, 150, 10  # of the cells in order


@dataclass(frozen=True)
class MapCell:
    cell: str
    row: CellRow | None  # None: nobody is in it
    classes: str


@dataclass(frozen=True)
class CellMap:
    rows: tuple[tuple[int, tuple[MapCell, ...]], ...]  # by recency, the best first
    shades: tuple[tuple[int, float], ...]  # shade, the rate from which on


def map_of(results: CellResults) -> CellMap:
    """25 columns: frequency, inside it money; a line stands where cells that pay meet cells that do not."""
    rows = {row.cell: row for row in results.rows}
    steps = steps_of([row.shrunk_rate for row in results.chosen])
    columns = [(f, m) for f in CODES for m in CODES]

    def pays(r: int, place: int) -> bool:
        if r not in CODES or place >= len(columns):
            return False
        found = rows.get(f"{r}{columns[place][0]}{columns[place][1]}")
        return found is not None and found.is_chosen

    def cell(r: int, place: int) -> MapCell:
        f, m = columns[place]
        row, is_on = rows.get(f"{r}{f}{m}"), pays(r, place)
        shade = bisect_right(steps, row.shrunk_rate) if row else 0
        marks = {
            f"sk-s{shade}": is_on,
            "off": not is_on,
            "g": m == CODES[0],
            "er": place + 1 < len(columns) and is_on != pays(r, place + 1),
            "eb": r > 1 and is_on != pays(r - 1, place),
        }
        return MapCell(f"{r}{f}{m}", row, " ".join(name for name, holds in marks.items() if holds))

    found = tuple((r, tuple(cell(r, place) for place in range(len(columns)))) for r in CODES)
    shades = tuple((shade, step) for shade, step in enumerate(steps, start=1)) if results.chosen else ()
    return CellMap(found, shades)


def cells_in_order(results: CellResults) -> SafeString:
    """Every cell as a bar with its interval, the best first, and the line of break-even."""
    rows = sorted(results.rows, key=lambda row: -row.shrunk_rate)
    highest = max([results.breakeven_rate * 1.2, *(row.shrunk_upper for row in rows)])
    step = WIDTH / max(len(rows), 1)

    def height(rate: float) -> float:
        return round(HEIGHT - rate / highest * (HEIGHT - TOP), 1)

    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/><line x1="{}" x2="{}" y1="{}" y2="{}"/>',
        (
            (
                "yes" if row.is_chosen else "no", round(place * step + 0.8, 1), height(row.shrunk_rate),
                round(step * 0.75, 1), round(HEIGHT - height(row.shrunk_rate), 1), round((place + 0.45) * step, 1),
                round((place + 0.45) * step, 1), height(row.shrunk_upper), height(row.shrunk_lower),
            )
            for place, row in enumerate(rows)
        ),
    )  # fmt: skip
    cut = round(sum(row.is_chosen for row in rows) * step, 1)
    level = height(results.breakeven_rate)
    return format_html(
        '<svg class="so" viewBox="0 0 {} {}" preserveAspectRatio="none" role="presentation">{}'
        '<line class="base" x1="0" x2="{}" y1="{}" y2="{}"/><line class="be" x1="0" x2="{}" y1="{}" y2="{}"/>'
        '<line class="cut" x1="{}" x2="{}" y1="58" y2="{}"/></svg>',
        WIDTH, HEIGHT + 2, bars, WIDTH, HEIGHT, HEIGHT, WIDTH, level, level, cut, cut, HEIGHT + 2,
    )  # fmt: skip


@dataclass(frozen=True)
class Axis:
    """Where a value stands between the ends that all of some intervals share."""

    low: float
    high: float
    width: int

    def at(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return round(6 + (value - self.low) / span * (self.width - 12), 1)


def axis_of(values: list[float], *, width: int) -> Axis:
    """Zero always lies on it."""
    return Axis(min([0.0, *values]), max([0.0, *values]), width)


def interval(
    axis: Axis, value: float, *, lower: float | None = None, upper: float | None = None, mark: float | None = None,
    is_grey: bool = False,
) -> SafeString:  # fmt: skip
    """A dot on its line; `mark` is a dashed one, such as break-even; else the axis' zero stands there."""
    tone = "grey" if is_grey else ""
    where = axis.at(0.0 if mark is None else mark)
    line = SafeString("")
    if lower is not None and upper is not None:
        line = format_html(
            '<line class="ci" x1="{}" x2="{}" y1="8" y2="8"/>',
            axis.at(max(lower, axis.low)),
            axis.at(min(upper, axis.high)),
        )
    return format_html(
        '<svg class="sk-iv" width="{0}" height="16" viewBox="0 0 {0} 16" aria-hidden="true">'
        '<line class="{1}" x1="{2}" x2="{2}" y1="0" y2="16"/>'
        '<g class="{3}">{4}<circle class="{3}" cx="{5}" cy="8" r="4"/></g></svg>',
        axis.width, "axis" if mark is None else "ref", where, tone, line, axis.at(value),
    )  # fmt: skip
