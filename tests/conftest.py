"""Every run has a data folder of its own; the database is SQLite, or whatever DATABASE_URL names."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from tests.migrated import KeptDatabase
from tests.rows import empty_tables

# For the processes that tests start. Each xdist worker is a process of its own and comes through here.
_data = tempfile.mkdtemp(prefix="shuke-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["SHUKE_DATA"] = _data
os.environ.setdefault("SHUKE_SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Playwright's synchronous API runs an event loop in the test's thread; the tests' own queries there are fine.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# pytest-django read the settings before this file, when the folder was still the developer's own.
settings.DATA = Path(_data)
settings.MEDIA_ROOT = settings.DATA / "uploads"
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    settings.DATABASES["default"]["NAME"] = settings.DATA / "shuke.sqlite3"
    settings.DATABASES["default"]["TEST"]["NAME"] = str(settings.DATA / "test.sqlite3")
# Queries of the engine are trees of many small objects: looking for garbage among them costs a tenth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a real one takes its time on purpose

# A busy machine is no fault of the code: nothing is timed here.
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")


TransactionTestCase._fixture_teardown = lambda _case: empty_tables()  # type: ignore[method-assign]


def is_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgres_only: needs a server; run by `make test` on PostgreSQL")
    config.addinivalue_line("markers", "sqlite_only: about SQLite or none; a story of pages whose tests ask both")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database: the rest has passed on SQLite already."""
    unwanted = "sqlite_only" if is_postgres() else "postgres_only"
    kept, dropped = [], []
    for item in items:
        is_unwanted = item.get_closest_marker(unwanted) or (is_postgres() and not _asks(item))
        (dropped if is_unwanted else kept).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _asks(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    return bool(item.get_closest_marker("django_db") or fixtures.intersection(getattr(item, "fixturenames", ())))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Packed files carry the time of packing: by their content, workers would disagree on the name of the test."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The copy put in place is migrated already; it goes with the run's data folder, or with its cluster."""
    return True


@pytest.fixture(scope="session")
def kept_database(django_db_modify_db_settings: None, pytestconfig: pytest.Config) -> Iterator[KeptDatabase]:
    """By now the tests' database has its name."""
    with KeptDatabase(pytestconfig.rootpath / ".pytest_cache" / "migrated") as kept:
        kept.put_in_place()
        yield kept


@pytest.fixture(scope="session")
def django_db_setup(kept_database: KeptDatabase, django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        kept_database.keep()


@pytest.fixture(autouse=True)
def english() -> None:
    """A page asked for in Chinese leaves its thread speaking Chinese."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder for one test, where warehouse, uploads and outbox go."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = os.environ.get("SHUKE_CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": quiet + sandbox}
