"""Setting filters and columns: forms in the dialog whose answer is the list's new address."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import go_to
from shuke.web.customers.filters import GROUPS, Choice, Day, Filter, Number, UnreadableFilter
from shuke.web.customers.filters.kinds import NONE, SEPARATOR
from shuke.web.customers.sorting import ORDERS
from shuke.web.customers.views.reading import ListRequest, list_request

# Of the form's own fields; they never collide with a filter's key.
CHOSEN, LOW, HIGH, APPLY = "value", "value_low", "value_high", "apply"


@require_GET
@staff_view("customers.view")
def filter_menu(request: StaffRequest) -> HttpResponse:
    read = list_request(request)
    groups = [(title, [each for each in read.filters.values() if each.group == key]) for key, title in GROUPS.items()]
    context = {"groups": [(title, filters) for title, filters in groups if filters], "here": read.address()}
    return render(request, _template(request, "web/customers/filter_menu.html"), context)


@require_GET
@staff_view("customers.view")
def edit_filter(request: StaffRequest, key: str) -> HttpResponse:
    """The form of one filter; with `apply` the list it leads to."""
    read = list_request(request)
    found = read.filters.get(key)
    if found is None:
        raise Http404
    error = ""
    if APPLY in request.GET:
        value = _value(request, found)
        try:
            if value:
                found.condition(value, read.setting)
            return go_to(request, _list_url(read.address(read.state.with_filter(key, value))))
        except UnreadableFilter as unreadable:
            error = str(unreadable)
    context = _form_context(found, read, dict(read.state.filters).get(key, ""))
    context |= {"error": error, "hidden": {**read.state.parameters(), "view": read.view.key}}
    status = 422 if error else 200
    return render(request, _template(request, "web/customers/filter_form.html"), context, status=status)


@require_GET
@staff_view("customers.view")
def choose_columns(request: StaffRequest) -> HttpResponse:
    """Which columns, in which order; with `apply` the list it leads to."""
    read = list_request(request)
    if APPLY in request.GET:
        keys = tuple(key for key in request.GET.getlist(CHOSEN) if key in read.offered_columns)
        return go_to(request, _list_url(read.address(replace(read.state, columns=keys))))
    shown = [column.key for column in read.columns]
    others = [column for key, column in read.offered_columns.items() if key not in shown]
    context = {
        "columns": [(column, True) for column in read.columns] + [(column, False) for column in others],
        "hidden": {**read.state.parameters(), "view": read.view.key},
    }
    return render(request, _template(request, "web/customers/columns.html"), context)


@require_GET
@staff_view("customers.view")
def sort_menu(request: StaffRequest) -> HttpResponse:
    read = list_request(request)
    orders = [order for order in ORDERS.values() if read.setting.sees_money or not order.is_money]
    offered = [
        (order, read.address(replace(read.state, sort=f"-{order.key}" if order.falls_first else order.key)))
        for order in orders
    ]
    context = {
        "orders": offered,
        "sort": read.sort,
        "turned": read.address(replace(read.state, sort=read.sort.turned.key)),
    }
    return render(request, _template(request, "web/customers/sort_menu.html"), context)


def _value(request: StaffRequest, found: Filter) -> str:
    if isinstance(found, Number | Day):
        low, high = request.GET.get(LOW, "").strip(), request.GET.get(HIGH, "").strip()
        return f"{low}{SEPARATOR}{high}" if low or high else ""
    return ",".join(part for part in request.GET.getlist(CHOSEN) if part)


def _form_context(found: Filter, read: ListRequest, value: str) -> dict[str, object]:
    low, _separator, high = value.partition(SEPARATOR)
    chosen = value.split(",")
    offered = [*found.choices(read.setting), (NONE, _("none"))] if isinstance(found, Choice) else []
    return {
        "filter": found,
        "value": value,
        "low": low,
        "high": high if _separator else low,
        "choices": [(key, word, key in chosen) for key, word in offered],
        "currency": read.setting.currency,
    }


def _list_url(address: str) -> str:
    return f"{reverse('customers')}{address}"


def _template(request: StaffRequest, name: str) -> str:
    return f"{name}#dialog" if request.htmx else name
