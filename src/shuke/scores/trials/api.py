"""Tests by cell, control groups and the arithmetic of a mailing for other programs."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from shuke.analytics.response import breakeven
from shuke.analytics.response.breakeven import Terms
from shuke.lib.errors import ShukeError
from shuke.lib.http import NO_NUL, RowId, Text
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import NotAllowed, Scope
from shuke.records.customers.models import Tag
from shuke.scores.trials import services
from shuke.scores.trials.models import LONGEST_DAYS, CellMember, CellTable, ControlTest
from shuke.scores.trials.results import results_of
from shuke.scores.trials.services.soon import count_soon

router = Router(tags=["tests"])

MEMBERS_AT_MOST = 1_000
Name = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=80)]
Days = Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
Cost = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
Revenue = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=5, decimal_places=4)]
Step = Annotated[int, Field(ge=1, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=10**9)]
Cell = Annotated[str, StringConstraints(pattern=r"^[1-5]{3}$")]


class UnknownTag(ShukeError):
    """A tag that nobody made."""


class BreakEvenIn(Schema):
    cost_per_piece: Cost
    net_revenue_per_sale: Revenue
    pieces: Annotated[int, Field(ge=1, le=10**9)] | None = None  # of a test that was sent
    responses: Count | None = None


class BreakEvenOut(Schema):
    rate: float  # share of the pieces that must be answered with a sale
    response_rate: float | None
    index: float | None  # 0 breaks even
    profit: float | None  # in the unit of the cost


class CellTableIn(Schema):
    name: Name
    begins_on: date
    days: Days
    answer: Literal["order", "category", "product", "coupon", "tag"] = "order"
    key: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=640)] = ""  # path, code or tag; by `answer`
    step: Step = 4
    cost_per_piece: Cost
    net_revenue_per_sale: Revenue


class CellTermsIn(Schema):
    """What is left out stays as it is."""

    cost_per_piece: Cost | None = None
    net_revenue_per_sale: Revenue | None = None
    rolled_out_on: date | None = None  # the first day on which the chosen cells' others had the piece; null: not yet


class CellTableOut(Schema):
    id: int
    name: str
    begins_on: date
    days: int
    answer: str
    key: str
    step: int
    cost_per_piece: Decimal
    net_revenue_per_sale: Decimal
    rolled_out_on: date | None
    chosen: list[str]  # cells to roll out to
    refusal: str


class CellTableResults(CellTableOut):
    results: dict[str, Any] | None = None  # rates, intervals, choice, forecast and actual profit; null before counting


class CellMemberOut(Schema):
    customer: str
    cell: str
    is_tested: bool
    answered: bool


class ControlTestIn(Schema):
    name: Name
    begins_on: date
    days: Days
    treated: Text  # tag of the contacted
    control: Text  # tag of the held out
    cost_per_piece: Cost
    margin_share: Share


class ControlTestOut(Schema):
    id: int
    name: str
    begins_on: date
    days: int
    treated: str
    control: str
    cost_per_piece: Decimal
    margin_share: Decimal
    found: dict[str, Any]  # effect with intervals (money in minor units), contest, Qini curve; empty before counting
    refusal: str

    @staticmethod
    def resolve_treated(test: ControlTest) -> str:
        return test.treated.name

    @staticmethod
    def resolve_control(test: ControlTest) -> str:
        return test.control.name


@router.get("/break-even", response=BreakEvenOut, summary="From which response rate a mailing pays")
@api_operation("insight.view")
def get_break_even(request: ApiRequest, asked: Query[BreakEvenIn]) -> BreakEvenOut:
    terms = Terms(cost_per_piece=asked.cost_per_piece, net_revenue_per_sale=asked.net_revenue_per_sale)
    rate = terms.breakeven_rate
    if asked.pieces is None or asked.responses is None:
        return BreakEvenOut(rate=rate, response_rate=None, index=None, profit=None)
    answered = asked.responses / asked.pieces
    return BreakEvenOut(
        rate=rate,
        response_rate=answered,
        index=breakeven.index(answered, breakeven_rate=rate) if rate > 0 else None,
        profit=terms.profit(float(asked.pieces), float(asked.responses)),
    )


@router.get("/cell-tables", response=list[CellTableOut], summary="Tests by cell")
@api_operation("insight.view")
def list_cell_tables(request: ApiRequest) -> list[CellTable]:
    _require_all_stores(request.scope)
    return list(CellTable.objects.all())


@router.post("/cell-tables", response={202: CellTableOut}, summary="Count a test by cell")
@idempotent
@api_operation("scores.run")
def create_cell_table(request: ApiRequest, body: CellTableIn) -> Status[CellTable]:
    """Counted in the background: its results are there when that is done."""
    _require_all_stores(request.scope)
    found = services.ask_for_cells(**body.model_dump())
    count_soon()
    return Status(202, found)


@router.get("/cell-tables/{table_id}", response=CellTableResults, summary="One test by cell with its results")
@api_operation("insight.view")
def get_cell_table(request: ApiRequest, table_id: RowId) -> dict[str, Any]:
    _require_all_stores(request.scope)
    table = get_object_or_404(CellTable, pk=table_id)
    results = results_of(table)
    told = CellTableOut.from_orm(table).model_dump()
    return {**told, "results": asdict(results) if results else None}


@router.patch(
    "/cell-tables/{table_id}", response={202: CellTableOut}, summary="Change costs, or say when it was rolled out"
)
@api_operation("scores.run")
def change_cell_table(request: ApiRequest, table_id: RowId, body: CellTermsIn) -> Status[CellTable]:
    """Which cells pay is chosen anew at once; once some were mailed they stay. Their answers are counted in the
    background."""
    _require_all_stores(request.scope)
    table = get_object_or_404(CellTable, pk=table_id)
    given = body.model_dump(exclude_unset=True)
    changed = {name: value for name, value in given.items() if value is not None or name == "rolled_out_on"}
    known = {name: getattr(table, name) for name in CellTermsIn.model_fields}
    services.change_terms(table=table, **{**known, **changed})
    count_soon()
    return Status(202, table)


@router.get("/cell-tables/{table_id}/customers", response=list[CellMemberOut], summary="Customers of a test by cell")
@api_operation("insight.view")
def list_cell_members(
    request: ApiRequest, table_id: RowId, cell: Cell | None = None, is_tested: bool | None = None, after: Text = ""
) -> list[CellMemberOut]:
    """At most 1,000 of the caller's stores by number; the next after the last number. `is_tested` is the sample."""
    members = CellMember.objects.filter(table=get_object_or_404(CellTable, pk=table_id), customer__number__gt=after)
    if request.scope.store_ids is not None:
        members = members.filter(customer__home_store__in=request.scope.store_ids)
    if cell is not None:
        members = members.filter(cell=int(cell))
    if is_tested is not None:
        members = members.filter(is_tested=is_tested)
    rows = members.order_by("customer__number").values_list("customer__number", "cell", "is_tested", "answered")
    return [
        CellMemberOut(customer=number, cell=str(place), is_tested=tested, answered=answered)
        for number, place, tested, answered in rows[:MEMBERS_AT_MOST]
    ]


@router.delete("/cell-tables/{table_id}", response={204: None}, summary="Forget a test by cell")
@api_operation("scores.run")
def delete_cell_table(request: ApiRequest, table_id: RowId) -> Status[None]:
    _require_all_stores(request.scope)
    services.forget_trial(trial=get_object_or_404(CellTable, pk=table_id))
    return Status(204, None)


@router.get("/control-tests", response=list[ControlTestOut], summary="Contacted customers beside held-out ones")
@api_operation("insight.view")
def list_control_tests(request: ApiRequest) -> list[ControlTest]:
    _require_all_stores(request.scope)
    return list(ControlTest.objects.select_related("treated", "control"))


@router.post("/control-tests", response={202: ControlTestOut}, summary="Compare contacted with held-out customers")
@idempotent
@api_operation("scores.run")
def create_control_test(request: ApiRequest, body: ControlTestIn) -> Status[ControlTest]:
    """Both groups are named by their tags. Compared in the background."""
    _require_all_stores(request.scope)
    found = services.ask_for_control(
        name=body.name,
        begins_on=body.begins_on,
        days=body.days,
        treated=_tag(body.treated),
        control=_tag(body.control),
        cost_per_piece=body.cost_per_piece,
        margin_share=body.margin_share,
    )
    count_soon()
    return Status(202, found)


@router.delete("/control-tests/{test_id}", response={204: None}, summary="Forget a comparison")
@api_operation("scores.run")
def delete_control_test(request: ApiRequest, test_id: RowId) -> Status[None]:
    _require_all_stores(request.scope)
    services.forget_trial(trial=get_object_or_404(ControlTest, pk=test_id))
    return Status(204, None)


def _tag(name: str) -> Tag:
    found = Tag.objects.filter(name=name).first()
    if found is None:
        raise UnknownTag(_("There is no tag “%(name)s”.") % {"name": name})
    return found


def _require_all_stores(scope: Scope) -> None:
    if scope.store_ids is not None:
        raise NotAllowed(_("Tests are counted over all stores: ask with a key for all of them."))
