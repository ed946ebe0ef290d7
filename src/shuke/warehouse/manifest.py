"""What one build consists of, and the pointer that says which build is read.

A build writes new files beside the old ones, then its manifest, then moves the pointer in one step: whoever reads has
one whole build or the other, and a killed build leaves nothing but files that the next one sweeps.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from shuke.lib.errors import ShukeError

# Raise it when a mart changes its columns or its meaning: the next build then starts from nothing.
SCHEMA_VERSION = 2


class NoWarehouse(ShukeError):
    """Nothing was built yet."""


class AlreadyRefreshing(ShukeError):
    """Another process is building."""


@dataclass(frozen=True)
class MonthFiles:
    """One month of the facts, and by which mark of the records it was read."""

    mark: str
    files: dict[str, list[str]]  # by table, relative to the warehouse's folder


@dataclass(frozen=True)
class Manifest:
    generation: int
    version: int
    built_at: str
    currency: str
    fingerprint: str  # of all that orders and points were read from
    months: dict[str, MonthFiles] = field(default_factory=dict)
    ledger_months: dict[str, MonthFiles] = field(default_factory=dict)  # of the points, by months of UTC
    # Of contact, service and response: by the source whose months they are, see `cuts`.
    cut_months: dict[str, dict[str, MonthFiles]] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)  # files of what is not cut by month
    rows: dict[str, int] = field(default_factory=dict)  # by table
    checks: list[dict[str, Any]] = field(default_factory=list)

    def files(self, table: str) -> list[str]:
        cut = [name for month in self.cut for name in month.files.get(table, [])]
        return cut + self.tables.get(table, [])

    @property
    def cut(self) -> list[MonthFiles]:
        others = (files for months in self.cut_months.values() for files in months.values())
        return [*self.months.values(), *self.ledger_months.values(), *others]

    @property
    def built(self) -> datetime:
        return datetime.fromisoformat(self.built_at)


class Folder:
    """Where the warehouse lies on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pointer = path / "CURRENT"
        self.data = path / "data"
        self.manifests = path / "generations"

    def current(self) -> Manifest:
        """The build that is read. Raises NoWarehouse."""
        try:
            generation = int(self.pointer.read_text())
        except FileNotFoundError:
            raise NoWarehouse("There is no warehouse yet: run `shuke refresh` once.") from None
        return self._manifest(generation)

    def current_or_none(self) -> Manifest | None:
        try:
            return self.current()
        except NoWarehouse:
            return None

    def files_of(self, generation: int) -> Path:
        """A fresh folder for the files of a build; what a killed build of that number left is thrown away."""
        folder = self.data / f"{generation:06}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def publish(self, manifest: Manifest) -> None:
        """From here on the build is the one that is read; the one before stays for those who read it right now."""
        self.manifests.mkdir(parents=True, exist_ok=True)
        write_whole(self._manifest_path(manifest.generation), json.dumps(asdict(manifest), indent=1))
        write_whole(self.pointer, str(manifest.generation))
        self._sweep(manifest)

    @contextmanager
    def only_one(self) -> Iterator[None]:
        """One build at a time. The system lets go of the lock when the process ends, however it ends."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as handle:
            try:
                flock(handle, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise AlreadyRefreshing("A refresh is running already; wait until it is done.") from None
            yield

    def _sweep(self, manifest: Manifest) -> None:
        kept = [manifest]
        if self._manifest_path(manifest.generation - 1).exists():
            kept.append(self._manifest(manifest.generation - 1))
        wanted = {self.path / name for one in kept for name in _all_files(one)}
        for file in self.data.rglob("*.parquet"):
            if file not in wanted:
                file.unlink()
        for folder in sorted((path for path in self.data.rglob("*") if path.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()
        for path in self.manifests.glob("*.json"):
            if int(path.stem) not in {one.generation for one in kept}:
                path.unlink()

    def _manifest(self, generation: int) -> Manifest:
        stored = json.loads(self._manifest_path(generation).read_text())
        # A build made before something was in it says nothing of that.
        for name in ("months", "ledger_months"):
            stored[name] = _months(stored.get(name, {}))
        stored["cut_months"] = {source: _months(months) for source, months in stored.get("cut_months", {}).items()}
        return Manifest(**stored)

    def _manifest_path(self, generation: int) -> Path:
        return self.manifests / f"{generation:06}.json"


def _months(stored: dict[str, Any]) -> dict[str, MonthFiles]:
    return {month: MonthFiles(**files) for month, files in stored.items()}


def _all_files(manifest: Manifest) -> list[str]:
    cut = [name for month in manifest.cut for names in month.files.values() for name in names]
    return cut + [name for names in manifest.tables.values() for name in names]


def write_whole(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    with beside.open("w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(path)
