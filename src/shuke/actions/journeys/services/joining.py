"""Two who turn out to be one go on as one: of several ways through one journey, on one occasion, one is kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from shuke.actions.journeys.models import JourneyRun
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON, own_and_merged
from shuke.records.customers.queries.matching import survivors_of

Left = JourneyRun.Left


def join_runs(customer_ids: Iterable[int], *, now: datetime) -> None:
    """Of people who are made of several records: the way that came furthest goes on, so that nothing is said again.

    Where one has come to its end already, none goes on.
    """
    survivors = survivors_of(set(Customer.objects.filter(pk__in=set(customer_ids))))
    records = own_and_merged(*{one.pk for one in survivors.values()})
    # Those too who are being moved at this moment: this waits for them, and sees how far they came.
    runs = JourneyRun.objects.filter(customer__in=records).exclude(left=Left.MERGED).select_for_update(of=("self",))
    same: dict[tuple[int, int, str], list[JourneyRun]] = defaultdict(list)
    for run in runs.annotate(person=PERSON).order_by("pk"):
        same[run.person, run.journey_id, run.key].append(run)
    over = [run for (person, _journey, _key), together in same.items() for run in _to_end(together, person)]
    for ended in over:
        ended.left, ended.left_at, ended.trouble = Left.MERGED, now, ""
    JourneyRun.objects.bulk_update(over, ["left", "left_at", "trouble"], batch_size=200)


def _to_end(together: Sequence[JourneyRun], person: int) -> list[JourneyRun]:
    """Equally far, the person's own way is kept."""
    inside = [run for run in together if run.left_at is None]
    if len(inside) < len(together):
        return inside
    kept = max(inside, key=lambda run: (run.visit, run.customer_id == person))
    return [run for run in inside if run is not kept]
