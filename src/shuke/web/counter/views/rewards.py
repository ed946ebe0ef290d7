"""Points exchanged for a reward at the counter, and a reward that comes back."""

import re
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.checkout.buyers import member_for
from shuke.records.membership.models import Member
from shuke.records.membership.queries import balance_of, claims_of, purse_ids, rewards_of
from shuke.records.membership.services import Cause, claim_reward, return_reward
from shuke.web.answers import with_toast
from shuke.web.counter.guest import Guest
from shuke.web.counter.place import Place, place_named, place_of
from shuke.web.counter.till import UnreadableBasket
from shuke.web.counter.views.reading import choose_a_store, guest_or_404, guest_url, with_news

CLAIMS_SHOWN = 5
_SOURCE = "reward"
_KEY = re.compile(r"[0-9a-f]{32}")


@require_GET
@staff_view("checkout.use")
def rewards(request: StaffRequest, pk: int) -> HttpResponse:
    """What the points reach, what they do not reach yet, and what was handed out lately."""
    place = place_of(request, now=timezone.now())
    if place is None:
        return choose_a_store(request)
    guest = guest_or_404(request, pk)
    return _shown(request, place, guest, _member(guest))


@require_POST
@staff_view("checkout.use")
def claim(request: StaffRequest, pk: int, reward: int) -> HttpResponse:
    """Its points and one of the stock, both or neither; the key of the form makes a double tap one reward."""
    place, guest = place_named(request, now=timezone.now()), guest_or_404(request, pk)
    member = _member(guest)
    wanted = get_object_or_404(member.plan.rewards, pk=reward)
    cause = Cause(source=_SOURCE, key=_key(request), reason=wanted.name, store=place.store)
    claim_reward(scope=request.scope, now=place.now, member=member, reward=wanted, cause=cause)
    return _moved(request, place, guest, member, _("Hand out: %(reward)s") % {"reward": wanted.name})


@require_POST
@staff_view("checkout.use")
def bring_back(request: StaffRequest, pk: int, claim: int) -> HttpResponse:
    place, guest = place_named(request, now=timezone.now()), guest_or_404(request, pk)
    member = _member(guest)
    held = get_object_or_404(claims_of(purse_ids(member)), pk=claim)
    cause = Cause(source=_SOURCE, key=f"back:{held.pk}", reason=held.reward.name, store=place.store)
    return_reward(scope=request.scope, now=place.now, claim=held, cause=cause)
    return _moved(request, place, guest, member, _("Back in stock: %(reward)s") % {"reward": held.reward.name})


def _moved(request: StaffRequest, place: Place, guest: Guest, member: Member, said: str) -> HttpResponse:
    if not request.htmx:
        return redirect(guest_url(guest))
    return with_toast(with_news(_shown(request, place, guest, member)), said)


def _shown(request: StaffRequest, place: Place, guest: Guest, member: Member) -> HttpResponse:
    purse = purse_ids(member)
    balance = balance_of(purse, now=place.now)
    context = {
        "guest": guest,
        "place": place,
        "here": guest_url(guest),
        "balance": balance,
        "rewards": [(one, max(0, one.points - balance.points), uuid4().hex) for one in rewards_of(member.plan)],
        "claims": claims_of(purse)[:CLAIMS_SHOWN],
    }
    return render(request, "counter/rewards.html#dialog" if request.htmx else "counter/rewards.html", context)


def _member(guest: Guest) -> Member:
    member = guest.card.member if guest.card else member_for(guest.customer)
    if member is None or not member.is_active:
        raise Http404
    return member


def _key(request: StaffRequest) -> str:
    key = request.POST.get("key", "")
    if _KEY.fullmatch(key) is None:
        raise UnreadableBasket(_("This page is too old; open the rewards again."))
    return key
