"""Doors from membership into the customer list."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.lib.ids import is_id
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import Member, Plan, Tier
from shuke.web.customers.filters.kinds import Choice, Choices, Filter
from shuke.web.customers.setting import Setting
from shuke.web.membership.moving import members_rising, tier_below


class InPlan(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        return Q(pk__in=Member.objects.filter(plan__in=[int(pk) for pk in named]).values(person=PERSON))


class OnTier(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        return Q(pk__in=Member.objects.filter(tier__in=[int(pk) for pk in named]).values(person=PERSON))


class RisesTo(Choice):
    """Within reach of a tier, from the one below it."""

    def condition(self, value: str, setting: Setting) -> Q:
        super().condition(value, setting)  # raises UnreadableFilter
        tiers = Tier.objects.filter(pk__in=[int(pk) for pk in value.split(",") if is_id(pk)])
        found = Q(pk__in=[])
        for tier in tiers.select_related("plan"):
            rising = members_rising(Member.objects.all(), tier, tier_below(tier), today=setting.today)
            found |= Q(pk__in=rising.values(person=PERSON))
        return found

    def any_of(self, named: Sequence[str]) -> Q:
        return Q()


class FallsFrom(Choice):
    """In the grace before falling from a tier."""

    def any_of(self, named: Sequence[str]) -> Q:
        members = Member.objects.filter(falls_at__isnull=False, tier__in=[int(pk) for pk in named])
        return Q(pk__in=members.values(person=PERSON))


def _plans(setting: Setting) -> Choices:
    return [(str(plan.pk), plan.name) for plan in Plan.objects.all()]


def _tiers(setting: Setting) -> Choices:
    said = _("%(plan)s: %(tier)s")
    tiers = Tier.objects.select_related("plan").order_by("plan__code", "min_growth")
    return [(str(tier.pk), said % {"plan": tier.plan.name, "tier": tier.name}) for tier in tiers]


FILTERS: tuple[Filter, ...] = (
    InPlan(
        key="plan", label=gettext_lazy("Member of"), group="person", choices=_plans, is_integer=True,
        empty=~Q(pk__in=Member.objects.values(person=PERSON)),
    ),
    OnTier(
        key="tier", label=gettext_lazy("Tier"), group="person", choices=_tiers, is_integer=True,
        empty=~Q(pk__in=Member.objects.filter(tier__isnull=False).values(person=PERSON)),
    ),
    RisesTo(
        key="rises_to", label=gettext_lazy("Within reach of the tier"), group="person", choices=_tiers,
        is_integer=True, empty=Q(),
    ),
    FallsFrom(
        key="falls_from", label=gettext_lazy("About to fall from the tier"), group="person", choices=_tiers,
        is_integer=True, empty=Q(),
    ),
)  # fmt: skip
