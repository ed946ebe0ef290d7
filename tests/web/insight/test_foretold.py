"""Which rule the value at risk on a page comes from."""

import pytest
from tests.web.insight import rows

from shuke.scores.models import ModelRun
from shuke.web.insight.runs import foretold_by

pytestmark = pytest.mark.django_db


def forecast(scores: ModelRun, *, chosen: str) -> ModelRun:
    """A finished forecast of the same day, recorded before the scores."""
    leaving = {"chosen": chosen, "holdout": {"window_days": 42} if chosen else None}
    return rows.run(kind=ModelRun.Kind.FORECAST, as_of=scores.as_of, pk=scores.pk - 1, metrics={"leaving": leaving})


def test_the_model_of_leaving_is_named_with_its_days() -> None:
    scores = rows.run(pk=900)
    behind = forecast(scores, chosen="points")

    found = foretold_by(scores)
    assert found is not None
    assert (found.run, found.window_days) == (behind, 42)


def test_the_simple_rule_needs_no_run_behind_it() -> None:
    scores = rows.run(pk=900)
    assert foretold_by(scores) is None

    forecast(scores, chosen="")
    assert foretold_by(scores) is None
