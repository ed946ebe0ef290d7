"""The second start: nothing is loaded, and nothing that only loading needs."""

import os
import subprocess
import sys

import pytest
from tests.records import make
from typer.testing import CliRunner

from shuke.cli import commands
from shuke.demo.standing import is_loaded
from shuke.records.stores.models import Business
from shuke.scores.models import ModelRun


def _finish(kind: ModelRun.Kind) -> None:
    ModelRun.objects.create(kind=kind, as_of=make.NOW.date(), started_at=make.NOW, finished_at=make.NOW)


@pytest.fixture
def loaded(db: None) -> None:
    Business.objects.update_or_create(id=1, defaults={"dates_shifted_weeks": 400})
    _finish(ModelRun.Kind.SCORES)


@pytest.mark.django_db
def test_a_shop_of_its_own_is_no_demo() -> None:
    assert not is_loaded()


@pytest.mark.django_db
def test_a_load_that_was_broken_off_before_its_scores_is_gone_on_with() -> None:
    Business.objects.update_or_create(id=1, defaults={"dates_shifted_weeks": 400})
    _finish(ModelRun.Kind.BACKFILL)

    assert not is_loaded()


@pytest.mark.usefixtures("loaded")
def test_a_second_start_says_that_the_shop_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "set_up", lambda: None)

    done = CliRunner().invoke(commands.app, ["demo", "--load-only"])

    assert (done.exit_code, done.output) == (0, "The demo shop is loaded.\n")


@pytest.mark.sqlite_only
def test_looking_whether_it_stands_imports_no_engine() -> None:
    code = "import django, sys; django.setup(); import shuke.demo.standing; print('ibis' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "shuke.config.settings"}

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )

    assert said.stdout == "False\n"
