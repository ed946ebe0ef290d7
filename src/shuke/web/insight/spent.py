"""What each class of customers brings beside what is spent on it, in money and in hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from shuke.lib.money import to_minor
from shuke.outcomes.spent import CASE, TASK, Effort, effort_by_class
from shuke.records.membership.models import Plan
from shuke.records.messages.models import ContactPrice
from shuke.records.messages.queries import minutes_of_work
from shuke.report.words import name_of
from shuke.scores.services import current_outlook
from shuke.warehouse.read import Classed, ClassesMoney, ClassMoney, StoreIds
from shuke.warehouse.read.state import kept
from shuke.web import figures
from shuke.web.insight.charts import Sheet, hundredths
from shuke.web.insight.current import Current

MINUTES_OF = {TASK: "task_minutes", CASE: "case_minutes"}
efforts = kept(effort_by_class)  # asked once after each refresh: messages are not kept by the day they left


@dataclass(frozen=True)
class Terms:
    """What things are reckoned with, as somebody set them."""

    currency: str
    prices: Mapping[str, Decimal]  # by way of reaching somebody
    minutes: Mapping[str, int]  # by TASK and CASE; what nobody said is not there
    point_values: Mapping[int, Decimal]  # by plan in this currency


@dataclass(frozen=True)
class Spent:
    """On one class over the 365 days; money in minor units."""

    discount_minor: int  # by card, coupon and points that paid
    refunded_minor: int
    messages: int
    tasks: int
    cases: int
    contact_minor: int  # messages and tasks that have a price
    points: int
    points_minor: int  # what they can pay
    minutes: int | None  # None: of something that was done nobody said how long it takes

    @property
    def total_minor(self) -> int:
        """Points count once they pay, among the discounts."""
        return self.discount_minor + self.refunded_minor + self.contact_minor

    @property
    def hours(self) -> float | None:
        return None if self.minutes is None else self.minutes / 60


@dataclass(frozen=True)
class Row:
    name: str
    customer_share: float | None
    spend_share: float | None
    profit_share: float | None  # None: no cost is known
    total_share: float | None
    hour_share: float | None
    spent: Spent


@dataclass(frozen=True)
class Spending:
    rows: tuple[Row, ...]
    knows_costs: bool
    unpriced: str  # ways that were used and have no price, in words
    untimed: str  # work that was done and has no minutes, in words
    cost_to_serve_minor: int  # a customer and year, as the forecasts take it
    sheet: Sheet


def spending(by: Classed, keys: Sequence[str], money: ClassesMoney, *, current: Current, stores: StoreIds) -> Spending:
    """Classes of the scores' column `by` in the order of `keys`; shares are of these."""
    terms = _terms(current.currency)
    found = efforts(by, as_of=current.as_of, zone=current.business.time_zone, currency=current.currency, stores=stores)
    of_key = {each.key: each for each in money.classes}
    pairs = [(of_key[key], found.get(key, Effort())) for key in keys if key in of_key]
    rows = _rows(by, pairs, terms, knows_costs=money.knows_costs)
    used = {way for _money, effort in pairs for way in effort.times}
    labels = {**{way: str(label) for way, label in ContactPrice.WAYS}, CASE: _("a case")}
    return Spending(
        rows=rows,
        knows_costs=money.knows_costs,
        unpriced=_(", ").join(labels[way] for way in labels if way in used - {CASE} - terms.prices.keys()),
        untimed=_(", ").join(labels[way] for way in MINUTES_OF if way in used - terms.minutes.keys()),
        cost_to_serve_minor=to_minor(Decimal(str(current_outlook().cost_to_serve_per_year)), current.currency),
        sheet=_sheet(by, rows, current.currency),
    )


def spent_on(money: ClassMoney, effort: Effort, terms: Terms) -> Spent:
    contacts = sum((terms.prices.get(way, Decimal(0)) * count for way, count in effort.times.items()), Decimal(0))
    points = sum((terms.point_values.get(plan, Decimal(0)) * n for plan, n in money.points_by_plan.items()), Decimal(0))
    work = {what: effort.times.get(what, 0) for what in MINUTES_OF}
    is_timed = all(what in terms.minutes for what, count in work.items() if count)
    return Spent(
        discount_minor=money.discount_minor,
        refunded_minor=to_minor(effort.refunded, terms.currency),
        messages=effort.messages,
        tasks=work[TASK],
        cases=work[CASE],
        contact_minor=to_minor(contacts, terms.currency),
        points=money.points,
        points_minor=to_minor(points, terms.currency),
        minutes=sum(terms.minutes.get(what, 0) * count for what, count in work.items()) if is_timed else None,
    )


def _terms(currency: str) -> Terms:
    minutes = minutes_of_work()
    return Terms(
        currency=currency,
        prices=dict(ContactPrice.objects.values_list("way", "amount")),
        minutes={what: n for what, name in MINUTES_OF.items() if (n := minutes[name]) is not None},
        point_values=dict(Plan.objects.filter(currency=currency).order_by().values_list("pk", "point_value")),
    )


def _rows(
    by: Classed, pairs: Sequence[tuple[ClassMoney, Effort]], terms: Terms, *, knows_costs: bool
) -> tuple[Row, ...]:
    spent = [spent_on(money, effort, terms) for money, effort in pairs]
    minutes = [each.minutes for each in spent if each.minutes is not None]
    customers, spend, profit = (
        sum(getattr(money, name) for money, _effort in pairs) for name in ("customers", "spend_minor", "profit_minor")
    )
    total, is_timed = sum(each.total_minor for each in spent), len(minutes) == len(spent)
    return tuple(
        Row(
            name=money.key if by == "abc" else name_of(by, money.key),
            customer_share=_share(money.customers, customers),
            spend_share=_share(money.spend_minor, spend),
            profit_share=_share(money.profit_minor, profit) if knows_costs else None,
            total_share=_share(each.total_minor, total),
            hour_share=_share(each.minutes, sum(minutes)) if is_timed else None,
            spent=each,
        )
        for (money, _effort), each in zip(pairs, spent, strict=True)
    )


def _share(part: int | None, whole: int) -> float | None:
    return part / whole if part is not None and whole > 0 else None


def _sheet(by: Classed, rows: Sequence[Row], currency: str) -> Sheet:
    heads = [
        _("Class"), _("Share of customers, %"), _("Share of spend, %"), _("Share of profit, %"), _("Spent on them"),
        _("Share of what is spent, %"), _("Discounts given"), _("Paid back"), _("Contacts"), _("Cost of contacts"),
        _("Points given"), _("What the points can pay"), _("Calls and visits"), _("Cases"), _("Hours"),
    ]  # fmt: skip
    return Sheet(f"spent-{by}", heads, [_cells(row, currency) for row in rows])


def _cells(row: Row, currency: str) -> tuple[str | int | float | Decimal | None, ...]:
    spent = row.spent
    shares = (hundredths(share) for share in (row.customer_share, row.spend_share, row.profit_share))
    total, discount, refunded, contacts, points = (
        figures.major(minor, currency)
        for minor in (
            spent.total_minor, spent.discount_minor, spent.refunded_minor, spent.contact_minor, spent.points_minor,
        )
    )  # fmt: skip
    hours = None if spent.hours is None else round(spent.hours, 1)
    return (
        row.name, *shares, total, hundredths(row.total_share), discount, refunded, spent.messages, contacts,
        spent.points, points, spent.tasks, spent.cases, hours,
    )  # fmt: skip
