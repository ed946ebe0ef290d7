"""Which message a purchase followed: decided for one person, without a database.

That something followed is no proof that it came of it: what a campaign changed is told by those it held out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from shuke.lib.dates import day_in

DAYS_THAT_COUNT = 7  # a purchase on the 7th day after the link was opened is the last that counts


@dataclass(frozen=True)
class Opening:
    """A link of a message, opened by the person it was written to."""

    send_id: int
    at: datetime


def click_followed(openings: Iterable[Opening], *, ordered_at: datetime, ordered_on: date, zone: str) -> Opening | None:
    """The latest of a person's openings before their purchase, if its days still count; None: it followed no message.

    Args:
        ordered_on: the day of the purchase in the store.
        zone: the store's; the days between are its days.
    """
    before = [each for each in openings if each.at <= ordered_at]
    latest = max(before, key=lambda each: (each.at, each.send_id), default=None)
    if latest is None or (ordered_on - day_in(zone, latest.at)).days > DAYS_THAT_COUNT:
        return None
    return latest
