"""What a person asks for: stored here, computed by the next run."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.analytics.groups.clusters import MOST, TooManyGroups
from shuke.analytics.groups.features import columns_of
from shuke.analytics.groups.targets import Target
from shuke.lib.errors import ShukeError
from shuke.lib.ids import is_id
from shuke.report.words import keys_of
from shuke.scores.groups.models import RESPONDED, Group, Grouping, LookAlikeList, RuleSet
from shuke.scores.trials.models import CellTable

# Scores whose keys name a group that others may be like.
SCORES = ("value_class", "pyramid_level", "stage", "rfm_group")
GROUP = "group"


class UnknownTarget(ShukeError):
    """Something that cannot be foretold."""


class UnknownReference(ShukeError):
    """A group that does not exist, so nobody can be like it."""


class EmptyName(ShukeError):
    """A division of customers without a name cannot be told from the others."""


def ask_for_groups(*, name: str, families: Sequence[str], count: int | None) -> Grouping:
    """Raises EmptyName, UnknownFamily, TooManyGroups."""
    if not name.strip():
        raise EmptyName(_("Give the groups a name, so that others know what they were made for."))
    columns_of(families)
    if count is not None and not 2 <= count <= MOST:
        raise TooManyGroups(_("Ask for 2 to %(most)s groups, or have the number chosen.") % {"most": MOST})
    return Grouping.objects.create(name=name.strip()[:80], families=list(families), count=count)


def find_groups_again(*, grouping: Grouping) -> None:
    """Have the next run look for groups anew; names stay with the customers they were given to."""
    Grouping.objects.filter(pk=grouping.pk).update(wants_new_fit=True)


@transaction.atomic
def forget_groups(*, grouping: Grouping) -> None:
    """The grouping, its groups and the lists of customers like them."""
    ids = [str(pk) for pk in grouping.groups.values_list("pk", flat=True)]
    LookAlikeList.objects.filter(kind=GROUP, key__in=ids).delete()
    grouping.delete()


def name_group(*, group: Group, name: str, now: datetime) -> Group:
    """An empty name takes the given one away."""
    group.name, group.named_at = name.strip()[:80], now if name.strip() else None
    group.save(update_fields=["name", "named_at"])
    return group


def ask_for_rules(*, target: str, table: CellTable | None = None) -> RuleSet:
    """`table`: of the target “responded” alone, whose tested customers are learnt from.

    Raises:
        UnknownTarget: no such target, no table where one is needed, one where none is, or one not counted yet.
    """
    if target != RESPONDED and target not in set(Target):
        said = _("“%(target)s” cannot be foretold; there are %(targets)s.")
        raise UnknownTarget(said % {"target": target, "targets": ", ".join([*Target, RESPONDED])})
    if (target == RESPONDED) != (table is not None):
        raise UnknownTarget(_("Who answers is learnt from one cell table: name it with “responded”, and only there."))
    if table is not None and not table.cells:
        raise UnknownTarget(_("“%(table)s” is not counted yet; ask again when it is.") % {"table": table.name})
    found, _created = RuleSet.objects.get_or_create(target=target, table=table)
    return found


def ask_for_look_alikes(*, kind: str, key: str, among: str = LookAlikeList.Among.BUYERS) -> LookAlikeList:
    """Raises UnknownReference."""
    if among not in LookAlikeList.Among.values:
        raise UnknownReference(_("Compare the group with those who buy or with those who never bought."))
    is_score = kind in SCORES and key in keys_of(kind)
    is_group = kind == GROUP and is_id(key) and Group.objects.filter(pk=int(key), place__isnull=False).exists()
    if not is_score and not is_group:
        raise UnknownReference(_("There is no such group of customers; choose one from the list."))
    found, _created = LookAlikeList.objects.get_or_create(kind=kind, key=key, among=among)
    return found
