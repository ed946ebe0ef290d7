"""Which refresh a page speaks of: one run, one day, one currency for all its figures."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shuke.analytics.worth.settings import WorthSettings
from shuke.lib.dates import day_in
from shuke.records.stores.models import Business
from shuke.records.stores.queries import business
from shuke.scores.models import ModelRun
from shuke.scores.queries import latest_run

STALE_AFTER_DAYS = 2  # an as-of day further back is said on the page (docs/definitions.md, As of)


@dataclass(frozen=True)
class Current:
    run: ModelRun
    business: Business
    today: date  # the day in the business's time zone

    @property
    def as_of(self) -> date:
        return self.run.as_of

    @property
    def window_days(self) -> int:
        """What the scores of this refresh look back on."""
        return int(self.run.parameters.get("window_days", WorthSettings.window_days))

    @property
    def currency(self) -> str:
        return self.run.currency

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business.time_zone)

    @property
    def days_back(self) -> int:
        return (self.today - self.run.as_of).days

    @property
    def is_stale(self) -> bool:
        return self.days_back > STALE_AFTER_DAYS


def current_refresh(*, now: datetime) -> Current | None:
    """The latest refresh that finished; None before the first."""
    run = latest_run()
    if run is None:
        return None
    shop = business()
    return Current(run=run, business=shop, today=day_in(shop.time_zone, now))
