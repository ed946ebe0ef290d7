"""What complaints cost, whom their handling kept, and who left without a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.outcomes.models import Recovery
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.cases.queries.reports import complainers
from shuke.scores.queries import scores_within
from shuke.web import figures
from shuke.web.frame import shown_scope
from shuke.web.service.recovery_words import GROUPS

ENOUGH = 30  # complaints below which nothing is concluded


@dataclass(frozen=True)
class RecoveryRow:
    key: str
    name: Promise
    has_door: bool  # its people were kept
    people: int
    came_again: float
    of_others: float
    difference: str
    verdict: str
    cost_minor: int
    spent_minor: int
    per_head_minor: float | None  # more (or less) revenue a person than of customers like them


@require_GET
@staff_view("cases.view")
def recovery(request: StaffRequest) -> HttpResponse:
    found = Recovery.objects.filter(pk=1).first()
    lost, silent = leavers(shown_scope(request))
    context = {
        "found": found,
        "rows": _rows(found) if found else [],
        "works_everywhere": request.scope.store_ids is None,
        "sees_money": request.scope.may("money.view"),
        "lost": lost,
        "silent": silent,
    }
    return render(request, "service/recovery.html", context)


def leavers(scope: Scope) -> tuple[int, int]:
    """Lost customers of the caller's stores, and those of them who never complained."""
    lost = scores_within(scope).filter(stage="lost")
    return lost.count(), lost.exclude(customer__in=complainers()).count()


def _rows(found: Recovery) -> list[RecoveryRow]:
    return [_row(key, found.groups[key]) for key in GROUPS if key in found.groups]


def _row(key: str, held: Mapping[str, Any]) -> RecoveryRow:
    response = held["response"]
    points = {key: figures.number(response[key] * 100, decimals=1, signed=True) for key in ("lower", "upper")}
    more = figures.number(response["difference"] * 100, decimals=1, signed=True)
    return RecoveryRow(
        key=key,
        name=GROUPS[key],
        has_door="customers" in held,
        people=held["people"],
        came_again=response["treated"],
        of_others=response["control"],
        difference=_("%(more)s points (%(lower)s to %(upper)s)") % {"more": more, **points},
        verdict=_verdict(held["people"], response["verdict"]),
        cost_minor=held["cost_minor"],
        spent_minor=held["spent_minor"],
        per_head_minor=held["revenue"]["difference"],
    )


def _verdict(people: int, verdict: str) -> str:
    if people < ENOUGH:
        return _("too few to tell")
    words = {
        "gain": _("they come back more than customers like them"),
        "loss": _("they come back less than customers like them"),
    }
    return words.get(verdict, _("no difference that chance would not make"))
