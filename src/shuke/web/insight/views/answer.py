"""How every page about scores answers: as of the latest refresh, or with what to do before the first."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from shuke.jobs.models import UNFINISHED, Job
from shuke.records.access.decorators import StaffRequest
from shuke.records.access.scope import Scope
from shuke.records.sales.models import Order
from shuke.web.frame import shown_scope
from shuke.web.insight.current import Current, current_refresh

REFRESH = "shuke.config.tasks.refresh"  # spans all stages, so it is known by name only

Build = Callable[[StaffRequest, Current, Scope], dict[str, Any]]


def answer(request: StaffRequest, template: str, build: Build) -> HttpResponse:
    """Renders `template` with what `build` makes of the latest refresh, on the rows shown to this person."""
    current = current_refresh(now=timezone.now())
    if current is None:
        return first_run(request)
    context = build(request, current, shown_scope(request))
    return render(request, template, {"current": current, **context})


def answer_panel(request: StaffRequest, template: str, build: Build) -> HttpResponse:
    """The side panel of one cell; without htmx the page above it, with that cell open."""
    if not request.htmx:
        return redirect(f"{request.path.removesuffix('cell/')}?{request.GET.urlencode()}")
    return answer(request, template, build)


def first_run(request: StaffRequest) -> HttpResponse:
    """No orders yet: how to bring them in. Orders but no scores: that they are being computed, or why not."""
    context = {
        "has_orders": Order.objects.exists(),
        "is_computing": is_computing(),
        "import_url": reverse("new_import") if request.scope.may("imports.run") else "",
        "may_refresh": request.scope.may("scores.run"),
    }
    return render(request, "web/insight/first_run.html", context)


def is_computing() -> bool:
    """Whether a refresh waits or runs."""
    return Job.objects.filter(task=REFRESH, state__in=UNFINISHED).exists()
