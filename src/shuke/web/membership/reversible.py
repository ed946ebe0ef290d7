"""What of each row of a page can still be reversed: one query for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce

from shuke.records.membership.models import Entry
from shuke.records.membership.services.reversing import is_gain
from shuke.web.membership.words import cause_words


@dataclass(frozen=True)
class EntryRow:
    entry: Entry
    left: int  # points of it that no row has mirrored yet

    @property
    def has_page(self) -> bool:
        """The account of who was erased has none."""
        return self.entry.member.customer.erased_at is None

    @property
    def cause(self) -> str:
        return cause_words(self.entry)


def with_left(entries: Sequence[Entry]) -> list[EntryRow]:
    mirrors = Entry.objects.filter(reverses__in=[entry.pk for entry in entries]).order_by()
    sums = mirrors.values_list("reverses").annotate(
        a=Coalesce(Sum("points"), 0), b=Coalesce(Sum("pending"), 0), c=Coalesce(Sum("debt"), 0)
    )
    mirrored = {pk: (points, pending, debt) for pk, points, pending, debt in sums}
    return [EntryRow(entry, _left(entry, mirrored.get(entry.pk, (0, 0, 0)))) for entry in entries]


def _left(entry: Entry, mirrored: tuple[int, int, int]) -> int:
    points, pending, debt = mirrored
    if is_gain(entry):
        return entry.points + entry.pending - (debt - points - pending)
    if entry.kind in (Entry.Kind.REDEEM, Entry.Kind.ADJUST):
        return -entry.points - points
    return 0
