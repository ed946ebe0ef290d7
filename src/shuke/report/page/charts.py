"""Charts as inline SVG. They name classes, never colours, so that one drawing serves light, dark and print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shuke.report.page.axes import Scale, apart, ticks
from shuke.report.page.numbers import count, percent

TEXT_PX = 12
LATIN_PX, CJK_PX = 7, 12.5  # the width of a letter, generously
LEFT, TOP, BOTTOM = 44, 12, 26
LABEL_PX = 40  # what one label under an axis needs


@dataclass(frozen=True)
class Line:
    """One series of a chart, named at its end. None: nothing known there."""

    name: str
    values: Sequence[int | None]
    is_main: bool


def curve(*, labels: Sequence[str], lines: Sequence[Line], title: str, width: int, height: int) -> SafeString:
    """Lines over the same points of time, each with its name and latest value at the right."""
    known = [float(value) for line in lines for value in line.values if value is not None]
    steps = ticks(known)
    right = width - max(_text_px(_end_text(line)) for line in lines) - 12
    x = Scale(0, max(len(labels) - 1, 1), LEFT, right)
    y = Scale(steps[0], steps[-1], height - BOTTOM, TOP)
    ends = apart([y.at(float(line.values[-1] or 0)) for line in lines], least=TEXT_PX + 4)
    parts = [
        _grid(steps, y, right=right),
        _below(labels, x, y=height - 6),
        *(_line(line, x, y) for line in sorted(lines, key=lambda line: line.is_main)),
        *(_end(line, x=right + 9, y=end) for line, end in zip(lines, ends, strict=True)),
    ]
    return _svg(parts, title=title, width=width, height=height)


def pareto(
    *, points: Sequence[tuple[float, float]], mark: tuple[float, float, str], title: str, width: int, height: int
) -> SafeString:
    """Shares of customers against shares of spend; `mark` is a point of the curve with what it says."""
    x, y = Scale(0, 1, LEFT, width - 14), Scale(0, 1, height - BOTTOM, TOP)
    line = _path([(0.0, 0.0), *points], x, y)
    labels = ((x.at(share), height - 6, percent(share)) for share in (0, 0.2, 0.4, 0.6, 0.8))
    parts = [
        _grid([0, 0.25, 0.5, 0.75, 1], y, right=x.end_px, write=percent),
        format_html_join("", '<text class="x" x="{}" y="{}">{}</text>', labels),
        format_html('<path class="area" d="{}L{} {}Z"/><path class="main" d="{}"/>', line, x.at(1), y.at(0), line),
        format_html('<line class="even" x1="{}" y1="{}" x2="{}" y2="{}"/>', x.at(0), y.at(0), x.at(1), y.at(1)),
        _mark(x.at(mark[0]), y.at(mark[1]), mark[2]),
    ]
    return _svg(parts, title=title, width=width, height=height)


def bar(share: float, *, is_strong: bool = False) -> SafeString:
    """A share of a whole as a short bar beside its figure."""
    filled = round(max(0.0, min(1.0, share)) * 40, 1)
    return format_html(
        '<svg class="sk-bar-svg{}" viewBox="0 0 40 5" width="40" height="5" aria-hidden="true">'
        '<rect class="track" width="40" height="5"/><rect class="fill" width="{}" height="5"/></svg>',
        " sk-strong-fill" if is_strong else "", filled,
    )  # fmt: skip


def _svg(parts: Sequence[str], *, title: str, width: int, height: int) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, width, height, title, mark_safe("".join(parts)),
    )  # fmt: skip


def _grid(steps: Sequence[float], y: Scale, *, right: float, write: Callable[[float], str] = count) -> SafeString:
    rows = ((LEFT, right, y.at(step), y.at(step), LEFT - 8, y.at(step) + 4, write(step)) for step in steps)
    return format_html_join(
        "", '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="y" x="{}" y="{}">{}</text>', rows
    )


def _below(labels: Sequence[str], x: Scale, *, y: float) -> SafeString:
    """As many labels as there is room for, always the latest."""
    room = (x.end_px - x.start_px) / max(len(labels) - 1, 1)
    every = max(1, -int(-LABEL_PX // room))
    shown = ((i, label) for i, label in enumerate(labels) if (len(labels) - 1 - i) % every == 0)
    return format_html_join("", '<text class="x" x="{}" y="{}">{}</text>', ((x.at(i), y, text) for i, text in shown))


def _line(line: Line, x: Scale, y: Scale) -> SafeString:
    points = [(float(i), float(value)) for i, value in enumerate(line.values) if value is not None]
    kind = "main" if line.is_main else "before"
    end = f'<circle class="{kind}-end" cx="{x.at(points[-1][0])}" cy="{y.at(points[-1][1])}" r="3"/>' if points else ""
    return format_html('<path class="{}" d="{}"/>{}', kind, _path(points, x, y), mark_safe(end))


def _end(line: Line, *, x: float, y: float) -> SafeString:
    kind = "named" if line.is_main else "quiet"
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', kind, x, y + 4, _end_text(line))


def _end_text(line: Line) -> str:
    latest = line.values[-1]
    return f"{line.name} {count(latest)}".strip() if latest is not None else line.name


def _text_px(text: str) -> float:
    return sum(CJK_PX if letter > "\u2e7f" else LATIN_PX for letter in text)


def _mark(x: float, y: float, text: str) -> SafeString:
    return format_html(
        '<circle class="main-end" cx="{}" cy="{}" r="3.5"/><text class="named" x="{}" y="{}">{}</text>',
        x,
        y,
        x + 9,
        y + 15,
        text,
    )


def _path(points: Sequence[tuple[float, float]], x: Scale, y: Scale) -> str:
    return "M" + "L".join(f"{x.at(a):g} {y.at(b):g}" for a, b in points) if points else ""
