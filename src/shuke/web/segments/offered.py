"""What the builder offers: fields by group, how each may be asked, the choices it has, and all of it in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.actions.campaigns.queries.gatherings import visible_gatherings
from shuke.actions.segments.contact import DISSATISFIED, SATISFIED
from shuke.actions.segments.fields import FIELDS, PREFERENCE, Field, Kind, field_named
from shuke.actions.segments.models import Segment
from shuke.actions.segments.tree import Operator
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, CustomField, Preference, Tag
from shuke.records.membership.models import Plan, Tier
from shuke.records.stores.models import Store
from shuke.report.words import name_of
from shuke.web.customers.filters import GROUPS
from shuke.web.segments.drafts import BOUGHT, NOT, SEGMENT

Choices = Sequence[tuple[str, str]]
MOST_TOPICS = 100
MOST_EVENTS = 200
SERVICE = gettext_lazy("Service and contact")
ONE_IS, ONE_IS_NOT = "one", "not one"

HOWS: Mapping[str, Promise] = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    # Offered only where a text said so: whoever is not known is neither yes nor no.
    NOT + "yes": gettext_lazy("not yes"),
    NOT + "no": gettext_lazy("not no"),
    BOUGHT: gettext_lazy("bought"),
    NOT + BOUGHT: gettext_lazy("did not buy"),
    Operator.IN: gettext_lazy("is one of"),
    NOT + Operator.IN: gettext_lazy("is none of"),
    Operator.IS: gettext_lazy("is exactly"),
    NOT + Operator.IS: gettext_lazy("is not"),
    Operator.AT_LEAST: gettext_lazy("is at least"),
    NOT + Operator.AT_LEAST: gettext_lazy("is not at least"),
    Operator.AT_MOST: gettext_lazy("is at most"),
    NOT + Operator.AT_MOST: gettext_lazy("is not at most"),
    Operator.BETWEEN: gettext_lazy("is between"),
    NOT + Operator.BETWEEN: gettext_lazy("is not between"),
    Operator.CONTAINS: gettext_lazy("contains"),
    NOT + Operator.CONTAINS: gettext_lazy("does not contain"),
    Operator.IS_UNKNOWN: gettext_lazy("is not known"),
    NOT + Operator.IS_UNKNOWN: gettext_lazy("is known"),
    Operator.IN_LAST: gettext_lazy("lies in the last"),
    NOT + Operator.IN_LAST: gettext_lazy("does not lie in the last"),
    Operator.BEFORE_LAST: gettext_lazy("lies before the last"),
    NOT + Operator.BEFORE_LAST: gettext_lazy("does not lie before the last"),
    Operator.IN_NEXT: gettext_lazy("lies in the next"),
    NOT + Operator.IN_NEXT: gettext_lazy("does not lie in the next"),
    # Only told: of a list with one value.
    ONE_IS: pgettext_lazy("condition", "is"),
    ONE_IS_NOT: pgettext_lazy("condition", "is not"),
}
_KNOWN = [NOT + Operator.IS_UNKNOWN, Operator.IS_UNKNOWN]
_ORDERED = [Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.IS, NOT + Operator.IS, *_KNOWN]
_LISTED = [Operator.IN, NOT + Operator.IN]
BY_KIND: Mapping[Kind, Sequence[str]] = {
    Kind.CHOICE: [*_LISTED, *_KNOWN],
    Kind.CODE: _ORDERED,
    Kind.NUMBER: _ORDERED,
    Kind.MONEY: _ORDERED,
    Kind.DAY: [*_ORDERED, Operator.IN_LAST, Operator.BEFORE_LAST, Operator.IN_NEXT],
    Kind.BIRTHDAY: [Operator.IN_NEXT, Operator.IN_LAST, *_KNOWN],
    Kind.YES_NO: ["yes", "no"],
    Kind.TEXT: [*_LISTED, Operator.CONTAINS, NOT + Operator.CONTAINS, *_KNOWN],
}
UNITS: Mapping[str, Promise] = {
    "days": pgettext_lazy("unit", "days"),
    "times": gettext_lazy("times the usual gap"),
    "percent": gettext_lazy("as a share: 0.5 is half"),
}


@dataclass(frozen=True)
class Offer:
    """Read once a page."""

    custom: Sequence[CustomField]
    topics: Sequence[str]  # of preferences somebody told
    segments: Choices  # (key, name)
    currency: str
    sees_money: bool
    choices: Mapping[str, Callable[[], Choices]]

    def field(self, key: str) -> Field | None:
        found = field_named(key, self.custom)
        return None if found is not None and found.is_money and not self.sees_money else found

    def fields(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """By group, (key, words)."""
        known = [field for field in FIELDS.values() if self.sees_money or not field.is_money]
        topics = [Field(key=f"{PREFERENCE}.{topic}", label=_("Prefers: %(topic)s") % {"topic": topic}, group="person",
                        kind=Kind.TEXT, lookup=topic) for topic in self.topics]  # fmt: skip
        own = [field for each in self.custom if (field := field_named(f"custom.{each.key}", self.custom))]
        groups = [
            (str(title), [(each.key, str(each.label)) for each in (*known, *topics, *own) if each.group == key])
            for key, title in {**GROUPS, "service": SERVICE}.items()
        ]
        special = [(BOUGHT, _("Purchases")), (SEGMENT, _("Another segment"))]
        return [(_("Purchases and segments"), special), *[group for group in groups if group[1]]]

    def hows(self, key: str, present: str = "") -> list[tuple[str, str]]:
        field = self.field(key)
        offered = [BOUGHT, NOT + BOUGHT] if key == BOUGHT else [*_LISTED] if key == SEGMENT else []
        if field:
            offered = [*BY_KIND[Kind.CHOICE if field.key in self.choices else field.kind]]
        if present in HOWS and present not in offered:
            offered.append(present)
        return [(how, str(HOWS[how])) for how in offered]

    def choices_of(self, field: Field) -> Choices:
        """(value, word) of a field with choices; empty where anything may be written."""
        if field.key in self.choices:
            return self.choices[field.key]()
        if field.words:
            return [(key, name_of(field.words, key)) for key in field.may_be]
        return [(each, each) for each in field.choices]


def offer_for(scope: Scope, *, currency: str, besides: Segment | None = None) -> Offer:
    """`besides`: a segment that is being changed cannot ask for itself."""
    others = Segment.objects.exclude(pk=besides.pk) if besides else Segment.objects.all()
    told = (
        Preference.objects.filter(withdrawn_at__isnull=True, is_sensitive=False)
        .order_by("topic")
        .values_list("topic", flat=True)
    )
    events = partial(_events, scope)
    return Offer(
        custom=list(CustomField.objects.all()),
        topics=list(told.distinct()[:MOST_TOPICS]),
        segments=list(others.values_list("key", "name")),
        currency=currency,
        sees_money=scope.may("money.view"),
        choices={
            "store": lambda: list(Store.objects.order_by("name").values_list("code", "name")),
            "tag": lambda: [(name, name) for name in Tag.objects.values_list("name", flat=True)],
            "plan": lambda: list(Plan.objects.values_list("code", "name")),
            "tier": lambda: list(Tier.objects.values_list("code", "name").distinct()),
            "invited_to": events,
            "came_to": events,
            "satisfaction": lambda: [(SATISFIED, _("was satisfied")), (DISSATISFIED, _("was not satisfied"))],
            "gender": lambda: [(value, str(label)) for value, label in Customer.Gender.choices],
            "birthday_month": lambda: [(str(number), str(name)) for number, name in MONTHS.items()],
        },
    )


def _events(scope: Scope) -> Choices:
    """By name: what a text says holds for all events of that name."""
    names = visible_gatherings(scope).order_by("-held_on", "-pk").values_list("name", flat=True)
    return [(name, name) for name in dict.fromkeys(names[:MOST_EVENTS])]
