"""Doors from segments into the customer list."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.actions.segments.models import Segment, SegmentChange, SegmentMember
from shuke.actions.segments.queries import is_in
from shuke.lib.dates import midnight
from shuke.lib.ids import is_id
from shuke.web import figures
from shuke.web.customers.filters.kinds import NONE, Choice, Choices, Filter, UnreadableFilter
from shuke.web.customers.setting import Setting
from shuke.web.segments.doors import SEPARATOR

LATEST_DAYS = 30
KINDS: dict[str, Promise] = {
    SegmentChange.Kind.ENTERED.value: gettext_lazy("entered “%(name)s”"),
    SegmentChange.Kind.LEFT.value: gettext_lazy("left “%(name)s”"),
}


class InSegment(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        return is_in([int(pk) for pk in named])


class Moved(Choice):
    """“3~entered~2026-01-31” on a day, “3~left” in the latest 30 days."""

    def condition(self, value: str, setting: Setting) -> Q:
        found = Q(pk__in=[])
        for part in value.split(","):
            if part == NONE:
                found |= ~Q(pk__in=SegmentChange.objects.values("customer"))
                continue
            pk, kind, first, final = self._read(part, setting)
            zone = setting.business.time_zone
            changes = SegmentChange.objects.filter(segment=pk, kind=kind)
            changes = changes.filter(
                changed_at__gte=midnight(zone, first), changed_at__lt=midnight(zone, final + timedelta(days=1))
            )
            found |= Q(pk__in=changes.values("customer"))
        return found

    def say(self, value: str, setting: Setting) -> str:
        names = dict(Segment.objects.values_list("pk", "name"))
        said = []
        for part in value.split(","):
            if part == NONE:
                said.append(_("none"))
                continue
            pk, kind, first, final = self._read(part, setting)
            words = str(KINDS[kind]) % {"name": names.get(pk, str(pk))}
            when = figures.day(first) if first == final else _("in %(days)s days") % {"days": LATEST_DAYS}
            said.append(f"{words} · {when}")
        return _(", ").join(said)

    def _read(self, part: str, setting: Setting) -> tuple[int, str, date, date]:
        number, _separator, rest = part.partition(SEPARATOR)
        kind, _separator, day = rest.partition(SEPARATOR)
        latest = setting.today
        try:
            days = (date.fromisoformat(day),) * 2 if day else (latest - timedelta(days=LATEST_DAYS - 1), latest)
            # A neighbouring day is a day, too.
            if kind in KINDS and is_id(number) and date.min.year < days[0].year < date.max.year:
                return int(number), kind, *days
        except ValueError:
            pass
        raise UnreadableFilter(_("“%(value)s” is no choice of “%(label)s”.") % {"value": part, "label": self.label})


def _segments(setting: Setting) -> Choices:
    return [(str(pk), name) for pk, name in Segment.objects.values_list("pk", "name")]


def _moves(setting: Setting) -> Choices:
    return [
        (f"{pk}{SEPARATOR}{kind}", str(words) % {"name": name})
        for pk, name in Segment.objects.filter(is_static=False).values_list("pk", "name")
        for kind, words in KINDS.items()
    ]


# `none` of the first: in no segment.
FILTERS: tuple[Filter, ...] = (
    InSegment(
        key="segment", label=gettext_lazy("Segment"), group="person", choices=_segments, is_integer=True,
        empty=~Q(pk__in=SegmentMember.objects.values("customer")),
    ),
    Moved(key="moved", label=gettext_lazy("Entered or left a segment"), group="person", choices=_moves),
)  # fmt: skip
