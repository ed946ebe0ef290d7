"""Which members a list shows: by plan, tier, standing, month of expiry, or a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from shuke.lib.ids import is_id
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import own_and_merged, search_customers
from shuke.records.membership.models import Lot, Member, Plan, Tier
from shuke.records.membership.queries import lots_ending_in
from shuke.web import figures

_MOST_FOUND = 50
NEVER = "never"


@dataclass(frozen=True)
class Asked:
    q: str = ""
    plan: Plan | None = None
    tier: Tier | None = None
    in_grace: bool = False
    expires: str = ""  # "2027-03" or "never"

    @property
    def is_set(self) -> bool:
        return bool(self.q or self.plan or self.tier or self.in_grace or self.expires)

    @property
    def month(self) -> date | None:
        return None if self.expires in ("", NEVER) else date.fromisoformat(f"{self.expires}-01")

    @property
    def month_words(self) -> str:
        return figures.month_year(self.month) if self.month else ""


def filters_of(given: Mapping[str, str]) -> Asked:
    """What cannot be read is left out: an address somebody mistyped is no fault."""
    return Asked(
        q=given.get("q", "").strip()[:100],
        plan=Plan.objects.filter(pk=_number(given, "plan")).first() if given.get("plan") else None,
        tier=Tier.objects.filter(pk=_number(given, "tier")).first() if given.get("tier") else None,
        in_grace=given.get("grace") == "yes",
        expires=_month(given.get("expires", "")),
    )


def asked_members(members: QuerySet[Member], asked: Asked, *, scope: Scope) -> QuerySet[Member]:
    if asked.q:
        found = search_customers(asked.q, scope=scope, limit=_MOST_FOUND)
        members = members.filter(customer__in=own_and_merged(*(one.customer.pk for one in found)))
    if asked.plan:
        members = members.filter(plan=asked.plan)
    if asked.tier:
        members = members.filter(tier=asked.tier)
    if asked.in_grace:
        members = members.filter(falls_at__isnull=False)
    if asked.expires:
        members = members.filter(Exists(_lots_that_expire(asked)))
    return members


def _lots_that_expire(asked: Asked) -> QuerySet[Lot]:
    of_member = Q(member=OuterRef("pk"))
    if asked.month is None:
        return Lot.objects.filter(Q(active__gt=0) | Q(pending__gt=0), of_member, expires_at__isnull=True)
    return lots_ending_in(asked.month).filter(of_member)


def _number(given: Mapping[str, str], key: str) -> int:
    text = given.get(key, "")
    return int(text) if is_id(text) else 0


def _month(text: str) -> str:
    if text == NEVER:
        return text
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return ""
    return f"{month:%Y-%m}" if 1900 <= month.year <= 9000 else ""  # further out the calendar ends
