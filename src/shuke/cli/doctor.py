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
    comparisons: tuple[Comparison, ...]  # empty before the first refresh

    @property
    def is_well(self) -> bool:
        return all(finding.is_well for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        return {"is_well": self.is_well, **asdict(self)}


def examine(*, now: dt.datetime) -> Examination:
    comparisons = _comparisons()
    looks: tuple[Callable[[], Finding], ...] = (_database, _data_folder, _assets, lambda: _scores(now=now))
    return Examination(
        at=now,
        findings=(*(look() for look in looks), _side_by_side(comparisons), *_warehouse_checks(comparisons)),
        comparisons=comparisons,
    )


def in_words(found: Examination) -> str:
    lines = [f"{'ok  ' if finding.is_well else 'WRONG'} {finding.name}: {finding.says}" for finding in found.findings]
    if found.comparisons:
        lines += ["", f"{'':<24}{'records':>18}{'warehouse':>18}"]
        lines += [f"{one.name:<24}{one.records:>18,}{one.warehouse:>18,}" for one in found.comparisons]
    return "\n".join(lines)


def _database() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    says = (
        f"{len(waiting)} migrations wait; start `shuke serve` once" if waiting else f"{connection.vendor}, up to date"
    )
    return Finding("database", not waiting, says)


def _data_folder() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    writable = os.access(settings.DATA, os.W_OK)
    says = f"{settings.DATA}, {free / 1024**3:.1f} GiB free" if writable else f"{settings.DATA} cannot be written"
    return Finding("data folder", writable and free > FREE_BYTES_NEEDED, says)


def _assets() -> Finding:
    bundle = settings.PACKAGE / "web" / "static" / "dist" / "manifest.json"
    return Finding("pages", bundle.exists(), "built" if bundle.exists() else "not built; run `make setup`")


def _scores(*, now: dt.datetime) -> Finding:
    run = (
        ModelRun.objects.filter(kind=ModelRun.Kind.SCORES, finished_at__isnull=False, error="").order_by("-id").first()
    )
    if run is None:
        return Finding("scores", False, "never computed; run `shuke refresh`")
    age = now - (run.finished_at or now)
    return Finding("scores", True, f"as of {run.as_of} by run {run.pk}, {age.days} days old, in {business().currency}")


def _comparisons() -> tuple[Comparison, ...]:
    try:
        return tuple(checks.compare())
    except NoWarehouse:
        return ()


def _side_by_side(comparisons: tuple[Comparison, ...]) -> Finding:
    name = "records and warehouse"
    if not comparisons:
        return Finding(name, False, "no warehouse yet; run `shuke refresh`")
    different = ", ".join(one.name for one in comparisons if not one.is_equal)
    says = f"differ in {different}; run `shuke refresh`" if different else "equal"
    return Finding(name, not different, says)


def _warehouse_checks(comparisons: tuple[Comparison, ...]) -> tuple[Finding, ...]:
    if not comparisons:
        return ()
    failed = [check for check in read.check_results() if not check.is_ok]
    says = "; ".join(f"{check.name}: {check.found}, not {check.expected}" for check in failed) or "all passed"
    return (Finding("warehouse checks", not failed, says),)
