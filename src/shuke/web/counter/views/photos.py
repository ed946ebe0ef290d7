"""A picture of who agreed to one: shown to who may serve them, and nowhere else."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.pictures import LARGEST_BYTES
from shuke.records.customers.queries import agrees_to_photo, photo_of
from shuke.records.customers.services import keep_photo, remove_photo
from shuke.web.answers import get_or_post, refusals_in, render_form
from shuke.web.counter.forms import PhotoForm
from shuke.web.counter.guest import Guest
from shuke.web.counter.services import ORIGIN
from shuke.web.counter.views.reading import guest_or_404, guest_url, with_news


@require_GET
@staff_view("counter.use")
def photo(request: StaffRequest, pk: int) -> HttpResponse:
    found = photo_of(_inside(request, pk).customer.pk)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.picture), content_type="image/jpeg")  # gone in the moment that its consent is


@get_or_post
@staff_view("customers.preferences")
def keep(request: StaffRequest, pk: int) -> HttpResponse:
    """The tick is their consent, written down with the picture; where they gave it before, it is not asked again."""
    guest = _inside(request, pk)
    customer = guest.customer
    form = PhotoForm(request.POST or None, request.FILES or None, is_agreed=agrees_to_photo(customer.pk))
    if request.method == "POST" and form.is_valid():
        is_agreed = form.cleaned_data.get("is_agreed", False)
        data = form.cleaned_data["picture"].read(LARGEST_BYTES + 1)
        now = timezone.now()
        with refusals_in(form, "picture"):
            keep_photo(scope=request.scope, now=now, origin=ORIGIN, customer=customer, data=data, is_agreed=is_agreed)
            return _done(request, guest, _("The picture is kept"))
    return render_form(request, form, title=_("Picture of %(name)s") % {"name": customer}, submit=_("Keep it"))


@require_POST
@staff_view("customers.preferences")
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    guest = _inside(request, pk)
    remove_photo(scope=request.scope, now=timezone.now(), customer=guest.customer)
    return _done(request, guest, _("The picture is removed"))


def _inside(request: StaffRequest, pk: int) -> Guest:
    """Of one's own stores: what is needed to serve somebody else's customer is no picture."""
    guest = guest_or_404(request, pk)
    if not guest.is_inside:
        raise Http404
    return guest


def _done(request: StaffRequest, guest: Guest, title: str) -> HttpResponse:
    if not request.htmx:
        return redirect(guest_url(guest))
    return with_news(render(request, "counter/said.html", {"title": title, "name": guest.customer}))
