"""The event of an address, and what its pages show."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Gathering
from shuke.actions.campaigns.queries.gatherings import doors_of, visible_gatherings
from shuke.records.access.decorators import StaffRequest
from shuke.records.stores.queries import business_day
from shuke.web.campaigns.views.shown import money_of


def found_event(request: StaffRequest, pk: int) -> Gathering:
    """404 for those whose stores it is not of."""
    return get_object_or_404(visible_gatherings(request.scope), pk=pk)


def found_door(request: StaffRequest, pk: int) -> Gathering:
    """404 for those who have no door of it."""
    return get_object_or_404(doors_of(request.scope), pk=pk)


def shared_of_events(request: StaffRequest) -> dict[str, object]:
    return {
        "money": money_of(request),
        "may_manage": request.scope.may("marketing.manage"),
        "may_door": request.scope.may("events.door"),
        "today": business_day(timezone.now()),
        "section": _("Events"),
    }
