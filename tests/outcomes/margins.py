"""Forecasts that were made with a margin."""

from datetime import date, datetime

from shuke.scores.models import ModelRun


def foretold(margin_share: float, *, as_of: date, now: datetime) -> None:
    for kind in (ModelRun.Kind.FORECAST, ModelRun.Kind.SCORES):
        ModelRun.objects.create(
            kind=kind, as_of=as_of, started_at=now, finished_at=now, data_fingerprint="9f3c21ab", engine="duckdb",
            currency="CNY", metrics={"value": {"margin_share": margin_share}},
        )  # fmt: skip
