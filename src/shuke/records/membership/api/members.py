"""`/members`: who they are at the till, joining, cards."""

from random import SystemRandom

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from shuke.lib.errors import ShukeError
from shuke.lib.http import Cursor, Limit, RowId, Text
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.models import Customer
from shuke.records.membership.api.reading import member_in, members_in, standing_of
from shuke.records.membership.checkout.buyers import Unknown, find_buyer
from shuke.records.membership.models import Card, Member, Plan
from shuke.records.membership.schemas import CardEnd, CardIn, CardOut, CodeText, MemberIn, StandingOut
from shuke.records.membership.services import end_card, enrol_member, issue_card, replace_card

router = Router(tags=["membership"])
_RNG = SystemRandom()


class UnknownPlan(ShukeError):
    """No plan has this code."""


class Standings(Schema):
    data: list[StandingOut]
    has_more: bool = False
    next_cursor: str | None = None


class MemberFilters(Schema):
    card: Text = ""
    phone: Text = ""
    plan: Text = ""
    limit: Limit = 20
    starting_after: Cursor = ""


@router.get("/members", response=Standings, summary="Members of the caller's stores, or the one of a card or phone")
@api_operation("membership.view")
def list_members(request: ApiRequest, filters: Query[MemberFilters]) -> Standings:
    """An exact card or full phone finds anyone in the chain; a card that is lost or blocked says so with 422."""
    now = timezone.now()
    if filters.card or filters.phone:
        found = _exactly(filters)
        return Standings(data=[standing_of(found, now=now)] if found else [])
    members = members_in(request)
    if filters.plan:
        members = members.filter(plan__code=filters.plan)
    page: Page[Member] = keyset_page(members, limit=filters.limit, starting_after=filters.starting_after)
    return Standings(
        data=[standing_of(one, now=now) for one in page.data], has_more=page.has_more, next_cursor=page.next_cursor
    )


@router.post("/members", response={201: StandingOut}, summary="Enrol a customer")
@idempotent
@api_operation("membership.enrol")
def create_member(request: ApiRequest, body: MemberIn) -> Status[StandingOut]:
    """Who is a member already stays so. 422 when the plan asks something of who joins that was not met."""
    now = timezone.now()
    plan = Plan.objects.filter(code=body.plan).first()
    if plan is None:
        raise UnknownPlan(_("There is no plan “%(code)s”.") % {"code": body.plan})
    customer = Customer.objects.current().visible_to(request.scope).filter(number=body.customer).first()
    if customer is None:
        raise Unknown(_("There is no customer “%(number)s” in your stores.") % {"number": body.customer})
    member = enrol_member(
        scope=request.scope, now=now, plan=plan, customer=customer, origin="api", document=body.document
    )
    if body.with_card and not member.cards.exists():
        issue_card(scope=request.scope, now=now, member=member, rng=_RNG)
    return Status(201, standing_of(member, now=now))


@router.get("/members/{member_id}", response=StandingOut, summary="One member")
@api_operation("membership.view")
def get_member(request: ApiRequest, member_id: RowId) -> StandingOut:
    return standing_of(member_in(request, member_id), now=timezone.now())


@router.get("/members/{member_id}/cards", response=list[CardOut], summary="The member's cards, also those that ended")
@api_operation("membership.view")
def list_cards(request: ApiRequest, member_id: RowId) -> list[Card]:
    return list(member_in(request, member_id).cards.order_by("pk"))


@router.post("/members/{member_id}/cards", response={201: CardOut}, summary="A further card")
@idempotent
@api_operation("membership.enrol")
def create_card(request: ApiRequest, member_id: RowId, body: CardIn) -> Status[Card]:
    member = member_in(request, member_id)
    card = issue_card(scope=request.scope, now=timezone.now(), member=member, rng=_RNG, holder=body.holder)
    return Status(201, card)


@router.post("/cards/{card}/end", response=CardOut, summary="Report a card lost, or block it")
@idempotent
@api_operation("membership.enrol")
def end(request: ApiRequest, card: CodeText, body: CardEnd) -> Card:
    return end_card(scope=request.scope, now=timezone.now(), card=_card(request, card), status=body.status)


@router.post("/cards/{card}/replace", response={201: CardOut}, summary="A new card in the place of this one")
@idempotent
@api_operation("membership.enrol")
def replace(request: ApiRequest, card: CodeText) -> Status[Card]:
    new = replace_card(scope=request.scope, now=timezone.now(), card=_card(request, card), rng=_RNG)
    return Status(201, new)


def _exactly(filters: MemberFilters) -> Member | None:
    try:
        return find_buyer(card=filters.card, phone=filters.phone, plan=filters.plan).member
    except Unknown:
        return None


def _card(request: ApiRequest, number: str) -> Card:
    cards = Card.objects.filter(member__in=members_in(request)).select_related("member__plan", "member__customer")
    card: Card = get_object_or_404(cards, number=number)
    return card
