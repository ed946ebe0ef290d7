"""order_return: one row per order whose every sold line came back whole; it stops counting as a purchase that day."""

from typing import Any


def order_return(lines: Any) -> Any:
    """`order_key, returned_on`, out of fact_order_line: the day on which the last piece was brought back."""
    undone = lines.filter(lines.undoes_line_key.notnull())
    returns = undone.group_by(line_key=undone.undoes_line_key, on=undone.ordered_on).aggregate(
        pieces=-undone.quantity.sum()
    )
    back = returns.mutate(so_far=returns.pieces.sum().over(group_by="line_key", order_by="on", rows=(None, 0)))
    touched = lines.semi_join(undone, lines.line_key == undone.undoes_line_key).select("order_key").distinct()
    sold = lines.filter(lines.quantity > 0).semi_join(touched, "order_key").select("order_key", "line_key", "quantity")
    joined = sold.left_join(back, "line_key")
    whole = joined.so_far >= joined.quantity
    each = joined.group_by("order_key", "line_key").aggregate(whole_on=joined.on.min(where=whole))
    orders = each.group_by("order_key").aggregate(
        returned_on=each.whole_on.max(), is_whole=(each.whole_on.count() == each.count())
    )
    return orders.filter(orders.is_whole).select("order_key", "returned_on")
