"""What the pages of membership share: the proof's banner and the zone."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from shuke.records.access.decorators import StaffRequest
from shuke.records.membership.queries import latest_proof
from shuke.records.stores.queries import business
from shuke.web.membership.rows import findings_of

ROWS_A_PAGE = 50


def render_page(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    proof = latest_proof()
    shared = {"proof": proof, "findings": findings_of(proof), "zone": ZoneInfo(business().time_zone)}
    return render(request, template, shared | context)
