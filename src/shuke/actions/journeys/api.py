"""Journeys: list and read them, start, pause and end them, who is inside, and putting somebody in."""

import os
from random import SystemRandom

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.queries import counts_of, followed_by_journey, runs_seen_by
from shuke.actions.journeys.schemas import (
    JourneyEnterIn,
    JourneyFilters,
    JourneyOut,
    JourneyRunFilters,
    JourneyRunOut,
    JourneyWhole,
)
from shuke.actions.journeys.services import (
    Engine,
    end_journey,
    enter_customer,
    pause_journey,
    resume_journey,
    start_journey,
)
from shuke.lib.errors import ShukeError
from shuke.lib.http import PageOf, RowId
from shuke.lib.paging import keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.sales.queries import together
from shuke.records.sales.schemas import FollowedOut

router = Router(tags=["journeys"])


class NoSuchCustomer(ShukeError):
    """The body names a customer who is not there, or not the caller's."""


@router.get("/journeys", response=PageOf[JourneyOut], summary="Journeys, newest first")
@api_operation("marketing.view")
def list_journeys(request: ApiRequest, filters: Query[JourneyFilters]) -> dict[str, object]:
    journeys = Journey.objects.select_related("version")
    if filters.state:
        journeys = journeys.filter(state=filters.state)
    page = keyset_page(journeys, sort="-id", limit=filters.limit, starting_after=filters.starting_after)
    data = [JourneyOut.of(journey, inside=_inside(journey, request.scope)) for journey in page.data]
    return {"data": data, "has_more": page.has_more, "next_cursor": page.next_cursor}


@router.get("/journeys/{pk}", response=JourneyWhole, summary="One journey with its steps and their numbers")
@api_operation("marketing.view")
def read_journey(request: ApiRequest, pk: Path[RowId]) -> JourneyWhole:
    journey = _journey(pk)
    counts = counts_of(journey, scope=request.scope)
    found = followed_by_journey(journey, scope=request.scope)
    return JourneyWhole(
        **JourneyOut.of(journey, inside=_inside(journey, request.scope)).dict(),
        definition=journey.version.definition if journey.version else journey.draft,
        counts={node: vars(count) for node, count in counts.items()},
        followed={node: FollowedOut.of(each, scope=request.scope) for node, each in found.items()},
        followed_together=FollowedOut.of(together(found.values()), scope=request.scope),
    )


@router.post("/journeys/{pk}/start", response=JourneyOut, summary="Start a draft")
@idempotent
@api_operation("journeys.manage")
def start(request: ApiRequest, pk: Path[RowId]) -> JourneyOut:
    return JourneyOut.of(start_journey(scope=request.scope, now=timezone.now(), journey=_journey(pk)), inside=0)


@router.post("/journeys/{pk}/pause", response=JourneyOut, summary="Pause: everybody stays where they are")
@idempotent
@api_operation("journeys.manage")
def pause(request: ApiRequest, pk: Path[RowId]) -> JourneyOut:
    paused = pause_journey(scope=request.scope, now=timezone.now(), journey=_journey(pk))
    return JourneyOut.of(paused, inside=_inside(paused, request.scope))


@router.post("/journeys/{pk}/resume", response=JourneyOut, summary="Let a paused journey go on")
@idempotent
@api_operation("journeys.manage")
def resume(request: ApiRequest, pk: Path[RowId]) -> JourneyOut:
    resumed = resume_journey(scope=request.scope, now=timezone.now(), journey=_journey(pk))
    return JourneyOut.of(resumed, inside=_inside(resumed, request.scope))


@router.post("/journeys/{pk}/end", response=JourneyOut, summary="End it for good: everybody inside leaves")
@idempotent
@api_operation("journeys.manage")
def end(request: ApiRequest, pk: Path[RowId]) -> JourneyOut:
    end_journey(scope=request.scope, now=timezone.now(), journey=_journey(pk))
    return JourneyOut.of(_journey(pk), inside=0)


@router.get("/journeys/{pk}/runs", response=PageOf[JourneyRunOut], summary="Who is or was in a journey, newest first")
@api_operation("marketing.view")
def list_runs(request: ApiRequest, pk: Path[RowId], filters: Query[JourneyRunFilters]) -> dict[str, object]:
    """`state`: "inside" or "left"; `node`: only those who are there."""
    runs = runs_seen_by(request.scope).filter(journey=_journey(pk))
    if filters.node:
        runs = runs.filter(node=filters.node)
    if filters.state in ("inside", "left"):
        runs = runs.filter(left_at__isnull=filters.state == "inside")
    page = keyset_page(runs, sort="-id", limit=filters.limit, starting_after=filters.starting_after)
    data = [JourneyRunOut.of(run) for run in page.data]
    return {"data": data, "has_more": page.has_more, "next_cursor": page.next_cursor}


@router.post("/journeys/{pk}/runs", response={201: JourneyRunOut}, summary="Put a customer into a journey")
@idempotent
@api_operation("marketing.manage")
def enter(request: ApiRequest, pk: Path[RowId], body: JourneyEnterIn) -> Status[JourneyRunOut]:
    """Who is in it already is answered as they stand; `key` tells one occasion from the next."""
    seen = Customer.objects.current().visible_to(request.scope)
    customer = seen.filter(number=body.customer).first()
    if customer is None:
        raise NoSuchCustomer(
            _("There is no customer “%(number)s” in your stores; check the number.") % {"number": body.customer}
        )
    run = enter_customer(
        scope=request.scope, journey=_journey(pk), customer=customer, key=body.key,
        engine=Engine(SystemRandom(), os.urandom), now=timezone.now(),
    )  # fmt: skip
    return Status(201, JourneyRunOut.of(run))


def _journey(pk: int) -> Journey:
    found: Journey = get_object_or_404(Journey.objects.select_related("version"), pk=pk)
    return found


def _inside(journey: Journey, scope: Scope) -> int:
    return runs_seen_by(scope).filter(journey=journey, left_at__isnull=True, is_held_out=False).count()
