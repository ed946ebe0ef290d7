"""Which customers a list shows, and what a row needs: a fixed number of queries, however many customers there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from shuke.lib.money import from_minor
from shuke.lib.phones import masked
from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.customers.masking import shown_to
from shuke.records.customers.models import Customer, Identity, Tag
from shuke.records.customers.queries import matching
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.scores.live import Pace, paces_of
from shuke.scores.models import CustomerScore
from shuke.web import figures
from shuke.web.customers.columns import Column
from shuke.web.customers.filters import Filter, UnreadableFilter
from shuke.web.customers.setting import Setting
from shuke.web.customers.state import State
from shuke.web.words import Reason, products_named

# Counting further would read the whole table: beyond this a list says “10,000+”.
COUNTED_AT_MOST = 10_000
# One in 1,000 of a million: a page of 25 is then found within some 25,000 rows of the index. Every list that is not few
# pays for finding that out, twice as much with 2,000.
FEW = 1_000


def customers_of(
    state: State, *, setting: Setting, filters: Mapping[str, Filter]
) -> tuple[CustomerQuerySet, list[str]]:
    """Everybody the state means, and a sentence for each filter that could not be read (and was left out)."""
    customers = Customer.objects.current().visible_to(setting.scope)
    if state.q:
        customers = matching(customers, state.q, is_by_name=state.sort.removeprefix("-") == "name")
    unread = []
    for key, value in state.filters:
        try:
            customers = customers.filter(filters[key].condition(value, setting))
        except UnreadableFilter as error:
            unread.append(str(error))
    return customers, unread


def few_or_many(customers: CustomerQuerySet) -> CustomerQuerySet:
    """The same customers, named by their ids when they are few.

    Sorted and cut, a list is read along an index until the page is full: quick when every hundredth customer matches,
    hopeless when one in a million does. So the few are found first, in whatever order the database likes.
    """
    ids = list(customers.order_by().values_list("pk", flat=True)[: FEW + 1])
    return customers if len(ids) > FEW else Customer.objects.filter(pk__in=ids)


@dataclass(frozen=True)
class Total:
    customers: int
    is_exact: bool  # False: at least so many
    value_at_risk_minor: int | None  # of all of them; None when not all were counted


def total_of(customers: CustomerQuerySet) -> Total:
    ids = customers.order_by().values("pk")[: COUNTED_AT_MOST + 1]
    count = ids.count()
    if count > COUNTED_AT_MOST:
        return Total(COUNTED_AT_MOST, is_exact=False, value_at_risk_minor=None)
    at_risk = CustomerScore.objects.filter(customer__in=ids).aggregate(sum=Sum("value_at_risk_minor"))["sum"]
    return Total(count, is_exact=True, value_at_risk_minor=at_risk)


@dataclass(frozen=True)
class Row:
    customer: Customer
    score: CustomerScore | None  # None: registered since the latest run
    pace: Pace | None
    contact: Mapping[str, str]  # by kind, as the reader may see it
    tags: Sequence[Tag]
    product_names: Mapping[str, str]
    setting: Setting

    @property
    def subtitle(self) -> str:
        """What tells namesakes apart: phone, else card, else number."""
        return self.contact.get("phone") or self.contact.get("card") or self.customer.number

    @property
    def latest(self) -> str:
        """When the latest visit was: “3 days ago”; its day when the data end too long ago to count from today."""
        latest_on = self.pace.latest_on if self.pace else None
        if latest_on is None:
            return figures.NOTHING
        today = self.setting.today
        if self.setting.is_stale:
            return figures.short_day(latest_on, today=today)
        return figures.days_ago((today - latest_on).days)

    @property
    def recency_days(self) -> int | None:
        """Up to the day that silence counts to; a visit since is none."""
        latest_on = self.pace.latest_on if self.pace else None
        return None if latest_on is None else max(0, (self.setting.as_of - latest_on).days)

    @property
    def silence_probability(self) -> float | None:
        """None where a visit since the run has ended that silence."""
        if self.score is None or self.pace is None or self.pace.is_newer_than_run:
            return None
        return self.score.silence_probability

    @property
    def risk_amount(self) -> str:
        """Value at risk in whole units, for the sum over the rows ticked; empty for those who do not see money."""
        if self.score is None or self.score.value_at_risk_minor is None or not self.setting.sees_money:
            return ""
        return str(from_minor(self.score.value_at_risk_minor, self.setting.currency))

    @property
    def falls(self) -> bool:
        return self.score is not None and self.score.stage == "declining"

    @property
    def reason(self) -> Reason | None:
        """The weightiest that is still true."""
        return next(iter(self.pace.why), None) if self.pace else None


def rows_of(ids: Sequence[int], *, setting: Setting, columns: Sequence[Column]) -> list[Row]:
    """The rows in the order of `ids`."""
    shown = {column.key for column in columns}
    customers = Customer.objects.select_related("home_store", "owner").in_bulk(ids)
    scores = CustomerScore.objects.in_bulk(ids)
    paces = paces_of(scores.values(), run=setting.run, today=setting.today) if scores else {}
    contacts = _contacts(ids, setting.scope)
    tags = _tags(ids) if "tags" in shown else {}
    names = product_names(scores.values()) if "why" in shown else {}
    rows = []
    for pk in (pk for pk in ids if pk in customers):
        held = contacts.get(pk, {})
        rows.append(Row(customers[pk], scores.get(pk), paces.get(pk), held, tags.get(pk, []), names, setting))
    return rows


def product_names(scores: Iterable[CustomerScore]) -> dict[str, str]:
    """{code: name} of the products that the scores' reasons speak of."""
    codes = {code for score in scores for code in products_named(score.why)}
    return dict(Product.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _contacts(ids: Sequence[int], scope: Scope) -> dict[int, dict[str, str]]:
    primary = Identity.objects.filter(customer__in=ids, is_primary=True, kind__in=("phone", "card", "email"))
    contacts: dict[int, dict[str, str]] = {}
    for pk, kind, value in primary.values_list("customer", "kind", "value"):
        # A list shows no full phone to anybody: it is read over shoulders. The customer's page does.
        shown = masked(value) if kind == Identity.Kind.PHONE else shown_to(scope, kind=kind, value=value)
        contacts.setdefault(pk, {})[kind] = shown
    return contacts


def _tags(ids: Sequence[int]) -> dict[int, list[Tag]]:
    held = Customer.tags.through.objects.filter(customer__in=ids).select_related("tag").order_by("tag__name")
    tags: dict[int, list[Tag]] = {}
    for pair in held:
        tags.setdefault(pair.customer_id, []).append(pair.tag)
    return tags
