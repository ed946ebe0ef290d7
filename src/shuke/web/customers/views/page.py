"""The customer page, its timeline, the customers before and after."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import contact_of, custom_fields, merges_of
from shuke.records.sales.queries import spend_by_month, usual_basket
from shuke.web.customers.keyset import Cursor, slice_of, written_value
from shuke.web.customers.money_chart import MONTHS, money_chart
from shuke.web.customers.next_basket import next_basket_of, share_of
from shuke.web.customers.portrait import consent_rows, preferences_of, related_to, worth_of
from shuke.web.customers.setting import Setting, setting_for
from shuke.web.customers.story import KINDS, story_of
from shuke.web.customers.story_words import lines_of_story
from shuke.web.customers.views.found import customer_or_404, survivor_id
from shuke.web.customers.views.reading import ListRequest, list_request
from shuke.web.insight.charts import Chart


@require_GET
@staff_view("customers.view")
def customer(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        found = customer_or_404(request, pk)
    except Http404:
        if (survivor := survivor_id(pk)) is not None:
            return redirect("customer", survivor)
        raise
    now = timezone.now()
    setting = setting_for(request.scope, now=now)
    context = {
        "customer": found,
        "setting": setting,
        "worth": worth_of(found, setting),
        "chart": _chart(found, setting),
        "basket": usual_basket(found.pk, scope=request.scope, as_of=setting.habits_until),
        "here": f"?{request.GET.urlencode()}" if request.GET else "",
        "fields": [(field.label, field.key) for field in custom_fields() if field.key in found.custom],
        **_people_and_contact(found, setting, request, now),
        **_story(request, found, setting),
        **_rights(request),
    }
    return render(request, "web/customers/page.html", context)


@require_GET
@staff_view("customers.view")
def story(request: StaffRequest, pk: int) -> HttpResponse:
    """More of the timeline, or another part of it."""
    found = customer_or_404(request, pk)
    setting = setting_for(request.scope, now=timezone.now())
    template = "web/customers/story.html#more" if "before" in request.GET else "web/customers/story.html"
    return render(request, template, {"customer": found, "setting": setting, **_story(request, found, setting)})


@require_GET
@staff_view("customers.view")
def neighbours(request: StaffRequest, pk: int) -> HttpResponse:
    """The customers before and after in the list the page was opened from."""
    found = customer_or_404(request, pk)
    read = list_request(request)
    before, after = _beside(found, read)
    here = read.address(read.state)
    return render(request, "web/customers/neighbours.html", {"before": before, "after": after, "here": here})


@require_GET
@staff_view("customers.view")
def next_basket(request: StaffRequest, pk: int) -> HttpResponse:
    """What the customer is likely to buy next, fetched once the page stands; `new` is the percentage of new ones."""
    found = customer_or_404(request, pk)
    basket = next_basket_of(found, new_percent=share_of(request.GET.get("new", "")))
    return render(request, "web/customers/next_basket.html", {"next": basket, "customer": found})


def _beside(found: Customer, read: ListRequest) -> tuple[int | None, int | None]:
    column = read.sort.order.column or "pk"
    value = Customer.objects.filter(pk=found.pk).values_list(column, flat=True).first()
    cursor = Cursor(value=None if value is None else written_value(value), pk=found.pk, position=0)
    customers, _unread = read.customers_to_page()
    before = slice_of(customers, read.sort, size=1, before=cursor).ids
    after = slice_of(customers, read.sort, size=1, after=cursor).ids
    return (before[0] if before else None, after[0] if after else None)


def _chart(found: Customer, setting: Setting) -> Chart | None:
    if not setting.sees_money:
        return None
    spent = spend_by_month(found.pk, scope=setting.scope, as_of=setting.habits_until, months=MONTHS)
    return money_chart(spent, until=setting.habits_until, currency=setting.currency)


def _people_and_contact(found: Customer, setting: Setting, request: StaffRequest, now: datetime) -> dict[str, Any]:
    prefetch_related_objects([found], "merged_from__identities")
    contact = contact_of(found, scope=request.scope)
    return {
        "contact": contact,
        "merges": merges_of(found),
        "primary": {one.kind: one.value for one in reversed(contact) if one.is_primary},
        "related": related_to(found),
        "tags": found.tags.all(),
        "preferences": preferences_of(found.pk, shop=setting.business, now=now),
        "consents": consent_rows(found.pk),
    }


def _story(request: StaffRequest, found: Customer, setting: Setting) -> dict[str, Any]:
    kind = request.GET.get("kind", "all")
    kind = kind if kind in KINDS else "all"
    zone = ZoneInfo(found.home_store.time_zone if found.home_store else setting.business.time_zone)
    told = story_of(found.pk, scope=request.scope, zone=zone, kind=kind, before=request.GET.get("before", ""))
    return {"lines": lines_of_story(told, setting), "kind": kind, "zone": zone, "older": told.after}


def _rights(request: StaffRequest) -> dict[str, bool]:
    verbs = ("edit", "merge", "preferences", "tag", "contact_details")
    rights = {f"may_{verb}": request.scope.may(f"customers.{verb}") for verb in verbs}
    # What a firm bears of campaigns is told to those who work in every store, as campaigns are.
    sees_partner = request.scope.store_ids is None and request.scope.may("marketing.view")
    return {**rights, "may_see_partner": sees_partner}
