import pytest
from tests.records import make
from tests.scores.shop import AS_OF, scores_run

from shuke.pipeline import RefreshResult
from shuke.records.stores.models import Store
from shuke.scores.models import ModelRun
from shuke.scores.queries import latest_run, scores_within

pytestmark = pytest.mark.django_db


def test_lists_stay_within_the_stores_of_the_caller(shop: RefreshResult) -> None:
    hill = make.scope("front_line", Store.objects.get(code="HILL"))

    assert set(scores_within(hill).values_list("customer__number", flat=True)) == {"LOST", "MONTHLY", "NEW", "PROSPECT"}
    assert scores_within(make.scope("owner")).count() == 6


def test_the_latest_finished_run_is_shown(shop: RefreshResult) -> None:
    ModelRun.objects.create(
        kind=ModelRun.Kind.SCORES,
        as_of=AS_OF,
        started_at=make.NOW,
        data_fingerprint="",
        engine="duckdb",
        currency="CNY",
    )

    assert latest_run() == scores_run(shop)
