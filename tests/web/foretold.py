"""The scored shop once more, with forecasts of visits, value and leaving behind its scores: made by hand, so that no
model must be fitted to look at a page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.test import override_settings
from tests.kept import built_once
from tests.rows import Rows, empty_tables, put_rows_back, rows_of
from tests.stories.shop import AS_OF
from tests.web.scored import KEPT, NOW

from shuke.records.customers.models import Customer
from shuke.scores.models import CustomerScore, ModelRun
from shuke.scores.services import run_scores
from shuke.warehouse.forecasts import Forecasts
from shuke.warehouse.manifest import Folder

PASSED = {"passed": True, "code": "", "said": ""}
JUDGED = {
    "customers": 60, "predicted": 110.0, "actual": 100.0, "correlation": 0.8, "mean_error": 1.2,
    "simple_predicted": 120.0, "simple_correlation": 0.7, "simple_mean_error": 1.5,
    "deciles": [{"name": "1", "customers": 60, "predicted": 1.8, "actual": 1.7}],
    "cohorts": [{"name": "2025-1", "customers": 60, "predicted": 1.8, "actual": 1.7}],
}  # fmt: skip
AUC = {"auc": 0.8, "lower": 0.7, "upper": 0.9, "calibration_error": 0.02}
HOLDOUT = {
    "cut": "2025-05-19", "customers": 60, "window_days": 42, "base": 0.1, "predicted": 0.12,
    "learnt_from": {"snapshots": 4, "rows": 240}, "models": {"points": AUC, "simple": {**AUC, "auc": 0.6}},
    "deciles": [{"customers": 60, "expected": 0.12, "happened": 0.1}],
}  # fmt: skip
METRICS = {
    "value": {
        "gate": PASSED, "orders": JUDGED, "spend": JUDGED, "correction": 0.91, "is_corrected": True,
        "margin_share": 1.0, "remark": "", "recorded": None,
    },
    "leaving": {
        "gate": PASSED, "chosen": "points", "holdout": HOLDOUT, "shift": 0.1, "is_corrected": True, "recorded": None,
    },
    "drift": [], "network": {"customers": 0, "problem": ""},
}  # fmt: skip
PARAMETERS = {
    "years": 3, "discount_rate_per_year": 0.1, "margin_share": None, "cost_to_serve_per_year": 0.0,
    "win_back_share": 0.25, "corrects": True,
}  # fmt: skip
WHY = '[{"feature": "silence_days", "value": 31, "points": 12}]'


@pytest.fixture(scope="session")
def foretold_once(
    scored_once: tuple[Path, Rows], django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Rows]:
    def build(folder: Path) -> Rows:
        shutil.copytree(scored_once[0], folder, dirs_exist_ok=True)
        with override_settings(DATA=folder, MEDIA_ROOT=folder / "uploads"):
            empty_tables()
            put_rows_back(scored_once[1], KEPT)
            _foretell(folder)
            rows = rows_of(KEPT)
            empty_tables()
        return rows

    with django_db_blocker.unblock():
        return built_once("foretold", tmp_path_factory, build)


@pytest.fixture(scope="module")
def foretold_shop(foretold_once: tuple[Path, Rows], django_db_blocker: Any) -> Iterator[None]:
    folder, rows = foretold_once
    with override_settings(DATA=folder, MEDIA_ROOT=folder / "uploads"):
        with django_db_blocker.unblock():
            empty_tables()
            put_rows_back(rows, KEPT)
        yield
        with django_db_blocker.unblock():
            empty_tables()


def _foretell(folder: Path) -> None:
    brought, bringer = Customer.objects.order_by("pk")[:2]
    Customer.objects.filter(pk=brought.pk).update(referred_by=bringer)
    ModelRun.objects.create(
        kind=ModelRun.Kind.FORECAST, as_of=AS_OF, started_at=NOW, finished_at=NOW, data_fingerprint="9f3c21ab",
        engine="duckdb", currency="CNY", parameters=PARAMETERS, metrics=METRICS,
    )  # fmt: skip
    Forecasts(Folder(folder / "warehouse")).write(_frame(), as_of=AS_OF)
    run_scores(as_of=AS_OF, now=NOW, engine="duckdb")


def _frame() -> pd.DataFrame:
    """Value to come is twice the spend of the year, a third of it later; who is silent for longer leaves sooner."""
    buyers = CustomerScore.objects.filter(total_orders__gt=0).order_by("pk")
    columns = ("customer__number", "first_on", "spend_minor", "recency_days")
    rows = pd.DataFrame(buyers.values_list(*columns), columns=["customer_id", "first_on", "spend", "recency"])
    leaving = (rows["recency"] / 100).clip(0.02, 0.97)
    return rows[["customer_id", "first_on"]].assign(
        probability_alive=1 - leaving / 2,
        expected_orders_90=2.5,
        expected_orders_365=10.0,
        expected_spend_90=rows["spend"] / 4,
        expected_spend_365=rows["spend"],
        staying_spend=rows["spend"] * 1.2,
        lifetime_value=rows["spend"] * 2.0,
        lifetime_later=rows["spend"] * 2 / 3,
        past_margin=rows["spend"] * 1.5,
        network=float("nan"),
        leaving_probability=leaving,
        leaving_by="points",
        leaving_why=WHY,
    )
