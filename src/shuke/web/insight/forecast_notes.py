"""What a run of the forecasts adds in sentences: what its models take for granted, and whom customers brought."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.scores.models import FittedModel
from shuke.web import figures

CIRCLE_SHOWN = 12


def brought_by(network: Mapping[str, Any]) -> str:
    """Empty where nobody brought anybody."""
    brought, circle = network.get("customers", 0), network.get("in_circles", ())
    said = ngettext(
        "%(number)s customer brought others who have spent.",
        "%(number)s customers brought others who have spent.",
        brought,
    ) % {"number": figures.number(brought)}
    if not circle:
        return said if brought else ""
    problem = _("These brought each other and are left out; mend “brought by” in their details: %(people)s.")
    return f"{said} {problem % {'people': ', '.join(circle[:CIRCLE_SHOWN])}}"


def assumed(models: Sequence[FittedModel]) -> list[str]:
    """How far what Gamma-Gamma takes for granted holds, and whom it left out."""
    documents: dict[str, dict[str, Any]] = {model.name: model.document for model in models}
    notes = documents.get("gamma_gamma", {}).get("notes", {})
    said = []
    if "correlation" in notes:
        said.append(
            _(
                "How often somebody comes and what a visit is worth correlate by %(correlation)s; beyond about 0.3 the "
                "best buyers are undervalued."
            )
            % {"correlation": figures.number(notes["correlation"], decimals=2)}
        )
    if left_out := int(notes.get("left_out", 0)):
        said.append(
            ngettext(
                "Left out: %(number)s customer who gave back as much as they bought.",
                "Left out: %(number)s customers who gave back as much as they bought.",
                left_out,
            )
            % {"number": figures.number(left_out)}
        )
    return said
