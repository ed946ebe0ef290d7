"""Prometheus' text, computed from the database at each scrape: right however many processes there are."""

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shuke.jobs.queries import Pulse


def exposition(found: Pulse) -> bytes:
    registry = CollectorRegistry()
    registry.register(PulseCollector(found))
    return generate_latest(registry)


class PulseCollector(Collector):
    def __init__(self, found: Pulse) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("shuke_build_info", "The running version.", labels=["version"])
        build.add_metric([version("shuke")], 1)
        yield build
        jobs = GaugeMetricFamily("shuke_jobs", "Jobs in the log, by state.", labels=["state"])
        for state, count in self.found.jobs.items():
            jobs.add_metric([state], count)
        yield jobs
        waiting = self.found.oldest_waiting
        yield GaugeMetricFamily(
            "shuke_jobs_oldest_waiting_seconds",
            "How long the job that has been due longest waits for a worker; 0 when none waits.",
            value=waiting.total_seconds() if waiting else 0,
        )
        yield GaugeMetricFamily("shuke_workers", "Worker processes.", value=self.found.workers)
        if self.found.since_heartbeat is not None:
            yield GaugeMetricFamily(
                "shuke_worker_heartbeat_age_seconds",
                "Since the latest sign of life of any worker; absent without a worker.",
                value=self.found.since_heartbeat.total_seconds(),
            )
