"""⌘K: customers by name, pinyin, phone tail or card; pages; things to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import search_customers
from shuke.web.navigation import pages
from shuke.web.settings.sections import sections_of

SHOWN_CUSTOMERS = 8
SHOWN_ACTIONS = 12


@dataclass(frozen=True)
class Action:
    label: str
    icon: str
    url: str
    hint: str = ""


@require_GET
@staff_view("signed_in")
def palette(request: StaffRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    found = [action for action in actions(request) if query.casefold() in f"{action.label} {action.hint}".casefold()]
    may_see = request.scope.may("customers.view")
    customers = search_customers(query, scope=request.scope, limit=SHOWN_CUSTOMERS) if query and may_see else []
    context = {"customers": customers, "actions": found[:SHOWN_ACTIONS], "query": query}
    return render(request, "web/palette_results.html", context)


def actions(request: StaffRequest) -> Iterator[Action]:
    for entry, url in pages(request.scope):
        yield Action(str(entry.label), entry.icon, url)
    for section in sections_of(request.scope):
        yield Action(str(section.title), section.icon, reverse(section.route), _("Settings"))
    yield from _things_to_do(request.scope)
    yield Action(_("Change password"), "lock", reverse("change_password"))
    yield Action(_("Two-step sign-in"), "shield-lock", reverse("two_factor"))


def _things_to_do(scope: Scope) -> Iterator[Action]:
    if scope.may("customers.register"):
        yield Action(_("New customer"), "plus", reverse("new_customer"), _("Customers"))
    if scope.may("cases.open"):
        yield Action(_("New case"), "plus", reverse("service_new"), _("Service"))
    if scope.may("imports.run"):
        yield Action(_("Import a file"), "upload", reverse("new_import"), _("Imports"))
    if scope.may("scores.run"):
        # Computing is asked for by a button: the page of runs has it, and shows what came.
        yield Action(_("Compute the scores"), "refresh", reverse("insight_models"), _("Model runs"))
