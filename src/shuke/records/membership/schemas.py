"""What tills and systems send and get of membership."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, Moment, Number, RowId, Strict, Text

Points = Annotated[int, Field(ge=1, le=10**12)]
Quantity = Annotated[Decimal, Field(max_digits=12, decimal_places=3)]
Price = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
ShortText = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=40)]
Reason = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=200)]
CodeText = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=40)]
Key = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=120)]


class LineIn(Strict):
    product: Number
    quantity: Quantity
    unit_price: Price | None = Field(None, description="empty: the catalogue's price")


class OrderIn(Strict):
    """Card, phone or customer number say whose it is; none of them: an anonymous sale."""

    store: ShortText = Field("", description="a store's code; empty: the only store of the key")
    card: Text = ""
    phone: Text = ""
    customer: Text = Field("", description="a customer's number")
    plan: ShortText = Field("", description="a plan's code; empty: the plan the customer joined first")
    presented_by: Literal["holder", "friend"] = "holder"
    lines: list[LineIn] = Field(max_length=500)


class BasketIn(OrderIn):
    coupon: ShortText = ""
    reservation: RowId | None = Field(None, description="of the coupon, when it was reserved before")
    points: int = Field(0, ge=0, le=10**12, description="points that pay part of it")


class Recorded(Strict):
    receipt: Number = Field(description="the till's own number, once a store: the same order again is posted once")
    channel: ShortText = "counter"
    payment: ShortText = ""
    sold_by: Text = ""
    ordered_at: Moment | None = Field(None, description="of an order kept while offline; empty: now")


class CommitIn(BasketIn, Recorded):
    pass


class KeptOrderIn(OrderIn, Recorded):
    """Earns, and takes neither points nor coupons: what a till may do without the server."""


class ReturnLineIn(Strict):
    line: RowId
    quantity: Quantity


class ReturnIn(Strict):
    receipt: Number
    store: ShortText = Field("", description="where it is brought back; empty: the order's")
    lines: list[ReturnLineIn] = Field([], max_length=500, description="empty: all that has not come back yet")


class Amounts(Schema):
    product: str
    quantity: Decimal
    amount: Decimal
    card_discount: Decimal
    coupon_discount: Decimal
    paid_by_points: Decimal
    earned: int
    spent: int
    growth: int


class QuotedOut(Schema):
    currency: str
    total: Decimal
    earned: int
    spent: int
    growth: int
    most_points: int = Field(description="points that could pay this basket, of those the member can spend")
    lines: list[Amounts]
    member: "StandingOut | None"


class ReceiptLineOut(Amounts):
    id: int


class ReceiptOut(Schema):
    id: int
    store: str
    receipt: str
    customer: str | None
    ordered_at: datetime
    ordered_on: date
    currency: str
    total: Decimal
    earned: int
    spent: int
    growth: int
    owed: int = Field(description="points a return could not take back; later points settle them")
    lines: list[ReceiptLineOut]
    member: "StandingOut | None"


class StandingOut(Schema):
    """All that a till needs to serve somebody, and no more."""

    id: int
    customer: str
    name: str
    plan: str
    tier: str | None
    discount_percent: Decimal
    benefits: list[str]
    points: int
    pending: int
    debt: int
    next_expiry_at: datetime | None
    next_expiry_points: int


class MemberIn(Strict):
    customer: Number
    plan: CodeText
    document: Text = Field("", description="an identity document's number: only a keyed hash of it is kept")
    with_card: bool = True


class CardOut(Schema):
    number: str
    status: str
    holder: str
    issued_at: datetime
    ended_at: datetime | None


class CardIn(Strict):
    holder: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=120)] = Field(
        "", description="the friend who carries it, where the plan shares its cards"
    )


class CardEnd(Strict):
    status: Literal["lost", "blocked"]


class MoveIn(Strict):
    points: Points
    key: Key = Field(description="of the cause in the caller's own words: once a plan, for ever")
    reason: Reason = Field(description="the customer reads it")
    note: Text = Field("", description="only staff read it")


class AdjustIn(MoveIn):
    points: int = Field(ge=-(10**12), le=10**12)


class TransferIn(MoveIn):
    to: RowId


class ReverseIn(Strict):
    key: Key
    points: Points | None = Field(None, description="empty: all that is not reversed yet")
    reason: Reason
    note: Text = ""


class TransactionOut(Schema):
    id: int
    kind: str
    points: int
    pending: int
    debt: int
    at: datetime
    source: str
    source_key: str
    reason: str
    note: str
    order: int | None
    reverses: int | None


class MovedOut(Schema):
    entries: list[TransactionOut]
    member: StandingOut


class ExpirationOut(Schema):
    expires_at: datetime
    points: int


class RewardOfferOut(Schema):
    code: str
    name: str
    points: int
    stock: int | None = Field(description="empty: there is always one")


class ClaimIn(Strict):
    key: Key = Field(description="of this handing out, in the caller's own words: once a plan, for ever")
    store: ShortText = Field("", description="where it is handed out; empty: nowhere in particular")


class ClaimOut(Schema):
    id: int
    reward: str
    points: int = Field(description="that were exchanged, whatever the reward costs by now")
    at: datetime
    returned_at: datetime | None
    member: "StandingOut"


class ReserveIn(Strict):
    store: ShortText = ""
    customer: Text = Field("", description="a customer's number; needed where the coupon is limited for each customer")


class UseIn(Strict):
    reservation: RowId


class UseOut(Schema):
    reservation: int
    code: str
    coupon: str
    kind: str
    value: Decimal
    state: str
    reserved_until: datetime
