"""What a list is read against: who reads it, today, and the run its scores come from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shuke.lib.dates import day_in
from shuke.records.access.scope import Scope
from shuke.records.stores.models import Business
from shuke.records.stores.queries import business
from shuke.scores.models import ModelRun
from shuke.scores.queries import latest_run
from shuke.web.insight.current import STALE_AFTER_DAYS


@dataclass(frozen=True)
class Setting:
    scope: Scope
    business: Business
    today: date
    run: ModelRun | None  # the latest that finished; None before the first

    @property
    def currency(self) -> str:
        return self.run.currency if self.run else self.business.currency

    @property
    def as_of(self) -> date:
        """The day that silence counts to."""
        return self.run.as_of if self.run else self.today

    @property
    def days_back(self) -> int:
        return (self.today - self.as_of).days

    @property
    def is_stale(self) -> bool:
        return self.days_back > STALE_AFTER_DAYS

    @property
    def habits_until(self) -> date:
        """Today; for data that ended long ago, the month after it: habits are read from the year before this day."""
        return min(self.today, self.as_of + timedelta(days=31))

    @property
    def sees_money(self) -> bool:
        return self.scope.may("money.view")

    @property
    def sees_contacts(self) -> bool:
        """In full."""
        return self.scope.may("customers.contact_details")

    @property
    def money_currency(self) -> str:
        """Of amounts in sentences; empty for those who do not see money."""
        return self.currency if self.sees_money else ""


def setting_for(scope: Scope, *, now: datetime, shop: Business | None = None) -> Setting:
    """`shop`: where the caller has read it already."""
    shop = shop or business()
    return Setting(scope=scope, business=shop, today=day_in(shop.time_zone, now), run=latest_run())
