from datetime import date, datetime
from zoneinfo import ZoneInfo

from shuke.lib.dates import day_in
from shuke.lib.prepared import Prepared
from shuke.records.stores.models import Business

_business = Prepared(lambda pk: Business.objects.filter(pk=pk))


def business() -> Business:
    """The one row of the business; its defaults where the row was emptied away (a test's flush)."""
    return next(iter(_business(1)), None) or Business(pk=1)


def business_time_zone() -> str:
    """Where it is night when nightly work comes due (settings.BUSINESS_TIME_ZONE)."""
    return business().time_zone


def business_moment(now: datetime) -> datetime:
    """`now` in the time zone of the business."""
    return now.astimezone(ZoneInfo(business_time_zone()))


def business_day(now: datetime) -> date:
    """The day it is where the business is."""
    return day_in(business_time_zone(), now)
