"""Messages whose links were opened, and purchases after them."""

from datetime import datetime, timedelta

from tests.records import make

from shuke.records.customers.models import Customer
from shuke.records.messages.models import LinkClick, MessageSend
from shuke.records.sales.models import Order, OrderLine

LINK = "https://shop.example/beans"


def sent(reader: Customer, at: datetime = make.NOW, key: str = "") -> MessageSend:
    """A message that left; nobody opened its link yet."""
    return MessageSend.objects.create(
        key=key or f"link:{MessageSend.objects.count()}", customer=reader, channel="email", purpose="marketing",
        language="en", subject="Beans", text=LINK, state="sent", queued_at=at, due_at=at, origin="test",
    )  # fmt: skip


def open_link(send: MessageSend, *moments: datetime, link: str = LINK) -> MessageSend:
    """Opened at these moments, of which the first and the latest are kept."""
    LinkClick.objects.create(send=send, link=link, first_at=min(moments), latest_at=max(moments), times=len(moments))
    return send


def opened(reader: Customer, *moments: datetime) -> MessageSend:
    return open_link(sent(reader, min(moments) - timedelta(hours=1)), *moments)


def bring_back(order: Order, line: OrderLine, at: datetime) -> Order:
    """The whole line, on the day of `at` by UTC."""
    assert order.customer is not None
    back = make.order(
        order.customer, order.store, at.date(), (line.product, -int(line.quantity), str(-line.amount)), ordered_at=at
    )
    back.lines.update(undoes=line)
    return back
