"""What is known of people, in the reader's words: why somebody who never bought is like the customers of a group."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.actions.segments.fields import FIELDS
from shuke.analytics.groups.prospects import MANY, YES
from shuke.records.customers.models import Customer
from shuke.web import figures
from shuke.web.groups.words import Word

# Others are fields of segments, and called as there.
NAMES: dict[str, Word] = {
    "age": gettext_lazy("Age"),
    "origin": gettext_lazy("Put on record"),
    "brought": gettext_lazy("Brought by somebody"),
}
ORIGINS: dict[str, Word] = {
    "page": pgettext_lazy("put on record", "by a colleague"),
    "counter": pgettext_lazy("put on record", "at the counter"),
    "import": pgettext_lazy("put on record", "from a file"),
    "api": pgettext_lazy("put on record", "by another program"),
    "own_page": pgettext_lazy("put on record", "by themselves"),
}


def known_words(reasons: Sequence[Mapping[str, Any]]) -> str:
    """ "Age 25–34 (61% of the members, 30% of other buyers); Tag wine (…)"."""
    said = [
        _("%(what)s (%(members)s of the members, %(others)s of other buyers)")
        % {
            "what": value_name(reason["facts"]["feature"], reason["facts"]["value"]),
            "members": figures.percent(reason["facts"]["members"]),
            "others": figures.percent(reason["facts"]["others"]),
        }
        for reason in reasons
    ]
    return _("; ").join(said) or figures.NOTHING


def value_name(feature: str, value: str) -> str:
    """ "Gender female", "Has an e-mail", "Tag wine"."""
    kind, separator, name = feature.partition(MANY)
    if separator:
        return _several(kind, name)
    label = NAMES[feature] if feature in NAMES else FIELDS[feature].label if feature in FIELDS else feature
    if value == YES:
        return str(label)
    return _("%(name)s %(value)s") % {"name": label, "value": _value(feature, value)}


def _several(kind: str, name: str) -> str:
    if kind == "preference":
        topic, _colon, value = name.partition(MANY)
        return _("%(topic)s: %(value)s") % {"topic": topic, "value": value}
    return (_("Member of “%(name)s”") if kind == "plan" else _("Tag “%(name)s”")) % {"name": name}


def _value(feature: str, value: str) -> str:
    match feature:
        case "gender" if value in Customer.Gender.values:
            return str(Customer.Gender(value).label)
        case "origin":
            return str(ORIGINS.get(value, value))
        case "age":
            first, _dash, last = value.partition("-")
            said = _("%(first)s–%(last)s") if last else _("from %(first)s")
            return said % {"first": first, "last": last}
        case _:
            return value
