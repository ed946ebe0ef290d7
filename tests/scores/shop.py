"""A shop of a year and a half with known habits."""

from datetime import date, timedelta

from tests.records import make

from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore, ModelRun

AS_OF = date(2026, 2, 20)


def buy_every(days: int, buyer: Customer, at: Store, *, until: date, times: int, amount: str = "20") -> None:
    """`times` purchases, `days` apart, the latest on `until`."""
    bread = make.product()
    for back in range(times):
        make.order(buyer, at, until - timedelta(days=back * days), (bread, 1, amount))


def fill_shop() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    buy_every(7, make.customer(number="WEEKLY", home=river), river, until=AS_OF, times=70, amount="50")
    # Three days silent when January ended, which is nothing to worry about, and 23 by now, which is.
    buy_every(9, make.customer(number="SLIPPING", home=river), river, until=AS_OF - timedelta(days=23), times=40)
    buy_every(10, make.customer(number="LOST", home=hill), hill, until=AS_OF - timedelta(days=205), times=20)
    buy_every(30, make.customer(number="MONTHLY", home=hill), hill, until=AS_OF - timedelta(days=10), times=16)
    buy_every(1, make.customer(number="NEW", home=hill), hill, until=AS_OF - timedelta(days=3), times=1, amount="9.99")
    make.customer(number="PROSPECT", home=hill)
    make.order(None, river, AS_OF, (make.product(), 1, "5"))


def scores_run(result: RefreshResult) -> ModelRun:
    """Of the refresh's runs the one that wrote the scores."""
    return next(run for run in result.runs if run.kind == ModelRun.Kind.SCORES)


def score_of(number: str) -> CustomerScore:
    return CustomerScore.objects.get(customer__number=number)
