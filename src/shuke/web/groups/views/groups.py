"""Groups of customers who buy alike: all of a grouping, one, two beside each other."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.groups.models import Group, Grouping
from shuke.web.groups import rows as shown
from shuke.web.groups.sheets import sheet_of
from shuke.web.groups.views.working import working
from shuke.web.groups.words import reason_words, refusal
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer

PEOPLE_SHOWN = 12


@require_GET
@staff_view("insight.view")
def groups(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/groups/groups.html", _groups)


def _groups(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    groupings = list(Grouping.objects.order_by("pk"))
    grouping = _chosen(groupings, request.GET.get("grouping", ""))
    page = working(request, current)
    if grouping is None:
        return page
    rows = shown.group_rows(grouping, scope=scope, currency=page["money"])
    return {
        **page,
        "groupings": [(each, shown.grouping_name(each)) for each in groupings],
        "grouping": grouping,
        "rows": rows,
        "profile": shown.profile_of(rows),
        "fit": shown.fit_of(grouping),
        "refusal": refusal(grouping.refusal),
        "sheet": sheet_of(rows, currency=page["money"]),
    }


def _chosen(groupings: list[Grouping], asked: str) -> Grouping | None:
    """The one asked for, else the first."""
    if not asked:
        return groupings[0] if groupings else None
    found = next((grouping for grouping in groupings if str(grouping.pk) == asked), None)
    if found is None:
        raise Http404
    return found


@require_GET
@staff_view("insight.view")
def group(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Group.objects.select_related("grouping"), pk=pk)
    return answer(request, "web/groups/group.html", lambda *given: _group(found, *given))


def _group(group: Group, request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    page = working(request, current)
    rows = shown.group_rows(group.grouping, scope=scope, currency=page["money"])
    members = shown.members_within(group.grouping, scope).filter(group=group).select_related("customer")
    nearest = members.order_by("distance", "customer__number")[:PEOPLE_SHOWN]
    return {
        **page,
        "group": group,
        "row": next((row for row in rows if row.group == group), None),
        "name": shown.group_name(group),
        "grouping_name": shown.grouping_name(group.grouping),
        "people": [(member.customer, reason_words(member.why, currency=page["money"])) for member in nearest],
        # Sizes are those of the entire business: no run counts them by store.
        "sizes": list(group.sizes.order_by("-as_of")[:13]) if scope.store_ids is None else [],
    }


@require_GET
@staff_view("insight.view")
def compare(request: StaffRequest, pk: int) -> HttpResponse:
    grouping = get_object_or_404(Grouping, pk=pk)
    return answer(request, "web/groups/compare.html", lambda *given: _compare(grouping, *given))


def _compare(grouping: Grouping, request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    page = working(request, current)
    rows = shown.group_rows(grouping, scope=scope, currency=page["money"])
    asked = [request.GET.get("a", ""), request.GET.get("b", "")]
    pair = [row for key in asked for row in rows if str(row.group.pk) == key]
    if len(pair) != 2:
        pair = rows[:2]
    return {
        **page,
        "grouping": grouping,
        "grouping_name": shown.grouping_name(grouping),
        "rows": rows,
        "pair": pair,
        "profile": shown.profile_of(pair) if len(pair) == 2 else (),
    }
