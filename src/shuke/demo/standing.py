"""Whether the demo shop stands. Apart from the loading, whose tables and models take seconds to import."""

from shuke.records.stores.queries import business
from shuke.scores.models import ModelRun


def is_loaded() -> bool:
    """Scores are what loading ends with; history is filled in before them."""
    scored = ModelRun.objects.filter(kind=ModelRun.Kind.SCORES, finished_at__isnull=False)
    return bool(business().dates_shifted_weeks) and scored.exists()
