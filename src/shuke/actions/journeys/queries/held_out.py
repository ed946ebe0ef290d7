from django.db.models import QuerySet

from shuke.actions.journeys.models import JourneyRun
from shuke.records.customers.queries import own_and_merged


def held_out_of_journeys(customer_id: int) -> QuerySet[JourneyRun]:
    """Journeys that somebody came into only to be compared with; the latest first."""
    runs = JourneyRun.objects.filter(is_held_out=True, customer__in=own_and_merged(customer_id))
    return runs.select_related("journey").order_by("-pk")
