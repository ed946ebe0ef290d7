"""What is accepted and worth a look, and shows only once the whole file is read (docs/definitions.md, Odd line)."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc


def names_of(rows: pa.Table) -> pa.Table:
    """`customer, customer_name`, each pair once, without empty names."""
    named = rows.select(["customer", "customer_name"]).filter(pc.not_equal(rows["customer_name"], ""))
    return named.group_by(["customer", "customer_name"]).aggregate([])


def numbers_of_two_names(pairs: Sequence[pa.Table]) -> int:
    """Customer numbers that stand beside more than one name."""
    if not pairs:
        return 0
    once = pa.concat_tables(pairs).group_by(["customer", "customer_name"]).aggregate([])
    names = once.group_by("customer").aggregate([("customer_name", "count")])
    return len(names.filter(pc.greater(names["customer_name_count"], 1)))


def returns_without_sale(lines: pa.Table) -> int:
    """Lines of negative quantity whose product the named order does not hold or, where none is named, the customer
    had not bought by that day. `lines` in `sales.LINE_SCHEMA`."""
    lines = lines.set_column(
        lines.column_names.index("product_id"), "product_id", pc.fill_null(lines["product_id"], "")
    )
    returns = lines.filter(pc.less(lines["quantity"], 0))
    sales = lines.filter(pc.greater(lines["quantity"], 0))
    is_named = pc.and_(pc.is_valid(returns["original_order"]), pc.not_equal(returns["order_id"], ""))
    named, open_ = returns.filter(is_named), returns.filter(pc.invert(is_named))
    return _unsold(named, sales, "original_order", "order_id") + _unsold(open_, sales, "customer_id", "customer_id")


def _unsold(returns: pa.Table, sales: pa.Table, key: str, sold_key: str) -> int:
    if not len(returns):
        return 0
    sales = sales.filter(pc.is_in(sales[sold_key], pc.unique(returns[key])))
    first = sales.group_by([sold_key, "product_id"]).aggregate([("ordered_on", "min")])
    joined = returns.select([key, "product_id", "ordered_on"]).join(
        first, keys=[key, "product_id"], right_keys=[sold_key, "product_id"]
    )
    is_sold = pc.fill_null(pc.less_equal(joined["ordered_on_min"], joined["ordered_on"]), False)
    return int(pc.sum(pc.invert(is_sold)).as_py())
