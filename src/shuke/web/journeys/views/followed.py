"""Purchases after the links of a journey's messages: asked for by its page when that stands."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.graph.drawing import in_order
from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.queries import NodeCount, counts_of, followed_by_journey
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.sales.queries import Followed, together
from shuke.web.followed import FollowedRow, followed_context
from shuke.web.frame import shown_scope
from shuke.web.journeys.shown import counts_links, name_of
from shuke.web.journeys.views.shared import journey_of
from shuke.web.journeys.words import sentence_of


@require_GET
@staff_view("marketing.view")
def followed(request: StaffRequest, pk: int) -> HttpResponse:
    """A row a message, and all of them together where there are several."""
    found = journey_of(pk)
    template = "web/components/followed.html" if request.htmx else "journeys/followed.html"
    context = {"journey": found, **followed_context(request, _rows(found, shown_scope(request)))}
    return render(request, template, context)


def _rows(journey: Journey, scope: Scope) -> list[FollowedRow]:
    definition, counts = read_definition(journey.draft), counts_of(journey, scope=scope)
    found = followed_by_journey(journey, scope=scope)
    rows = [
        FollowedRow(
            name=name_of(definition, key),
            says=sentence_of(definition.nodes[key]) if key in definition.nodes else "",
            sent=counts.get(key, NodeCount()).sent,
            found=found.get(key, Followed()),
            door=partial(_people, journey, node=key),
        )
        for key in _writing(definition, set(found))
    ]
    if len(rows) > 1:
        sent, whole = sum(row.sent for row in rows), together(found.values())
        door = partial(_people, journey)
        rows.append(FollowedRow(name=_("All messages"), says="", sent=sent, found=whole, door=door))
    return rows


def _people(journey: Journey, where: str, node: str = "") -> str:
    """Messages of all steps are no list of people: whoever got several would be counted as often."""
    if not node and where == "sent":
        return ""
    query = urlencode({**({"node": node} if node else {}), "where": where})
    return f"{reverse('journey_people', args=[journey.pk])}?{query}"


def _writing(definition: Definition, opened: set[str]) -> Iterator[str]:
    """Messages with links in the order of the drawing, then those that are drawn no more."""
    for key in in_order(definition):
        if key in opened or counts_links(definition.nodes[key]):
            yield key
    yield from sorted(opened - definition.nodes.keys())
