"""Serving somebody of another store: an exact card or full phone shows what is needed to serve, and nothing more."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.queries import Found, search_customers
from shuke.web.customers.portrait import preferences_of
from shuke.web.customers.setting import setting_for

FOUND_AT_MOST = 5


@require_GET
@staff_view("customers.view")
def serve(request: StaffRequest) -> HttpResponse:
    """Name and preferences; who holds the card or phone must be in front of one, so it is asked for each time."""
    found = [one for one in search_customers(request.GET.get("q", ""), scope=request.scope) if one.by != "word"]
    if not found:
        raise Http404
    if found[0].is_inside:
        return redirect("customer", found[0].customer.pk)
    now = timezone.now()
    setting = setting_for(request.scope, now=now)
    customer = found[0].customer
    held = preferences_of(customer.pk, shop=setting.business, now=now)
    context = {"customer": customer, "preferences": held, "setting": setting}
    return render(request, "web/customers/serve.html", context)


def people_of_other_stores(request: StaffRequest, text: str) -> list[Found]:
    """Whom an exact card or phone means outside the reader's stores."""
    return [one for one in search_customers(text, scope=request.scope, limit=FOUND_AT_MOST) if not one.is_inside]
