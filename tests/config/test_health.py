from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from shuke.config import health as health_views
from shuke.jobs.models import Worker
from shuke.jobs.services import enqueue


def worker_heard(*, seconds_ago: float) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Worker.objects.create(name="w", started_at=at, heartbeat_at=at)


@pytest.mark.django_db
class TestHealth:
    def test_all_is_well_without_signing_in(self, client: Client) -> None:
        worker_heard(seconds_ago=3)

        answer = client.get("/health")

        told = answer.json()
        assert answer.status_code == 200
        assert 3 <= told.pop("worker_heartbeat_age_seconds") < 60
        assert told == {"status": "ok", "database": "ok", "worker": "ok", "data_folder": "ok"}
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("is_worker_known", [True, False])
    def test_a_silent_worker_is_broken(self, client: Client, *, is_worker_known: bool) -> None:
        if is_worker_known:
            worker_heard(seconds_ago=61)

        answer = client.get("/health")

        assert answer.status_code == 503
        assert answer.json()["worker"] == answer.json()["status"] == "broken"

    def test_a_database_out_of_reach_is_broken(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def unreachable(**_: object) -> None:
            raise DatabaseError("password=secret host=10.0.0.7")

        monkeypatch.setattr(health_views, "pulse", unreachable)

        answer = client.get("/health")

        assert answer.status_code == 503
        assert answer.json()["database"] == "broken"
        assert "secret" not in answer.content.decode()

    def test_a_data_folder_that_takes_no_file_is_broken(
        self, client: Client, settings: Settings, tmp_path: Path
    ) -> None:
        worker_heard(seconds_ago=3)
        settings.DATA = tmp_path / "unmounted"

        answer = client.get("/health")

        assert answer.status_code == 503
        assert answer.json()["data_folder"] == "broken"

    def test_it_changes_nothing(self, client: Client) -> None:
        assert client.post("/health").status_code == 405


@pytest.mark.django_db
class TestMetrics:
    def test_this_machine_may_scrape(self, client: Client) -> None:
        enqueue("tests.jobs.tasks.leave_trace")
        worker_heard(seconds_ago=3)

        answer = client.get("/metrics")

        assert answer.status_code == 200
        lines = answer.content.decode().splitlines()
        assert 'shuke_jobs{state="waiting"} 1.0' in lines
        assert 'shuke_jobs{state="failed"} 0.0' in lines
        assert "shuke_workers 1.0" in lines
        assert any(line.startswith("shuke_worker_heartbeat_age_seconds ") for line in lines)

    @pytest.mark.parametrize(
        "seen_as",
        [
            {"REMOTE_ADDR": "10.0.0.7"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=10.0.0.7"},
            {"REMOTE_ADDR": ""},  # a unix socket: whoever is behind it is not known
        ],
    )
    def test_others_may_not(self, client: Client, seen_as: dict[str, Any]) -> None:
        answer = client.get("/metrics", **seen_as)

        assert answer.status_code == 403
        assert b"shuke_jobs" not in answer.content

    @pytest.mark.parametrize(("given", "status"), [("Bearer right", 200), ("Bearer wrong", 403), ("", 403), ("é", 403)])
    def test_with_a_token_only_the_token_counts(
        self, client: Client, settings: Settings, given: str, status: int
    ) -> None:
        settings.METRICS_TOKEN = "right"

        answer = client.get("/metrics", headers={"Authorization": given}, REMOTE_ADDR="10.0.0.7")

        assert answer.status_code == status

    def test_with_a_token_this_machine_needs_it_too(self, client: Client, settings: Settings) -> None:
        settings.METRICS_TOKEN = "right"

        assert client.get("/metrics").status_code == 403
