"""What is forecast of one customer, as her page shows it: visits and spend to come, lifetime value, leaving and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shuke.analytics.churn.labels import Leaving
from shuke.scores.models import CustomerScore
from shuke.web import figures
from shuke.web.customers.leaving_words import said_reason
from shuke.web.customers.setting import Setting
from shuke.web.insight.forecast_runs import MODEL_NAMES

SIMPLE = "simple"
SIMPLE_DAYS = 90  # the window of the simple rule (docs/definitions.md, Churn probability)


@dataclass(frozen=True)
class Ahead:
    """What one horizon is expected to bring."""

    name: str
    visits: str
    spend_minor: int | None


@dataclass(frozen=True)
class Outlook:
    score: CustomerScore
    setting: Setting
    is_newer_than_run: bool  # bought since: what the run said of leaving is over

    @property
    def is_forecast(self) -> bool:
        return self.score.lifetime_value_minor is not None

    @property
    def silence(self) -> str:
        """Why there is no forecast of visits and value."""
        if not self.score.total_orders:
            return _("Nothing is forecast before the first purchase.")
        return _("Nothing is forecast: the latest run had too little to fit a model of visits and spend.")

    @property
    def ahead(self) -> Sequence[Ahead]:
        score = self.score
        return (
            Ahead(_("Next 90 days"), _visits(score.expected_orders_90), score.expected_spend_90_minor),
            Ahead(_("Next year"), _visits(score.expected_orders_365), score.expected_spend_365_minor),
        )

    @property
    def next_year_minor(self) -> int | None:
        whole, later = self.score.lifetime_value_minor, self.score.lifetime_later_minor
        return None if whole is None or later is None else whole - later

    @property
    def rule(self) -> str:
        """The rule that gave the chance of leaving."""
        return str(MODEL_NAMES[self.score.churn_by]) if self.score.churn_by in MODEL_NAMES else ""

    @property
    def leaving_days(self) -> int:
        """Leaving is no visit for so many days."""
        return SIMPLE_DAYS if self.score.churn_by in ("", SIMPLE) else Leaving.NO_VISIT.window_days

    @cached_property
    def reasons(self) -> list[str]:
        return [said_reason(given, currency=self.setting.money_currency) for given in self.score.leaving_why]


def _visits(count: float | None) -> str:
    return figures.NOTHING if count is None else _("%(count)s visits") % {"count": figures.number(count, decimals=1)}
