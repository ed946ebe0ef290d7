"""What it took to reach people, and what is earned of what they buy: for what has no price of its own."""

from collections.abc import Mapping
from decimal import Decimal

from shuke.lib.money import finely_minor
from shuke.outcomes.treatments import OfSpend
from shuke.records.messages.models import Channel, ContactPrice
from shuke.scores.queries import forecast_of, latest_run

FREE = (Channel.WEBHOOK,)  # another program is told, nobody is paid


def cost_minor(times: Mapping[str, int], currency: str) -> float | None:
    """Of so many contacts by each way (see `ContactPrice`); None where nobody said what one of them costs."""
    prices: dict[str, Decimal] = dict(ContactPrice.objects.values_list("way", "amount"))
    prices |= {way: Decimal(0) for way in FREE}
    used = {way: count for way, count in times.items() if count}
    if not used.keys() <= prices.keys():
        return None
    return finely_minor(sum((prices[way] * count for way, count in used.items()), Decimal(0)), currency)


def earned_of_spend() -> OfSpend | None:
    """With the margin as the latest forecasts took it; None before the first."""
    run = latest_run()
    forecast = forecast_of(run) if run else None
    return OfSpend(forecast.metrics["value"]["margin_share"]) if forecast else None
