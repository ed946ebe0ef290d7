"""Groups, rules and look-alikes for other programs: keys and codes with facts, as the run left them."""

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from shuke.lib.http import NO_NUL, RowId, Text
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import Scope
from shuke.scores.groups import services
from shuke.scores.groups.models import CustomerGroup, CustomerLikeness, Group, Grouping, LookAlikeList, RuleSet
from shuke.scores.groups.queries import listed_alike
from shuke.scores.groups.services.soon import compute_soon
from shuke.scores.trials.models import CellTable

router = Router(tags=["groups"])

Name = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=80)]

MEMBERS_AT_MOST = 1_000  # the nearest to the middle, or the most alike


class GroupOut(Schema):
    id: int
    number: int
    name: str
    solidity: float | None
    profile: list[dict[str, Any]]


class GroupingOut(Schema):
    id: int
    name: str
    families: list[str]
    groups: list[GroupOut]
    refusal: str

    @staticmethod
    def resolve_groups(grouping: Grouping) -> list[Group]:
        return [group for group in grouping.groups.all() if group.place is not None]


class RulesOut(Schema):
    target: str
    table: int | None  # cell table whose answers; of “responded” only
    contest: dict[str, Any]  # its split: days, judged on later ones; halves, drawn at random of those asked on one day
    rules: list[dict[str, Any]]
    refusal: str

    @staticmethod
    def resolve_table(rules: RuleSet) -> int | None:
        return rules.table_id


class LookAlikesOut(Schema):
    id: int
    kind: str
    key: str
    among: str  # buyers, or prospects
    judged: dict[str, Any]
    refusal: str


class MemberOut(Schema):
    customer: str
    why: list[dict[str, Any]]

    @staticmethod
    def resolve_customer(member: CustomerGroup | CustomerLikeness) -> str:
        return member.customer.number


@router.get("/groupings", response=list[GroupingOut], summary="Groups of customers who buy alike")
@api_operation("insight.view")
def list_groupings(request: ApiRequest) -> QuerySet[Grouping]:
    return Grouping.objects.prefetch_related("groups").order_by("pk")


@router.get("/groups/{group_id}/customers", response=list[MemberOut], summary="The most typical customers of a group")
@api_operation("insight.view")
def list_group_customers(request: ApiRequest, group_id: RowId) -> list[CustomerGroup]:
    """At most 1,000 of the caller's stores, the nearest to the middle of the group first, each with why."""
    group = get_object_or_404(Group, pk=group_id)
    members = CustomerGroup.objects.filter(group=group, **_within(request.scope)).select_related("customer")
    return list(members.order_by("distance", "pk")[:MEMBERS_AT_MOST])


@router.get("/rules", response=list[RulesOut], summary="Rules about what happens to customers, and how right they were")
@api_operation("insight.view")
def list_rules(request: ApiRequest) -> QuerySet[RuleSet]:
    return RuleSet.objects.order_by("pk")


@router.get("/look-alikes", response=list[LookAlikesOut], summary="Lists of customers like those of a group")
@api_operation("insight.view")
def list_look_alikes(request: ApiRequest) -> QuerySet[LookAlikeList]:
    return LookAlikeList.objects.order_by("pk")


@router.get(
    "/look-alikes/{list_id}/customers", response=list[MemberOut], summary="Who is like the members, and in what"
)
@api_operation("insight.view")
def list_look_alike_customers(request: ApiRequest, list_id: RowId) -> list[CustomerLikeness]:
    """At most 1,000 of the caller's stores, the most alike first, each with why. Of prospects neither who has bought
    since nor who may not be approached."""
    listing = get_object_or_404(LookAlikeList, pk=list_id)
    members = listed_alike(listing, scope=request.scope).select_related("customer")
    return list(members.order_by("rank")[:MEMBERS_AT_MOST])


def _within(scope: Scope) -> dict[str, Any]:
    return {} if scope.store_ids is None else {"customer__home_store__in": scope.store_ids}


class GroupingIn(Schema):
    name: Name
    families: Annotated[list[Text], Field(min_length=1, max_length=10)]  # kinds of behaviour: rfm, basket, time, …
    count: Annotated[int, Field(ge=2, le=100)] | None = None  # empty: chosen


class NameIn(Schema):
    name: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=80)]  # empty takes it away


class RulesIn(Schema):
    target: Text  # left, spend_halved, moved_up, or responded
    table: RowId | None = None  # of the cell table, for responded


class LookAlikesIn(Schema):
    kind: Text  # value_class, pyramid_level, stage, rfm_group, or group
    key: Text  # of that kind; the id of a group
    among: Literal["buyers", "prospects"] = "buyers"  # compared by how they buy; who never bought, by what is known


@router.post("/groupings", response={202: GroupingOut}, summary="Find groups by other kinds of behaviour")
@idempotent
@api_operation("scores.run")
def create_grouping(request: ApiRequest, body: GroupingIn) -> Status[Grouping]:
    """Found in the background: its groups are there when that is done."""
    found = services.ask_for_groups(name=body.name, families=body.families, count=body.count)
    compute_soon()
    return Status(202, found)


@router.post("/groupings/{grouping_id}/find-again", response={202: GroupingOut}, summary="Find its groups anew")
@idempotent
@api_operation("scores.run")
def find_again(request: ApiRequest, grouping_id: RowId) -> Status[Grouping]:
    """Names stay with the customers they were given to."""
    grouping = get_object_or_404(Grouping, pk=grouping_id)
    services.find_groups_again(grouping=grouping)
    compute_soon()
    return Status(202, grouping)


@router.delete("/groupings/{grouping_id}", response={204: None}, summary="Forget a way of dividing customers")
@api_operation("scores.run")
def delete_grouping(request: ApiRequest, grouping_id: RowId) -> Status[None]:
    services.forget_groups(grouping=get_object_or_404(Grouping, pk=grouping_id))
    return Status(204, None)


@router.patch("/groups/{group_id}", response=GroupOut, summary="Name a group")
@api_operation("scores.run")
def rename_group(request: ApiRequest, group_id: RowId, body: NameIn) -> Group:
    return services.name_group(group=get_object_or_404(Group, pk=group_id), name=body.name, now=timezone.now())


@router.post("/rules", response={202: RulesOut}, summary="Have rules learnt about one thing that may happen")
@idempotent
@api_operation("scores.run")
def create_rules(request: ApiRequest, body: RulesIn) -> Status[RuleSet]:
    """Learnt in the background. `responded` names a counted cell table; asked for twice it is the same set."""
    found = services.ask_for_rules(target=body.target, table=_table(body.table))
    compute_soon()
    return Status(202, found)


def _table(table_id: int | None) -> CellTable | None:
    """Raises UnknownTarget."""
    if table_id is None:
        return None
    found = CellTable.objects.filter(pk=table_id).first()
    if found is None:
        raise services.UnknownTarget(_("There is no “%(key)s”; choose one that exists.") % {"key": table_id})
    return found


@router.post("/look-alikes", response={202: LookAlikesOut}, summary="List who is like the customers of a group")
@idempotent
@api_operation("scores.run")
def create_look_alikes(request: ApiRequest, body: LookAlikesIn) -> Status[LookAlikeList]:
    found = services.ask_for_look_alikes(kind=body.kind, key=body.key, among=body.among)
    compute_soon()
    return Status(202, found)
