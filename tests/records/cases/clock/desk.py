"""The desk of the tests: Monday to Friday with a lunch break, in Shanghai, closed on China's public holidays."""

from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from shuke.records.cases.clock.holidays import public_day
from shuke.records.cases.clock.hours import Hours, Spans
from shuke.records.cases.clock.spans import read_spans

SHANGHAI = ZoneInfo("Asia/Shanghai")
USUAL = read_spans("9:00-12:00, 13:00-18:00")  # 480 minutes


def desk(*, days: dict[date, Spans] | None = None, **fields: Any) -> Hours:
    values = {
        "zone": "Asia/Shanghai",
        "week": dict.fromkeys(range(5), USUAL),
        "public_day": partial(public_day, "CN"),
    }
    return Hours(days=days or {}, **{**values, **fields})


def at(text: str) -> datetime:
    """ "2026-10-10 09:30" on the desk's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
