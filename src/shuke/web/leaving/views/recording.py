"""Why a customer left and what was done, written down on the customer's page or from the win-back list."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.departures.queries import departures_of, followed
from shuke.records.departures.services import record_departure, take_countermeasure
from shuke.records.stores.queries import business, business_day
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.views.bulk import ORIGIN
from shuke.web.customers.views.found import customer_or_404
from shuke.web.leaving.forms import CountermeasureForm, DepartureForm

WIN_BACK = "win-back"  # `from` of the list, which is come back to


@require_GET
@staff_view("customers.view")
def departures(request: StaffRequest, pk: int) -> HttpResponse:
    """The section of the customer's page, fetched once the page stands."""
    customer = customer_or_404(request, pk)
    context = {
        "customer": customer,
        "rows": followed(departures_of(pk), today=business_day(timezone.now())),
        "may_record": request.scope.may("departures.record"),
        "sees_money": request.scope.may("money.view"),
        "currency": business().currency,
    }
    return render(request, "web/leaving/departures.html", context)


@get_or_post
@staff_view("departures.record")
def new_departure(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    form = DepartureForm(request.POST or None, today=business_day(timezone.now()))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            record_departure(
                scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, **form.cleaned_data
            )
            return _back(request, pk)
    title = _("Why does %(name)s stay away?") % {"name": customer}
    return render_form(request, form, title=title, submit=_("Write it down"))


@get_or_post
@staff_view("departures.record")
def answer_departure(request: StaffRequest, pk: int, departure: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    held = get_object_or_404(departures_of(pk), pk=departure)
    form = CountermeasureForm(
        request.POST or None, today=business_day(timezone.now()), initial=_held(held.countermeasure, held.taken_on)
    )
    form.fields["countermeasure"].required = True
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "taken_on": form.cleaned_data["taken_on"] or form.today}
        with refusals_in(form):
            take_countermeasure(scope=request.scope, now=timezone.now(), origin=ORIGIN, departure=held, **given)
            return _back(request, pk)
    says = _("%(name)s: %(cause)s") % {"name": customer, "cause": held.get_cause_display()}
    return render_form(request, form, title=_("What was done about it?"), submit=_("Write it down"), says=says)


def _held(countermeasure: str, taken_on: date | None) -> dict[str, object]:
    return {"countermeasure": countermeasure, "taken_on": taken_on}


def _back(request: StaffRequest, pk: int) -> HttpResponse:
    if request.GET.get("from") == WIN_BACK and request.scope.may("insight.view"):
        return go_to(request, "win_back")
    return go_to(request, "customer", pk)
