"""What the customer page shows at once: scores as they are now, habits, people around, rights to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.queries import active_preferences, consents_now, ties_of
from shuke.records.customers.strength import Strength, preference_strength
from shuke.records.stores.models import Business
from shuke.scores.live import Pace, paces_of
from shuke.scores.models import CustomerScore
from shuke.web import figures
from shuke.web.customers.listing import product_names
from shuke.web.customers.outlook import Outlook
from shuke.web.customers.setting import Setting
from shuke.web.today.advice import advice_for
from shuke.web.words import Reason

RELATED_AT_MOST = 12


@dataclass(frozen=True)
class Worth:
    """The scores with their reasons, put right by orders newer than the run."""

    score: CustomerScore
    pace: Pace
    outlook: Outlook
    reasons: Sequence[Reason]
    product_names: Mapping[str, str]
    advice: str  # one thing to do; empty: nothing presses

    @property
    def average_minor(self) -> int | None:
        return round(self.score.spend_minor / self.score.orders) if self.score.orders else None

    @property
    def change_of_90(self) -> float | None:
        """Spend of 90 days against the 90 before, as a share."""
        before = self.score.spend_90_before_minor
        return self.score.spend_90_minor / before - 1 if before > 0 else None

    @property
    def change_said(self) -> str:
        change = self.change_of_90
        return "" if change is None else _("%(share)s in 90 days") % {"share": figures.percent(abs(change))}


def worth_of(customer: Customer, setting: Setting) -> Worth | None:
    """None for who was registered since the latest run."""
    score = CustomerScore.objects.filter(pk=customer.pk).select_related("run").first()
    if score is None:
        return None
    pace = paces_of([score], run=setting.run, today=setting.today)[customer.pk]
    presses = score.stage == "declining" and not pace.is_newer_than_run and not customer.is_do_not_contact
    return Worth(
        score=score,
        pace=pace,
        outlook=Outlook(score, setting, is_newer_than_run=pace.is_newer_than_run),
        reasons=pace.why,
        product_names=product_names([score]),
        advice=advice_for(score) if presses and pace.why else "",
    )


@dataclass(frozen=True)
class HeldPreference:
    preference: Preference
    strength: Strength


def preferences_of(customer_id: int, *, shop: Business, now: datetime) -> list[HeldPreference]:
    return [
        HeldPreference(
            preference,
            preference_strength(
                how=preference.how,
                confirmations=preference.confirmations,
                confirmed_at=preference.confirmed_at,
                is_pinned=preference.is_pinned,
                half_life_days=shop.preference_half_life_days,
                now=now,
            ),
        )
        for preference in active_preferences(customer_id)
    ]


@dataclass(frozen=True)
class Related:
    customer: Customer
    how: str  # key of `RELATION_WORDS`
    note: str = ""
    tie_id: int | None = None  # of a relation somebody wrote down, which can be taken away


def related_to(customer: Customer) -> list[Related]:
    """Relations either way, who referred whom, and the household; each person once, the closest tie first."""
    ties = [
        *(Related(tie.other, tie.kind, tie.note, tie.id) for tie in ties_of(customer.pk)),
        *(Related(other, how) for other, how in _people(customer)),
    ]
    seen: dict[int, Related] = {}
    for tie in ties:
        if tie.customer.pk != customer.pk and tie.customer.erased_at is None:
            seen.setdefault(tie.customer.pk, tie)
    return list(seen.values())[:RELATED_AT_MOST]


def _people(customer: Customer) -> list[tuple[Customer, str]]:
    """By the customer's own record and those that became part of it."""
    own = [customer, *customer.merged_from.all()]
    ids = {one.pk for one in own}
    bringers = {bringer.merged_into_id or bringer.pk for one in own if (bringer := one.referred_by)}
    households = {one.household_id for one in own if one.household_id}
    wanted = Q(referred_by__in=ids) | Q(pk__in=bringers) | Q(household__in=households)
    others = Customer.objects.current().filter(wanted).exclude(pk=customer.pk).order_by("pk")[:RELATED_AT_MOST]
    return [(other, _tie(other, ids, bringers)) for other in others]


def _tie(other: Customer, ids: set[int], bringers: set[int]) -> str:
    if other.referred_by_id in ids:
        return "brought"
    return "referred_by" if other.pk in bringers else "household"


def consent_rows(customer_id: int) -> list[dict[str, Any]]:
    """Every channel with the latest word on marketing, and what else was said."""
    said = {(consent.channel, consent.purpose): consent for consent in consents_now(customer_id)}
    channels = [(channel, "marketing") for channel in ("wechat", "sms", "email", "phone", "post")]
    keys = channels + [key for key in said if key not in channels]
    return [{"channel": channel, "purpose": purpose, "said": said.get((channel, purpose))} for channel, purpose in keys]
