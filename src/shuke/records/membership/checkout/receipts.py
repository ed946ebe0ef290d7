"""What a till prints, read from the rows: the same whether the order was made just now or asked for again."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.membership.models import Entry, LineTerms, Member
from shuke.records.membership.queries import Balance
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.queries import lines_of
from shuke.records.stores.models import Store

_NONE = LineTerms()
_MEMBER = ("member__plan", "member__tier", "member__customer")


class ReceiptUsed(ShukeError):
    """This store's till has sent another order under the same receipt number."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    order: Order
    lines: tuple[tuple[OrderLine, LineTerms], ...]
    earned: int  # points, negative when a return took them back
    spent: int
    growth: int
    member: Member | None
    owed: int  # points a return could not take back, and that later points settle
    balance: Balance | None = None  # of a sale made just now, known under its lock

    def money(self, name: str) -> Decimal:
        return sum((getattr(terms, name) for _line, terms in self.lines), Decimal(0))


def source_of(store: Store) -> str:
    """What an order of this store's till names as its source."""
    return f"till:{store.code}"


def order_of_receipt(store: Store, receipt: str, *, digest: str) -> Order | None:
    """What the till sent under this number before. Raises ReceiptUsed where that has another digest."""
    known = Order.objects.filter(source=source_of(store), source_key=receipt).first()
    if known is not None and known.content_hash != digest:
        raise ReceiptUsed(
            _("Receipt %(receipt)s of store %(store)s stands for another order already; give this one its own number.")
            % {"receipt": receipt, "store": store.code}
        )
    return known


def receipt_of(order: Order) -> Receipt:
    lines = list(lines_of(order.pk))
    terms = {one.line_id: one for one in LineTerms.objects.filter(line__in=lines).select_related(*_MEMBER)}
    pairs = tuple((line, terms.get(line.pk, _NONE)) for line in lines)
    owed = Entry.objects.filter(order=order, kind=Entry.Kind.DEBT).values_list("debt", flat=True)
    return receipt_with(order, pairs, member=pairs[0][1].member if pairs else None, owed=sum(owed))


def receipt_with(
    order: Order,
    pairs: tuple[tuple[OrderLine, LineTerms], ...],
    *,
    member: Member | None,
    owed: int = 0,
    balance: Balance | None = None,
) -> Receipt:
    """Of rows that are at hand."""
    return Receipt(
        order=order,
        lines=pairs,
        earned=sum(one.earned for _line, one in pairs),
        spent=sum(one.spent for _line, one in pairs),
        growth=sum(one.growth for _line, one in pairs),
        member=member,
        owed=owed,
        balance=balance,
    )
