"""Reasons of a scored customer: read off the row when somebody asks, so that a million are not spelt each night."""

from typing import TYPE_CHECKING, Any

from shuke.analytics.worth import reasons

if TYPE_CHECKING:
    from shuke.scores.models import CustomerScore

# Fields of the row that the library, whose language reasons speak, calls otherwise.
FIELDS = {
    "rank": "pyramid_rank",
    "spend_90": "spend_90_minor",
    "spend_90_before": "spend_90_before_minor",
    "potential_value": "potential_value_minor",
    "headroom": "headroom_minor",
    "champion_product_id": "champion_product",
}


def why_scored(score: "CustomerScore") -> list[dict[str, Any]]:
    """See `CustomerScore.why`."""
    values = {column: getattr(score, FIELDS.get(column, column)) for column in reasons.COLUMNS}
    known = {column: value for column, value in values.items() if value != ""}
    return [{"code": reason.pop("code"), "facts": reason} for reason in reasons.why(known)]
