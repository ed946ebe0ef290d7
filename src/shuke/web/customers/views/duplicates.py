"""Records that look like one person: looked at side by side and merged, or said to be two people for good."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers import likeness
from shuke.records.customers.models import Customer, DuplicatePair
from shuke.records.customers.queries import duplicates_to_decide
from shuke.records.customers.services import tell_apart
from shuke.web.frame import shown_scope

RIGHT = "customers.merge"
PAIRS_A_PAGE = 50
REASONS: Mapping[str, Promise] = {
    likeness.NAME_AND_BIRTHDAY: gettext_lazy("same name, same birthday"),
    likeness.SAME_EMAIL: gettext_lazy("same mailbox, written differently"),
    likeness.SAME_PHONE: gettext_lazy("same phone, written differently"),
    likeness.NEAR_NAME_AND_BIRTHDAY: gettext_lazy("nearly the same name, same birthday"),
    likeness.NAME_AND_STORE: gettext_lazy("same full name in one store, and nobody else has it"),
}


@dataclass(frozen=True)
class Proposal:
    pair: DuplicatePair
    why: list[str]

    @property
    def sides(self) -> tuple[Customer, Customer]:
        return self.pair.first, self.pair.second


@require_GET
@staff_view(RIGHT)
def duplicates(request: StaffRequest) -> HttpResponse:
    seen, cursor = duplicates_to_decide(shown_scope(request)), request.GET.get("from", "")
    page = page_or_first(seen, sort="-weight", limit=PAIRS_A_PAGE, cursor=cursor)
    proposals = [Proposal(pair, [str(REASONS.get(key, key)) for key in pair.reasons]) for pair in page.data]
    context = {"proposals": proposals, "next_cursor": page.next_cursor, "is_first": not cursor}
    return render(request, "web/customers/duplicates.html", context)


@require_POST
@staff_view(RIGHT)
def apart(request: StaffRequest, pk: int) -> HttpResponse:
    """Sent twice it is said once."""
    pairs = DuplicatePair.objects.select_related("first", "second")
    pair = get_object_or_404(pairs.filter(_seen(request, "first"), _seen(request, "second")), pk=pk)
    tell_apart(scope=request.scope, now=timezone.now(), pair=pair)
    messages.success(request, _("They are two people; this pair is not proposed again."))
    return redirect("duplicates")


def _seen(request: StaffRequest, side: str) -> Q:
    stores = request.scope.store_ids
    return Q() if stores is None else Q(**{f"{side}__home_store__in": stores})
