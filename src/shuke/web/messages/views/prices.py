"""What it costs to reach somebody: the profit of journeys and care, and what a class costs, are reckoned with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.models import ContactPrice
from shuke.records.messages.queries import minutes_of_work
from shuke.records.messages.services import save_contact_prices
from shuke.records.stores.queries import business
from shuke.web.answers import INVALID, get_or_post, go_to
from shuke.web.messages.forms import PricesForm
from shuke.web.settings.views.section import render_section


@get_or_post
@staff_view("messages.manage")
def contact_prices(request: StaffRequest) -> HttpResponse:
    held = {**dict(ContactPrice.objects.values_list("way", "amount")), **minutes_of_work()}
    form = PricesForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        save_contact_prices(scope=request.scope, now=timezone.now(), prices=form.prices(), minutes=form.minutes())
        messages.success(request, _("Saved."))
        return go_to(request, "settings_contact_prices")
    context = {"form": form, "currency": business().currency}
    response = render_section(request, "web/messages/prices.html", context)
    response.status_code = INVALID if form.errors else 200
    return response
