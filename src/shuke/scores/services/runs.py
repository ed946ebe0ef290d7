"""A run is recorded from its first second, so that one that broke can be seen too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shuke.scores.models import ModelRun
from shuke.warehouse.manifest import Manifest
from shuke.warehouse.tables import Tables, open_tables

ERROR_LENGTH = 2000


@dataclass
class Stopwatch:
    """Seconds by step."""

    started: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0) + time.perf_counter() - start, 3)

    @property
    def elapsed(self) -> timedelta:
        return timedelta(seconds=time.perf_counter() - self.started)


@contextmanager
def recorded_run(
    *, kind: ModelRun.Kind, as_of: date, now: datetime, manifest: Manifest, engine: str, parameters: dict[str, Any]
) -> Iterator[tuple[ModelRun, Stopwatch]]:
    """A run's row; an error is kept with it and goes on."""
    watch = Stopwatch()
    run = ModelRun.objects.create(
        kind=kind,
        as_of=as_of,
        started_at=now,
        data_fingerprint=manifest.fingerprint,
        engine=engine,
        currency=manifest.currency,
        parameters=parameters,
        rows={"orders": manifest.rows["fact_order"], "lines": manifest.rows["fact_order_line"]},
    )
    try:
        yield run, watch
    except Exception as broken:
        run.error = f"{type(broken).__name__}: {broken}"[:ERROR_LENGTH]
        run.seconds = watch.seconds
        run.save(update_fields=["error", "seconds"])
        raise


@contextmanager
def recorded_step(
    *, kind: ModelRun.Kind, as_of: date, now: datetime, engine: str, parameters: dict[str, Any]
) -> Iterator[tuple[Tables, ModelRun, Stopwatch]]:
    """A run over the warehouse as it stands; it ends with `finish`, beside the rows that are written last."""
    with (
        open_tables() as tables,
        recorded_run(
            kind=kind, as_of=as_of, now=now, manifest=tables.manifest, engine=engine, parameters=parameters
        ) as (run, watch),
    ):
        yield tables, run, watch


def finish(run: ModelRun, watch: Stopwatch, *, now: datetime) -> None:
    """`now` is when the refresh began; the end is that plus what was measured, so that no clock is read here."""
    run.finished_at = now + watch.elapsed
    run.seconds = watch.seconds
    run.save()
