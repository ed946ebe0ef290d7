"""Returns find the sale they undo: in the order the file names, else the customer's latest earlier sale of the product
of which enough is left. A return without a sale stays, unlinked and counted (docs/definitions.md, Return)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from shuke.intake.apply.changes import record_changes
from shuke.intake.apply.work import Counts, Work
from shuke.intake.staging import read_part
from shuke.lib.bulk import fetch_by_key, update_rows
from shuke.records.sales.models import Order, OrderLine

# Orders in one transaction; customers and products are then few enough to be named in one statement.
RETURNS_PER_BATCH = 200
PRODUCTS_PER_QUERY = 500


@dataclass(frozen=True)
class Sale:
    """A line of positive quantity, and how much of it has not come back yet."""

    line_id: int
    order_key: str
    customer_id: int | None
    product_id: int
    sold_at: datetime
    left: Decimal


@dataclass(frozen=True)
class Return:
    line_id: int
    is_ours: bool  # the order was created by this run
    customer_id: int | None
    product_id: int
    returned_at: datetime
    quantity: Decimal  # positive
    original_order: str


@dataclass(frozen=True)
class ReturnPlan:
    links: Mapping[int, int]  # return line → sale line
    returns: Sequence[Return]
    linked_before: int


class ReturnStep:
    table = "returns"

    def batches(self, work: Work, part: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        rows = read_part(work.folder, "returns", part).to_pylist()
        by_order: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            by_order.setdefault(row["order_key"], []).append(row)
        keys = list(by_order)
        for start in range(0, len(keys), RETURNS_PER_BATCH):
            yield [row for key in keys[start : start + RETURNS_PER_BATCH] for row in by_order[key]]

    def decide(self, work: Work, rows: Sequence[Mapping[str, Any]]) -> ReturnPlan:
        source = work.mapping.source
        named = {(row["order_key"], row["product"]): row["original_order"] for row in rows}
        orders = fetch_by_key(
            Order._meta.db_table, ("source", "source_key"), {(source, row["order_key"]): None for row in rows}
        )
        lines = list(
            OrderLine.objects.filter(order__in=[ids[0] for ids in orders.values()], quantity__lt=0)
            .select_related("order", "product")
            .order_by("order__ordered_at", "pk")
        )
        returns = [_return(line, named, work.origin) for line in lines if line.undoes_id is None]
        sales = _sales(returns, source)
        return ReturnPlan(match_returns(returns, sales), returns, len(lines) - len(returns))

    def counts(self, plan: ReturnPlan) -> Counts:
        unlinked = len(plan.returns) - len(plan.links)
        done = {"linked": plan.linked_before + len(plan.links)}
        return Counts(done, {"return_without_sale": unlinked} if unlinked else {})

    def write(self, work: Work, plan: ReturnPlan) -> None:
        update_rows(OrderLine._meta.db_table, ("undoes_id",), plan.links.items())
        older = [one.line_id for one in plan.returns if one.line_id in plan.links and not one.is_ours]
        changes = ((pk, {"undoes_id": None}, {"undoes_id": plan.links[pk]}) for pk in older)
        record_changes(work.run_id, OrderLine._meta.db_table, changes)


def match_returns(returns: Sequence[Return], sales: Sequence[Sale]) -> dict[int, int]:
    """{return line: sale line}. Returns in their order in time, each taking the latest sale with enough left."""
    left = {sale.line_id: sale.left for sale in sales}
    offered: dict[tuple[int, int | str | None], list[Sale]] = {}
    for sale in sorted(sales, key=lambda sale: (sale.sold_at, sale.line_id), reverse=True):
        offered.setdefault((sale.product_id, sale.order_key), []).append(sale)
        if sale.customer_id is not None:
            offered.setdefault((sale.product_id, sale.customer_id), []).append(sale)
    links = {}
    for one in returns:
        for sale in offered.get((one.product_id, one.original_order or one.customer_id), ()):
            if sale.sold_at <= one.returned_at and left[sale.line_id] >= one.quantity:
                links[one.line_id] = sale.line_id
                left[sale.line_id] -= one.quantity
                break
    return links


def _return(line: OrderLine, named: Mapping[tuple[str, str], str], origin: str) -> Return:
    return Return(
        line_id=line.pk,
        is_ours=line.order.origin == origin,
        customer_id=line.order.customer_id,
        product_id=line.product_id,
        returned_at=line.order.ordered_at,
        quantity=-line.quantity,
        original_order=named.get((line.order.source_key, line.product.code), ""),
    )


def _sales(returns: Sequence[Return], source: str) -> list[Sale]:
    products = sorted({one.product_id for one in returns})
    by_order = {one.original_order for one in returns if one.original_order}
    by_customer = {one.customer_id for one in returns if not one.original_order and one.customer_id is not None}
    found: dict[int, Sale] = {}
    for start in range(0, len(products), PRODUCTS_PER_QUERY):
        here = OrderLine.objects.filter(product__in=products[start : start + PRODUCTS_PER_QUERY], quantity__gt=0)
        found.update({sale.line_id: sale for sale in _read(here.filter(order__customer__in=by_customer))})
        named = here.filter(order__source=source, order__source_key__in=by_order)
        found.update({sale.line_id: sale for sale in _read(named)})
    return list(found.values())


def _read(lines: "QuerySet[OrderLine]") -> Iterator[Sale]:
    rows = lines.annotate(back=Sum("undone_by__quantity"), key=F("order__source_key"), at=F("order__ordered_at"))
    for pk, key, customer_id, product_id, at, sold, back in rows.values_list(
        "pk", "key", "order__customer_id", "product_id", "at", "quantity", "back"
    ):
        yield Sale(pk, key, customer_id, product_id, at, sold + (back or 0))
