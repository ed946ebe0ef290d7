"""Somebody new, joining a plan with a card, a card for a friend, the card shown."""

from random import SystemRandom

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.services import DuplicateCustomers, register_customer
from shuke.records.membership.cards.pictures import ean13_bars
from shuke.records.membership.checkout.buyers import member_for
from shuke.records.membership.models import Card, Member, Plan
from shuke.records.membership.queries import purse_members
from shuke.records.membership.services import enrol_member, issue_card
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.counter.forms import FriendForm, NewGuestForm
from shuke.web.counter.guest import Guest
from shuke.web.counter.place import Place, place_of
from shuke.web.counter.services import ORIGIN
from shuke.web.counter.views.reading import choose_a_store, guest_or_404, guest_url, with_news

DOUBT = "may_be_duplicate"
_RNG = SystemRandom()


@get_or_post
@staff_view("customers.register")
def new(request: StaffRequest) -> HttpResponse:
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    form = NewGuestForm(request.POST or None, is_doubted=DOUBT in request.POST, initial=typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            customer = register_customer(
                scope=request.scope,
                now=place.now,
                origin=ORIGIN,
                fields={**form.values(), "home_store": place.store},
                identities=form.identities(),
                may_be_duplicate=bool(form.cleaned_data.get(DOUBT)),
            )
        except DuplicateCustomers as known:
            form = NewGuestForm(request.POST, is_doubted=True)
            form.add_error(None, _known(known, place))
        except (ShukeError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            return go_to(request, "counter_guest", customer.pk)
    return render_form(request, form, title=_("Somebody new"), submit=_("Welcome them"))


@require_POST
@staff_view("membership.enrol")
def join(request: StaffRequest, pk: int) -> HttpResponse:
    """The account in the plan and its first card, at once; who has both already keeps them."""
    guest, now = guest_or_404(request, pk), timezone.now()
    plan = get_object_or_404(Plan, code=request.POST.get("plan", ""))
    member = enrol_member(scope=request.scope, now=now, plan=plan, customer=guest.customer, origin=ORIGIN)
    card = member.cards.filter(status=Card.Status.ACTIVE).first()
    return _card(request, guest, card or issue_card(scope=request.scope, now=now, member=member, rng=_RNG))


@get_or_post
@staff_view("membership.enrol")
def card_for_friend(request: StaffRequest, pk: int) -> HttpResponse:
    """A further card; refused with a sentence where the plan shares none."""
    guest = guest_or_404(request, pk)
    form = FriendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member, holder = _member(guest), form.cleaned_data["holder"]
        card = issue_card(scope=request.scope, now=timezone.now(), member=member, rng=_RNG, holder=holder)
        return _card(request, guest, card)
    return render_form(request, form, title=_("A card for a friend"), submit=_("Make the card"))


@require_GET
@staff_view("counter.use")
def card(request: StaffRequest, pk: int, card: int) -> HttpResponse:
    guest = guest_or_404(request, pk)
    purse = purse_members(_member(guest))
    return _card(request, guest, get_object_or_404(Card.objects.filter(member__in=purse), pk=card))


def _card(request: StaffRequest, guest: Guest, card: Card) -> HttpResponse:
    """The number as bars, to be scanned off the screen or photographed."""
    context = {"guest": guest, "card": card, "bars": ean13_bars(card.number), "here": guest_url(guest)}
    return with_news(render(request, "counter/card.html#dialog" if request.htmx else "counter/card.html", context))


def _member(guest: Guest) -> Member:
    member = member_for(guest.customer)
    if member is None:
        raise Http404
    return member


def typed_in(request: StaffRequest) -> dict[str, str]:
    """What was looked for in vain is half of the form."""
    text = request.GET.get("q", "").strip()
    digits = sum(char.isdigit() for char in text)
    return {"phone" if digits * 2 > len(text) else "name": text} if text else {}


def _known(duplicate: DuplicateCustomers, place: Place) -> str:
    """Who it may be, by name where they are of the reader's stores."""
    people = [candidate.customer for candidate in duplicate.candidates[:3]]
    said = [str(one) if place.scope.covers_store(one.home_store_id) else one.number for one in people]
    return f"{duplicate} {_(', ').join(said)}"
