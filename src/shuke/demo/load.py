"""Load the published year by the steps a new shop would take: name the business, import four files, refresh."""

import datetime as dt
from pathlib import Path
from random import Random

from django.conf import settings

from shuke import pipeline
from shuke.demo.accounts import create_accounts
from shuke.demo.campaigns import load_campaigns
from shuke.demo.care import care_for_today, look_after_the_best, set_up_care
from shuke.demo.cases import open_cases
from shuke.demo.consents import ask_members
from shuke.demo.files import CURRENCY, TIME_ZONE, DemoFiles, write_demo_files
from shuke.demo.marketing import set_up_marketing
from shuke.demo.members import enrol_households
from shuke.demo.plans import lay_plans
from shuke.intake.services import import_file
from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order
from shuke.records.stores.models import Business
from shuke.records.stores.queries import business

SEED = 2017  # of whom care programmes hold out: every demo is the same
ORDERS_MAPPING = Path(__file__).parent / "orders.toml"  # says that the till's clock was UTC


class NotEmpty(ShukeError):
    """The installation holds a real shop."""


def load_demo(*, now: dt.datetime, say: Report) -> None:
    """Load what is not loaded yet. Every step can be repeated, so a broken-off load goes on where it stopped."""
    if Order.objects.exclude(origin="").exists() and not business().dates_shifted_weeks:
        raise NotEmpty(
            f"{settings.DATA} holds a shop of its own; give the demo another folder: SHUKE_DATA=./demo shuke demo"
        )
    random = Random(SEED)
    say("Loading a real grocer's year: 2,469 households, 1.5 million order lines. This takes some minutes, once.")
    files = write_demo_files(settings.DATA / "demo", today=now.date())
    _name_the_business(shifted_weeks=files.shifted_weeks)
    _import(files, now=now, say=say)
    create_accounts()
    enrol_households(now=now, say=say)
    ask_members()
    set_up_marketing(now=now)
    set_up_care(now=now, draw=lambda: random.getrandbits(31))
    load_campaigns(shifted_weeks=files.shifted_weeks, now=now, say=say)
    lay_plans(now=now)
    look_after_the_best(now=now)
    open_cases(now=now, rng=Random(SEED))
    pipeline.refresh(as_of=None, engine=settings.ENGINE, now=now, report=say)
    care_for_today(now=now, say=say)


def _name_the_business(*, shifted_weeks: int) -> None:
    Business.objects.filter(id=1).update(
        name="Complete Journey Grocers",
        currency=CURRENCY,
        time_zone=TIME_ZONE,
        country="US",
        dates_shifted_weeks=shifted_weeks,
    )


def _import(files: DemoFiles, *, now: dt.datetime, say: Report) -> None:
    for kind, path in (("stores", files.stores), ("products", files.products), ("customers", files.customers)):
        import_file(path=path, kind=kind, now=now, progress=say)
    # The published households are real, their names are not: every page says so.
    Customer.objects.filter(origin__startswith="import:").update(is_name_generated=True)
    import_file(path=files.orders, kind="orders", mapping=ORDERS_MAPPING, now=now, progress=say)
