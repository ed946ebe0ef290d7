"""Groups that others may be like, and what they are called."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shuke.report.words import keys_of, name_of
from shuke.scores.groups.models import Group, LookAlikeList
from shuke.scores.groups.services.asking import GROUP, SCORES
from shuke.web.groups.rows import group_name


def choices() -> list[tuple[str, str]]:
    """(“kind:key”, words) of every group that exists: by score, then those found."""
    kinds = {
        "value_class": _("Value class"),
        "pyramid_level": _("Pyramid level"),
        "stage": _("Stage"),
        "rfm_group": _("RFM group"),
    }
    scored = [
        (f"{kind}:{key}", _("%(kind)s: %(name)s") % {"kind": kinds[kind], "name": name_of(kind, key)})
        for kind in SCORES
        for key in keys_of(kind)
        if key
    ]
    found = Group.objects.filter(place__isnull=False).order_by("grouping", "number")
    return [*scored, *((f"{GROUP}:{group.pk}", group_name(group)) for group in found)]


def names_of(listings: Iterable[LookAlikeList]) -> dict[int, str]:
    """What each list's members are called, by the list's id."""
    listed = list(listings)
    ids = [int(each.key) for each in listed if each.kind == GROUP]
    groups = Group.objects.in_bulk(ids) if ids else {}
    return {each.pk: _name(each, groups) for each in listed}


def listed_as(listing: LookAlikeList, name: str) -> str:
    """Two lists may be like the same group."""
    return _("%(name)s, never bought") % {"name": name} if listing.is_of_prospects else name


def _name(listing: LookAlikeList, groups: dict[int, Group]) -> str:
    if listing.kind != GROUP:
        return name_of(listing.kind, listing.key)
    group = groups.get(int(listing.key))
    return group_name(group) if group else _("a group that is no more")
