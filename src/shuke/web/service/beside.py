"""The customer beside the case: who they are and are worth, what to know before speaking, what was of late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Window

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Improvement
from shuke.records.cases.queries import cases_of_people
from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.queries import Contact, active_preferences, contact_of, survivor_of
from shuke.records.membership.models import Member
from shuke.records.membership.queries import points_now
from shuke.records.membership.queries.members import people_in
from shuke.records.sales.models import Order
from shuke.records.stores.models import Business
from shuke.web.customers.portrait import Worth, worth_of
from shuke.web.customers.setting import Setting, setting_for
from shuke.web.customers.story import story_of
from shuke.web.customers.story_words import Line, lines_of_story

PREFERENCES_SHOWN, CASES_SHOWN, LINES_SHOWN, ORDERS_SHOWN = 5, 6, 5, 20
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Beside:
    customer: Customer
    worth: Worth | None
    setting: Setting
    contact: Sequence[Contact]
    preferences: Sequence[Preference]
    points: int | None  # None: no member
    earlier: Sequence[Case]
    complaints_in_a_year: int

    @property
    def phone(self) -> str:
        """To call by a click; empty where the reader may not see it."""
        held = next((one.value for one in self.contact if one.kind == "phone"), "")
        return "" if "•" in held or "*" in held else held


def beside(case: Case, scope: Scope, *, now: datetime, shop: Business) -> Beside | None:
    """About ten queries; None while nobody knows who it is."""
    if case.customer is None:
        return None
    customer = survivor_of(case.customer)
    people, setting = people_in(customer.pk), setting_for(scope, now=now, shop=shop)
    members = list(Member.objects.filter(customer__in=people).values_list("pk", flat=True))
    is_recent_complaint = Q(kind=Case.Kind.COMPLAINT, opened_at__gt=now - A_YEAR)
    counted = cases_of_people(people).annotate(complaints=Window(Count("pk", filter=is_recent_complaint)))
    latest = list(counted[: CASES_SHOWN + 1])
    earlier = [one for one in latest if one.pk != case.pk]
    return Beside(
        customer=customer,
        worth=worth_of(customer, setting),
        setting=setting,
        contact=contact_of(customer, scope=scope),
        preferences=list(active_preferences(customer.pk)[:PREFERENCES_SHOWN]),
        points=points_now(members, now=now) if members else None,
        earlier=earlier[:CASES_SHOWN],
        complaints_in_a_year=latest[0].complaints if latest else 0,
    )


@dataclass(frozen=True)
class Latest:
    """What the customer did and heard of late, cases left out: those stand beside it."""

    customer: Customer
    purchases: Sequence[Line]
    touches: Sequence[Line]


def latest_of(case: Case, scope: Scope, *, now: datetime, shop: Business) -> Latest | None:
    """At most fifteen queries, however long the customer's story is; None while nobody knows who it is."""
    if case.customer is None:
        return None
    customer, setting = survivor_of(case.customer), setting_for(scope, now=now, shop=shop)
    zone = ZoneInfo(customer.home_store.time_zone if customer.home_store else shop.time_zone)

    def lines(kind: str) -> list[Line]:
        story = story_of(customer.pk, scope=scope, zone=zone, kind=kind)
        entries = [entry for entry in story.entries if not entry.kind.startswith("case.")]
        return lines_of_story(replace(story, entries=entries[:LINES_SHOWN]), setting)

    return Latest(customer=customer, purchases=lines("purchases"), touches=lines("records"))


def orders_to_link(case: Case) -> list[Order]:
    if case.customer_id is None:
        return []
    orders = Order.objects.filter(customer__in=people_in(case.customer_id)).select_related("store")
    return list(orders.order_by("-ordered_on", "-pk")[:ORDERS_SHOWN])


def improvements_of(case: Case) -> list[Improvement]:
    return list(case.improvements.select_related("owner", "cause"))
