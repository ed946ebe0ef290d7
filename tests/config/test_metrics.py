from datetime import timedelta

from shuke.config.metrics import exposition
from shuke.jobs.queries import Pulse


def test_without_a_worker_its_age_is_absent_and_not_nought() -> None:
    text = exposition(Pulse(jobs={"waiting": 0}, oldest_waiting=None, workers=0, since_heartbeat=None)).decode()

    assert "shuke_worker_heartbeat_age_seconds" not in text
    assert "shuke_workers 0.0" in text
    assert "shuke_jobs_oldest_waiting_seconds 0.0" in text


def test_waits_are_in_seconds() -> None:
    found = Pulse(jobs={"waiting": 2}, oldest_waiting=timedelta(minutes=2), workers=1, since_heartbeat=timedelta(0))

    assert "shuke_jobs_oldest_waiting_seconds 120.0" in exposition(found).decode()
