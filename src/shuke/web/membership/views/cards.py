"""Cards of a member: issued, shown, printed, and ended."""

from random import SystemRandom
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.dates import day_in
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.membership.models import Card, Member
from shuke.records.membership.queries import balance_of, next_tier_of, purse_members
from shuke.records.membership.services import end_card, issue_card, replace_card
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.frame import shown_scope
from shuke.web.membership.finding import asked_members, filters_of
from shuke.web.membership.forms.points import CardForm
from shuke.web.membership.passes import MOST_PRINTED, printed, sheets_of, within_reach
from shuke.web.membership.rows import accounts_seen_by, members_seen_by
from shuke.web.membership.views.page import render_page
from shuke.web.membership.words import plan_sentences, tier_sentences


@require_GET
@staff_view("membership.view")
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """One card on a phone: turned round, the customer sees it and a scanner reads it."""
    found, now = _card(request.scope, pk), timezone.now()
    purse = purse_members(found.member)
    member, ids = purse[0], [one.pk for one in purse]
    balance = balance_of(ids, now=now)
    context = {
        "pass": printed(found),
        "card": found,
        "member": member,
        "balance": balance,
        "gone_on": balance.next_expiry_at and day_in(member.plan.time_zone, balance.next_expiry_at),
        "next_tier": next_tier_of(member, ids, now=now),
        "rewards": within_reach(member, balance.points),
        "sentences": tier_sentences(member.tier) if member.tier else plan_sentences(member.plan)[1:2],
        "may_enrol": request.scope.may("membership.enrol"),
    }
    return render_page(request, "membership/card.html", context)


@require_GET
@staff_view("membership.view")
def print_cards(request: StaffRequest) -> HttpResponse:
    """Sheets of A4: one card (`card`), or the newest of the members asked for."""
    cards = cards_seen_by(request.scope).filter(status=Card.Status.ACTIVE)
    if is_id(card := request.GET.get("card", "")):
        cards = cards.filter(pk=int(card))
    else:
        scope = shown_scope(request)
        asked = asked_members(members_seen_by(scope), filters_of(request.GET), scope=scope)
        cards = cards.filter(member__in=asked)
    sheets = sheets_of(cards.order_by("-pk"))
    return render_page(request, "membership/print.html", {"sheets": sheets, "most": MOST_PRINTED})


@get_or_post
@staff_view("membership.enrol")
def issue(request: StaffRequest, pk: int) -> HttpResponse:
    member: Member = get_object_or_404(accounts_seen_by(request.scope), pk=pk)
    made: list[Card] = []

    def save(values: dict[str, Any]) -> None:
        made.append(
            issue_card(
                scope=request.scope, now=timezone.now(), member=member, rng=SystemRandom(), holder=values["holder"]
            )
        )

    form = CardForm(request.POST if request.method == "POST" else None)
    if is_saved(request, form, save):
        messages.success(request, _("The card is in use at once."))
        return go_to(request, "membership_card", made[0].pk)
    return render_form(request, form, title=_("New card"), submit=_("Issue the card"), says=str(member.customer))


@get_or_post
@staff_view("membership.enrol")
def lose(request: StaffRequest, pk: int) -> HttpResponse:
    return _end(
        request, pk, Card.Status.LOST, title=_("Report this card lost?"), submit=_("Report lost"),
        says=_("The number opens nothing any more, and a till that reads it says so. A new card can replace it."),
    )  # fmt: skip


@get_or_post
@staff_view("membership.enrol")
def block(request: StaffRequest, pk: int) -> HttpResponse:
    return _end(
        request, pk, Card.Status.BLOCKED, title=_("Block this card?"), submit=_("Block"),
        says=_("The number opens nothing any more. This cannot be undone; a new card can replace it."),
    )  # fmt: skip


@get_or_post
@staff_view("membership.enrol")
def replace(request: StaffRequest, pk: int) -> HttpResponse:
    found, form = _card(request.scope, pk), forms.Form(request.POST if request.method == "POST" else None)
    made: list[Card] = []

    def save(values: dict[str, Any]) -> None:
        made.append(replace_card(scope=request.scope, now=timezone.now(), card=found, rng=SystemRandom()))

    if is_saved(request, form, save):
        messages.success(request, _("The new card is in use at once."))
        return go_to(request, "membership_card", made[0].pk)
    says = _("The new card gets a number of its own; the old number opens nothing any more.")
    return render_form(request, form, title=_("Replace this card?"), submit=_("Replace"), says=says, danger=True)


def cards_seen_by(scope: Scope) -> QuerySet[Card]:
    cards = Card.objects.filter(member__in=accounts_seen_by(scope))
    return cards.select_related(
        "member__plan", "member__tier", "member__customer__merged_into", "member__home_store", "replaced_by"
    )


def _card(scope: Scope, pk: int) -> Card:
    found: Card = get_object_or_404(cards_seen_by(scope), pk=pk)
    return found


def _end(request: StaffRequest, pk: int, status: str, *, title: str, says: str, submit: str) -> HttpResponse:
    found, form = _card(request.scope, pk), forms.Form(request.POST if request.method == "POST" else None)

    def save(values: dict[str, Any]) -> None:
        end_card(scope=request.scope, now=timezone.now(), card=found, status=status)

    if is_saved(request, form, save):
        messages.success(request, _("Card %(number)s opens nothing any more.") % {"number": found.number})
        return go_to(request, "member", found.member_id)
    return render_form(request, form, title=title, submit=submit, says=says, danger=True)
