"""Who to act on: a row each with the reason, the rhythm, and what is at stake."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuke.analytics.worth.reason_frame import why_frame
from shuke.report.figures import Figures
from shuke.report.page.numbers import Numbers, decimal
from shuke.report.page.strip import glyph_svg, strip_of, strip_svg
from shuke.report.words import name_of, reason_sentence

STRIP_PX = 260


@dataclass(frozen=True)
class Row:
    customer_id: str
    value_class: str
    class_name: str
    glyph: SafeString
    level: str  # name of the pyramid level
    stage: str
    reason: SafeString
    strip: SafeString
    at_risk: SafeString
    probability: str


def rows_to_act_on(figures: Figures, numbers: Numbers) -> Iterator[Row]:
    chosen = figures.to_act_on
    for (_index, row), reasons in zip(chosen.iterrows(), why_frame(chosen), strict=True):
        yield _row(row, reasons[0], numbers, visits=figures.visits[row["customer_id"]])


def _row(row: "pd.Series[Any]", reason: dict[str, Any], numbers: Numbers, *, visits: list[int]) -> Row:
    return Row(
        customer_id=row["customer_id"],
        value_class=row["value_class"],
        class_name=name_of("value_class", row["value_class"]),
        glyph=glyph_svg(row["value_class"]),
        level=name_of("pyramid_level", row["pyramid_level"]),
        stage=name_of("stage", row["stage"]),
        reason=reason_sentence(reason["code"], reason, money=numbers.money),
        strip=_strip(row, visits),
        at_risk=numbers.money_html(row["value_at_risk"]),
        probability=decimal(row["churn_probability"], 2),
    )


def _strip(row: "pd.Series[Any]", visits: list[int]) -> SafeString:
    ratio, usual = row["overdue_ratio"], row["rhythm_days"]
    strip = strip_of(
        visits,
        silence_days=row["silence_days"],
        rhythm_days=None if pd.isna(usual) else usual,
        ratio=None if pd.isna(ratio) else ratio,
        width=STRIP_PX,
    )
    return strip_svg(strip, label=_("The latest 120 days: dots are visits, the tick is the day the next one was due"))
