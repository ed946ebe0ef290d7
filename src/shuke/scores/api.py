"""Scores, forecasts, the runs behind them, and the board of who is leaving."""

from typing import Annotated, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from shuke.lib.errors import ShukeError
from shuke.lib.http import Cursor, Limit, Number, PageOf
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.queries import customers_for_lists
from shuke.records.customers.services import record_bulk_read
from shuke.records.departures.queries import latest_followed
from shuke.records.stores.queries import business_day
from shuke.scores.models import CustomerScore, FittedModel, ModelRun
from shuke.scores.queries import forecast_behind, latest_run, scores_within
from shuke.scores.schemas import (
    BoardOut,
    ForecastOut,
    LifetimesOut,
    RunCard,
    RunOut,
    ScoreOut,
    WinBackOut,
    of_score,
    of_win_back,
)
from shuke.scores.win_back import Approach, terms_for, to_win_back
from shuke.warehouse import read

router = Router(tags=["scores"])


# Runs count in 64 bits; every filter keeps what the databases can hold.
RunId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class NothingYet(ShukeError):
    """No run has computed what was asked for."""


class PageAsked(Schema):
    limit: Limit = 50
    starting_after: Cursor = ""


class WinBackAsked(PageAsked):
    approach: Approach | None = None


@router.get("/scores", response=PageOf[ScoreOut], summary="Scores of the customers of the caller's stores")
@api_operation("insight.view")
def list_scores(request: ApiRequest, asked: Query[PageAsked]) -> dict[str, Any]:
    return _page(request, asked, ScoreOut)


@router.get("/forecasts", response=PageOf[ForecastOut], summary="What those customers are expected to do")
@api_operation("insight.view")
def list_forecasts(request: ApiRequest, asked: Query[PageAsked]) -> dict[str, Any]:
    return _page(request, asked, ForecastOut)


@router.get("/customers/{number}/scores", response=ScoreOut, summary="Scores of one customer")
@api_operation("customers.view")
def get_scores(request: ApiRequest, number: Number) -> dict[str, Any]:
    """404 too for a customer whom no run has seen yet."""
    return _one(request, number, ScoreOut)


@router.get("/customers/{number}/forecast", response=ForecastOut, summary="What one customer is expected to do")
@api_operation("customers.view")
def get_forecast(request: ApiRequest, number: Number) -> dict[str, Any]:
    """404 too for a customer whom no run has seen yet."""
    return _one(request, number, ForecastOut)


@router.get("/runs", response=PageOf[RunOut], summary="Recorded runs, the latest first")
@api_operation("runs.view")
def list_runs(request: ApiRequest, asked: Query[PageAsked]) -> Page[ModelRun]:
    return keyset_page(ModelRun.objects.all(), sort="-id", limit=asked.limit, starting_after=asked.starting_after)


@router.get("/runs/{run_id}", response=RunCard, summary="The card of a run: data, settings, errors, models")
@api_operation("runs.view")
def get_run(request: ApiRequest, run_id: RunId) -> dict[str, Any]:
    run = get_object_or_404(ModelRun, pk=run_id)
    held = {name: getattr(run, name) for name in RunCard.model_fields if name != "models"}
    return held | {"models": list(FittedModel.objects.filter(run=run).order_by("id"))}


@router.get("/lifetime-value", response=LifetimesOut, summary="Lifetime value, its sums and how it is spread")
@api_operation("insight.view")
def get_lifetimes(request: ApiRequest) -> dict[str, Any]:
    """422 where nothing could be forecast: the card of the latest forecast run says why."""
    run = _run()
    found = read.lifetimes(as_of=run.as_of, stores=request.scope.store_ids)
    if found is None:
        raise NothingYet(_("Nothing could be forecast yet; the card of the latest forecast run says why."))
    return {"as_of": run.as_of, "currency": run.currency, **vars(found)}


@router.get("/churn-board", response=BoardOut, summary="How likely customers are to leave, against their value")
@api_operation("insight.view")
def get_board(request: ApiRequest) -> dict[str, Any]:
    """`foretold_by` names the model that gave the probabilities, or the simple rule."""
    run = _run()
    found = read.leaving_board(as_of=run.as_of, stores=request.scope.store_ids)
    behind = forecast_behind(run)
    return {
        "as_of": run.as_of,
        "currency": run.currency,
        "foretold_by": behind.metrics["leaving"]["chosen"] if behind else "simple",
        "risk_from": list(read.RISKS),
        **vars(found),
    }


@router.get("/win-back", response=PageOf[WinBackOut], summary="Customers to win back, the most value at risk first")
@api_operation("insight.view")
def list_win_back(request: ApiRequest, asked: Query[WinBackAsked]) -> dict[str, Any]:
    """Declining or lost customers of the caller's stores who have not come since and may be approached: what bringing
    each back may cost at most (`cap_minor`), what to do first, and why they left where somebody wrote it down."""
    run = _run()
    board = read.leaving_board(as_of=run.as_of, stores=request.scope.store_ids)
    terms = terms_for(run, board.worth_from_minor)
    today = business_day(timezone.now())
    page = keyset_page(
        to_win_back(request.scope, terms, asked.approach, as_of=run.as_of, today=today),
        sort="-value_at_risk_minor",
        limit=asked.limit,
        starting_after=asked.starting_after,
    )
    left = latest_followed(request.scope, [score.customer_id for score in page.data], today=today)
    rows = [of_win_back(score, run, terms, left.get(score.customer_id), scope=request.scope) for score in page.data]
    return _told(request, page, rows)


def _run() -> ModelRun:
    run = latest_run()
    if run is None:
        raise NothingYet(_("There are no scores yet; the first refresh computes them."))
    return run


def _one(request: ApiRequest, number: str, schema: type[Schema]) -> dict[str, Any]:
    customer = get_object_or_404(customers_for_lists(request.scope), number=number)
    score = get_object_or_404(_scores(request), pk=customer.pk)
    return of_score(schema, score, score.run, scope=request.scope)


def _page(request: ApiRequest, asked: PageAsked, schema: type[Schema]) -> dict[str, Any]:
    page = keyset_page(_scores(request), sort="customer_id", limit=asked.limit, starting_after=asked.starting_after)
    return _told(request, page, [of_score(schema, score, score.run, scope=request.scope) for score in page.data])


def _told(request: ApiRequest, page: Page[CustomerScore], rows: list[dict[str, Any]]) -> dict[str, Any]:
    record_bulk_read(scope=request.scope, now=timezone.now(), customers=len(rows))
    return {"data": rows, "has_more": page.has_more, "next_cursor": page.next_cursor}


def _scores(request: ApiRequest) -> QuerySet[CustomerScore]:
    return scores_within(request.scope).select_related("customer", "run")
