"""Early warning: who is overdue, and how sure that is by what was measured (docs/definitions.md, Churn probability)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shuke.report.words import keys_of, name_of
from shuke.warehouse.read import Group
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths

SHOWN = 50


@dataclass(frozen=True)
class Band:
    """Customers this overdue today, and what became of those who were as overdue 90 days earlier."""

    key: str
    customers: int
    value_at_risk_minor: int
    probability: float | None  # share of those then who did not come since; None: the history is too short


def bands_of(groups: Sequence[Group], metrics: Mapping[str, Any]) -> tuple[Band, ...]:
    """In the order of the overdue ratio, least overdue first; empty bands stay."""
    today = {group.key: group for group in groups}
    measured = {row["overdue_band"]: row for row in metrics.get("churn_bands", [])}
    return tuple(_band(key, today.get(key), measured.get(key, {})) for key in keys_of("overdue_band"))


def _band(key: str, group: Group | None, row: Mapping[str, Any]) -> Band:
    return Band(
        key=key,
        customers=group.customers if group else 0,
        value_at_risk_minor=group.value_at_risk_minor if group else 0,
        probability=row.get("churn_probability"),
    )


def sheet_of(bands: Sequence[Band], *, currency: str) -> Sheet:
    return Sheet(
        "overdue-bands",
        [_("Overdue"), _("Not come since, %"), _("Today"), _("Value at risk")],
        [
            (
                name_of("overdue_band", band.key),
                hundredths(band.probability),
                band.customers,
                figures.major(band.value_at_risk_minor, currency),
            )
            for band in bands
        ],
    )
