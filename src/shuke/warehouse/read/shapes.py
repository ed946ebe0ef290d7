"""What reads hand to pages and doctor: plain frozen values, money in minor units of the warehouse's currency."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

StoreIds = frozenset[int] | None  # whose rows: None is every store (`scope.store_ids`)


@dataclass(frozen=True)
class WarehouseState:
    """Which build is read."""

    generation: int
    built_at: datetime
    currency: str
    fingerprint: str
    scored_on: date | None  # the day of the scores that pages show
    rows: dict[str, int]  # by table


@dataclass(frozen=True)
class HealthPoint:
    day: date  # a month's end, or as_of itself
    customers_active: int  # latest purchase within the month before `day`
    customers_total: int  # with a purchase up to `day`


@dataclass(frozen=True)
class ParetoPoint:
    customer_share: float  # 0–1, best customers first
    spend_share: float
    customers: int
    spend_minor: int


@dataclass(frozen=True)
class Pareto:
    points: list[ParetoPoint]
    gini: float
    share_bringing_80: float  # this share of the customers brings 80 % of the spend


@dataclass(frozen=True)
class Group:
    """The customers who share a key: a stage, level, class, RFM group …"""

    key: str  # "" for those the key does not apply to
    customers: int
    spend_minor: int  # in the window
    customers_active: int  # latest purchase within a month
    value_at_risk_minor: int
    customer_share: float
    spend_share: float


@dataclass(frozen=True)
class Move:
    before: str  # "" not there before
    after: str
    customers: int


@dataclass(frozen=True)
class Moves:
    """Where customers went between two snapshots; those who stayed are there too."""

    before_on: date
    as_of: date
    moves: list[Move]


@dataclass(frozen=True)
class Volume:
    day: date
    key: str
    customers: int


@dataclass(frozen=True)
class HeatCell:
    r: int
    column: int  # F, or FM = ⌊(F + M) ÷ 2 + ½⌋
    customers: int
    spend_minor: int
    value_at_risk_minor: int
    keys: list[str]  # the eleven names found in it, most frequent first (one on FM, perhaps more on F)


@dataclass(frozen=True)
class HeatMap:
    """Customers with a purchase in the window."""

    cells: list[HeatCell]
    days_of_r: dict[int, tuple[int, int]]  # fewest and most recency days found in each code
    orders_of_f: dict[int, tuple[int, int]]


@dataclass(frozen=True)
class Cohort:
    """Customers whose first purchase fell in one month, and how many of them bought in each month since."""

    month: date  # its first day
    customers: int
    bought: list[int]  # index 0 is the first month itself


@dataclass(frozen=True)
class SalesMonth:
    month: date
    orders: int
    known_orders: int  # with a known customer
    customers: int
    gross_minor: int
    discount_minor: int
    returns_minor: int
    net_minor: int


@dataclass(frozen=True)
class PivotCell:
    row: str
    column: str  # "" without a column dimension
    value: float | None  # minor units for money


@dataclass(frozen=True)
class Pivot:
    measure: str
    is_money: bool
    cells: list[PivotCell]
    is_cut: bool  # more rows than asked for: the largest are shown


@dataclass(frozen=True)
class QualityCount:
    code: str  # "order_without_sale", "unknown_product" …
    rows: int


@dataclass(frozen=True)
class QualityRow:
    """One finding, with enough to look it up in its source."""

    code: str
    source: str
    source_key: str
    day: date
    store: str
    customer: str
    product: str
    quantity: float | None
    amount: float | None  # in the order's own currency, not minor units: other currencies are listed here too
    currency: str


@dataclass(frozen=True)
class Check:
    """A statement about a build that must hold, and whether it does."""

    name: str  # "fact_order_line.line_key is unique"
    is_ok: bool
    expected: str
    found: str


@dataclass(frozen=True)
class Comparison:
    """The same figure in records and warehouse, for doctor and the data-quality page."""

    name: str  # "orders", "order_lines", "net" …
    records: int | Decimal
    warehouse: int | Decimal

    @property
    def is_equal(self) -> bool:
        return self.records == self.warehouse
