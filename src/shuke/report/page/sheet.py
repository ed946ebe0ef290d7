"""The whole page: figures in, one HTML text out, nothing fetched from anywhere."""

from importlib.resources import files
from typing import Any

import pandas as pd
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shuke.report.figures import WINDOW_DAYS, Figures
from shuke.report.page import act, charts, rfm_map, sentences
from shuke.report.page.classes import class_rows, is_known_before, level_rows
from shuke.report.page.health import Health, Point, health_of
from shuke.report.page.moves import moves_of
from shuke.report.page.numbers import Numbers, count, decimal, percent
from shuke.report.page.quality import quality_of
from shuke.report.page.rhythm import bands_of
from shuke.report.page.strip import glyph_svg
from shuke.report.sales import Sales

# A drawing for the sheet and one for the phone: text in a drawing that is squeezed cannot be read.
WIDE, PHONE = 814, 358
CHART_HEIGHT = 206
STYLES = ("tokens.css", "report.css")


def render_page(sales: Sales, figures: Figures, numbers: Numbers) -> str:
    """The page in the language that is active."""
    health = health_of(_points(figures.health))
    first_on = pd.Timestamp(figures.customers["first_on"].min()).date()
    context = {
        "language": numbers.language,
        "html_language": {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}[numbers.language],
        "styles": _styles(),
        "file_name": sales.path.name,
        "as_of": numbers.day(figures.as_of),
        "earlier_on": numbers.short_day(figures.earlier_on),
        "window_from": numbers.day(figures.as_of - pd.Timedelta(days=WINDOW_DAYS - 1)),
        "window_days": WINDOW_DAYS,
        "headline": sentences.headline(figures, health, numbers, slipping=len(figures.slipping)),
        "customers_in_window": count(len(figures.in_window)),
        "bought_again": count(figures.bought_again),
        "bought_again_share": percent(figures.bought_again / len(figures.customers)),
        "has_before": is_known_before(figures, first_on),
        **_health_part(health, numbers),
        **_act_part(figures, numbers),
        **_classes_part(figures, numbers),
        **_pareto_part(figures),
        "bands": bands_of(figures, numbers),
        "quality": quality_of(sales, figures, numbers),
    }
    return _engine().get_template("report/sheet.html").render(Context(context, use_l10n=False))


def _points(curve: pd.DataFrame) -> list[Point]:
    return [
        Point(pd.Timestamp(row["month_end"]).date(), int(row["customers_active"]), int(row["customers_total"]))
        for row in curve.to_dict("records")
    ]


def _health_part(health: Health, numbers: Numbers) -> dict[str, Any]:
    labels = [numbers.month(day) for day in health.days]
    lines = [charts.Line(_("This year") if health.year_before else "", health.this_year, is_main=True)]
    if health.year_before:
        lines.append(charts.Line(_("Year before"), health.year_before, is_main=False))
    title = _("Customers who bought within the month, by month")
    return {
        "health": health,
        "active": count(health.customers),
        "active_share": percent(health.share, 1),
        "active_total": count(health.customers_total),
        "active_change": count(abs(health.change or 0)),
        "verdict": sentences.verdict(health),
        "curves": [
            charts.curve(labels=labels, lines=lines, title=title, width=width, height=CHART_HEIGHT)
            for width in (WIDE, PHONE)
        ],
        "curve_table": list(zip([numbers.day(day) for day in health.days], map(count, health.this_year), strict=True)),
    }


def _act_part(figures: Figures, numbers: Numbers) -> dict[str, Any]:
    return {
        "act_rows": list(act.rows_to_act_on(figures, numbers)),
        "slipping": count(len(figures.slipping)),
        "slipping_at_risk": numbers.money(figures.slipping["value_at_risk"].sum()),
        "has_risk": bool(figures.slipping["value_at_risk"].notna().any()),
    }


def _classes_part(figures: Figures, numbers: Numbers) -> dict[str, Any]:
    """Chinese readers know the eight of the 2×2×2 convention, others the eleven (docs/definitions.md, RFM)."""
    current = figures.in_window
    is_eight = numbers.language != "en"
    return {
        "levels": level_rows(figures, numbers),
        "stages": class_rows(figures.customers, "stage", numbers),
        "moves": moves_of(figures.customers),
        "rfm": (rfm_map.eight_map if is_eight else rfm_map.eleven_map)(current, numbers),
        "groups": class_rows(current, "rfm_eight" if is_eight else "rfm_group", numbers),
        "abc": class_rows(current, "abc", numbers),
        "value_classes": [(glyph_svg(row.key), row) for row in class_rows(figures.customers, "value_class", numbers)],
    }


def _pareto_part(figures: Figures) -> dict[str, Any]:
    points = list(zip(figures.curve["customer_share"].tolist(), figures.curve["spend_share"].tolist(), strict=True))
    if not points:
        return {"paretos": []}
    fifth = min(points, key=lambda point: abs(point[0] - 0.2))
    text = _("%(customers)s bring %(spend)s") % {"customers": percent(fifth[0]), "spend": percent(fifth[1])}
    title = _("Share of customers, best first, and the share of spend they bring")
    return {
        "paretos": [
            charts.pareto(points=points, mark=(*fifth, text), title=title, width=width, height=240)
            for width in (478, PHONE)
        ],
        "share_bringing_80": percent(figures.share_bringing_80, 1),
        "gini": decimal(figures.gini, 2),
    }


def _styles() -> SafeString:
    return mark_safe("\n".join(files("shuke.report").joinpath("assets", name).read_text("utf-8") for name in STYLES))


def _engine() -> Engine:
    return Engine(
        dirs=[str(files("shuke.report").joinpath("templates"))],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n"],
    )
