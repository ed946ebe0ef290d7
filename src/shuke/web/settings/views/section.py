"""Settings pages share a strip of sections."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from shuke.records.access.decorators import StaffRequest
from shuke.records.stores.queries import business
from shuke.web.settings.sections import sections_of


def render_section(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    shared = {
        "sections": sections_of(request.scope),
        "route": _route(request),
        "zone": ZoneInfo(business().time_zone),
    }
    return render(request, template, shared | context)


def _route(request: StaffRequest) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""
