"""Scores, forecasts and runs as other programs get them: keys and codes with facts, money in minor units."""

import datetime as dt
from typing import Any

from ninja import Schema

from shuke.records.access.scope import Scope
from shuke.records.departures.queries import Followed
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.win_back import WinBackTerms


class ScoreOut(Schema):
    """What the latest run knows of one customer. Empty is not known, never zero; money is null without its right."""

    customer: str
    run: int
    as_of: dt.date
    currency: str
    first_on: dt.date | None
    latest_on: dt.date | None
    total_orders: int
    orders: int
    spend_minor: int | None
    r: int | None
    f: int | None
    m: int | None
    rfm_group: str
    rfm_eight: str
    abc: str
    pyramid_level: str
    value_class: str
    current_value_minor: int | None
    potential_value_minor: int | None
    stage: str
    rhythm_days: float | None
    silence_days: int | None
    overdue_ratio: float | None
    silence_probability: float | None
    churn_probability: float | None
    churn_by: str
    value_at_risk_minor: int | None
    why: list[dict[str, Any]]


class ForecastOut(Schema):
    """What the latest run expects of one customer; all null where nothing could be fitted."""

    customer: str
    run: int
    as_of: dt.date
    currency: str
    probability_alive: float | None
    expected_orders_90: float | None
    expected_orders_365: float | None
    expected_spend_90_minor: int | None
    expected_spend_365_minor: int | None
    staying_spend_minor: int | None
    lifetime_value_minor: int | None
    lifetime_later_minor: int | None
    past_margin_minor: int | None
    network_minor: int | None
    churn_probability: float | None
    churn_by: str
    leaving_why: list[dict[str, Any]]


class RunOut(Schema):
    id: int
    kind: str
    as_of: dt.date
    started_at: dt.datetime
    finished_at: dt.datetime | None
    data_fingerprint: str
    engine: str
    currency: str
    error: str


class ParameterOut(Schema):
    name: str
    estimate: float
    lower: float | None
    upper: float | None


class ModelOut(Schema):
    name: str
    as_of: dt.date
    rows: int
    intervals: list[ParameterOut]


class RunCard(RunOut):
    """Everything a run says of itself: settings, what it read, how right it was, the models it fitted."""

    parameters: dict[str, Any]
    rows: dict[str, Any]
    metrics: dict[str, Any]
    seconds: dict[str, float]
    models: list[ModelOut]


class ClassOut(Schema):
    from_minor: int | None
    until_minor: int | None
    customers: int
    value_minor: int


class LifetimesOut(Schema):
    as_of: dt.date
    currency: str
    customers: int
    value_minor: int
    later_minor: int
    past_minor: int
    year_spend_minor: int
    classes: list[ClassOut]


class CellOut(Schema):
    risk: int
    worth: int
    customers: int
    at_risk_minor: int


class BoardOut(Schema):
    """`risk` and `worth` are places of bands, 0 is the lowest; where the others begin is said beside."""

    as_of: dt.date
    currency: str
    foretold_by: str
    risk_from: list[float]
    worth_from_minor: list[int]
    cells: list[CellOut]
    unknown: int


class WinBackOut(Schema):
    """A customer to win back; `approach` is `person` (call or visit), `offer` (within the cap) or `word` (a greeting,
    which costs nothing: the cap is 0).

    Cause and countermeasure are those of the latest departure written down, null without one; `outcome` is `back`,
    `waiting` or `gone`.
    """

    customer: str
    run: int
    as_of: dt.date
    currency: str
    stage: str
    silence_days: int | None
    churn_probability: float | None
    churn_by: str
    value_at_risk_minor: int | None
    year_spend_minor: int | None
    cap_minor: int | None
    approach: str
    why: list[dict[str, Any]]
    leaving_why: list[dict[str, Any]]
    cause: str | None
    noted_on: dt.date | None
    countermeasure: str | None
    taken_on: dt.date | None
    outcome: str | None


def of_score(schema: type[Schema], score: CustomerScore, run: ModelRun, *, scope: Scope) -> dict[str, Any]:
    """The fields of `schema` out of a row; amounts only for those who may see money."""
    about = {"customer": score.customer.number, "run": run.pk, "as_of": run.as_of, "currency": run.currency}
    held = {name: getattr(score, name) for name in schema.model_fields if name not in about}
    return about | _seen(held, scope=scope)


def of_win_back(
    score: CustomerScore, run: ModelRun, terms: WinBackTerms, left: Followed | None, *, scope: Scope
) -> dict[str, Any]:
    """`WinBackOut` of a row, the terms of its run and the latest departure; amounts only for those who may see them."""
    held = {name: getattr(score, name) for name in WinBackOut.model_fields if hasattr(score, name)}
    held |= {"year_spend_minor": terms.year_spend_minor(score), "cap_minor": terms.cap_minor(score)}
    departure = left.departure if left else None
    return _seen(held, scope=scope) | {
        "customer": score.customer.number,
        "run": run.pk,
        "as_of": run.as_of,
        "currency": run.currency,
        "approach": terms.approach(score),
        "cause": departure and departure.cause,
        "noted_on": departure and departure.noted_on,
        "countermeasure": (departure and departure.countermeasure) or None,
        "taken_on": departure and departure.taken_on,
        "outcome": left and left.outcome,
    }


def _seen(held: dict[str, Any], *, scope: Scope) -> dict[str, Any]:
    if scope.may("money.view"):
        return held
    return {name: None if name.endswith("_minor") else value for name, value in held.items()}
