"""Doors from groups, rules and look-alikes into the customer list."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.lib.ids import is_id
from shuke.scores.groups.models import CustomerGroup, CustomerLikeness, CustomerRule, Group, LookAlikeList, RuleSet
from shuke.scores.groups.queries import is_still_prospect
from shuke.web.customers.filters.kinds import Choice, Choices, Filter
from shuke.web.customers.setting import Setting
from shuke.web.groups.alike import listed_as, names_of
from shuke.web.groups.rows import group_name
from shuke.web.groups.words import conditions_words, target_words


class InGroup(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        return Q(pk__in=CustomerGroup.objects.filter(group__in=[int(pk) for pk in named]).values("customer"))


class ByRule(Choice):
    """“left-0”: the first rule about leaving; “responded-3-0”: the first about who answers the table 3."""

    def any_of(self, named: Sequence[str]) -> Q:
        found = Q(pk__in=[])
        for value in named:
            key, _separator, place = value.rpartition("-")
            if is_id(place):
                members = CustomerRule.objects.filter(place=int(place), **_of_key(key))
                found |= Q(pk__in=members.values("customer"))
        return found


def _of_key(key: str) -> dict[str, object]:
    target, _separator, table = key.partition("-")
    return {"rule_set__target": target, "rule_set__table": int(table) if is_id(table) else None}


class Alike(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        """As the pages of these lists count them."""
        members = CustomerLikeness.objects.filter(listing__in=[int(pk) for pk in named])
        buyers = members.filter(listing__among=LookAlikeList.Among.BUYERS)
        prospects = members.filter(is_still_prospect(), listing__among=LookAlikeList.Among.PROSPECTS)
        return Q(pk__in=buyers.values("customer")) | Q(pk__in=prospects.values("customer"))


def _groups(setting: Setting) -> Choices:
    found = Group.objects.filter(place__isnull=False).order_by("grouping", "number")
    return [(str(group.pk), group_name(group)) for group in found]


def _rules(setting: Setting) -> Choices:
    said = _("%(target)s: %(rule)s")
    return [
        (
            f"{found.key}-{place}",
            said
            % {
                "target": target_words(found.target, found.table)[0],
                "rule": conditions_words(rule["conditions"], currency=setting.currency),
            },
        )
        for found in RuleSet.objects.select_related("table").order_by("pk")
        for place, rule in enumerate(found.rules)
    ]


def _alike(setting: Setting) -> Choices:
    listings = list(LookAlikeList.objects.order_by("pk"))
    names = names_of(listings)
    return [(str(each.pk), listed_as(each, names[each.pk])) for each in listings]


# `none` of each: in no group, under no rule, on no list.
FILTERS: tuple[Filter, ...] = (
    InGroup(
        key="group", label=gettext_lazy("Group"), group="value", choices=_groups, is_integer=True,
        empty=~Q(pk__in=CustomerGroup.objects.values("customer")),
    ),
    ByRule(
        key="rule", label=gettext_lazy("Rule"), group="risk", choices=_rules,
        empty=~Q(pk__in=CustomerRule.objects.values("customer")),
    ),
    Alike(
        key="alike", label=gettext_lazy("Like those of"), group="value", choices=_alike, is_integer=True,
        empty=~Q(pk__in=CustomerLikeness.objects.values("customer")),
    ),
)  # fmt: skip
