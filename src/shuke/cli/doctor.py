"""`shuke doctor`: is everything well, and do records and warehouse say the same?"""

import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shuke.records.stores.queries import business
from shuke.scores.models import ModelRun
from shuke.warehouse import checks, read
from shuke.warehouse.read import Comparison, NoWarehouse

# Below this a night's rebuild, which writes beside what it replaces, may not fit.
FREE_BYTES_NEEDED = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    name: str
    is_well: bool
    says: str


@dataclass(frozen=True)
class Examination:
    at: dt.datetime
    findings: tuple[Finding, ...]
    comparison: Comparison | None  # None before the first refresh

    @property
    def is_well(self) -> bool:
        return all(finding.is_well for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        return {"is_well": self.is_well, **asdict(self)}


def examine(*, now: dt.datetime) -> Examination:
    comparison = _comparison()
    looks: tuple[Callable[[], Finding], ...] = (_database, _data_folder, _assets, lambda: _scores(now=now))
    return Examination(
        at=now,
        findings=(*(look() for look in looks), _side_by_side(comparison), *_warehouse_checks(comparison)),
        comparison=comparison,
    )


def in_words(found: Examination) -> str:
    lines = [f"{'ok  ' if finding.is_well else 'WRONG'} {finding.name}: {finding.says}" for finding in found.findings]
    if found.comparison:
        lines.append("")
        lines.append(f"{'':<34}{'records':>18}{'warehouse':>18}")
        for name, in_records in found.comparison.records.items():
            lines.append(f"{name:<34}{in_records:>18,}{found.comparison.warehouse.get(name, 0):>18,}")
    return "\n".join(lines)


def _database() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    says = f"{len(waiting)} migrations wait; start `shuke serve` once" if waiting else f"{connection.vendor}, up to date"
    return Finding("database", not waiting, says)


def _data_folder() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    writable = os.access(settings.DATA, os.W_OK)
    says = f"{settings.DATA}, {free / 1024**3:.1f} GiB free" if writable else f"{settings.DATA} cannot be written"
    return Finding("data folder", writable and free > FREE_BYTES_NEEDED, says)


def _assets() -> Finding:
    bundle = settings.PACKAGE / "web" / "static" / "dist" / "app.js"
    return Finding("pages", bundle.exists(), "built" if bundle.exists() else "not built; run `make setup`")


def _scores(*, now: dt.datetime) -> Finding:
    run = ModelRun.objects.filter(kind=ModelRun.Kind.SCORES, finished_at__isnull=False, error="").order_by("-id").first()
    if run is None:
        return Finding("scores", False, "never computed; run `shuke refresh`")
    age = now - (run.finished_at or now)
    return Finding("scores", True, f"as of {run.as_of} by run {run.pk}, {age.days} days old, in {business().currency}")


def _comparison() -> Comparison | None:
    try:
        read.state()
    except NoWarehouse:
        return None
    return checks.compare()


def _side_by_side(comparison: Comparison | None) -> Finding:
    name = "records and warehouse"
    if comparison is None:
        return Finding(name, False, "no warehouse yet; run `shuke refresh`")
    says = "equal" if comparison.is_equal else "differ; run `shuke refresh`, and tell us if they still differ"
    return Finding(name, comparison.is_equal, says)


def _warehouse_checks(comparison: Comparison | None) -> tuple[Finding, ...]:
    if comparison is None:
        return ()
    failed = [check for check in read.check_results() if not check.is_ok]
    says = "; ".join(f"{check.name}: {check.found}, not {check.expected}" for check in failed) or "all passed"
    return (Finding("warehouse checks", not failed, says),)
