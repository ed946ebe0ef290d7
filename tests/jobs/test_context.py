import pytest

from shuke.jobs.context import Interrupted, JobContext, LeaseLost, Progress, StopRequested


def test_what_a_heartbeat_leaves_out_keeps_its_value() -> None:
    job = JobContext()
    job.heartbeat(progress_total=10, note="reading")

    job.heartbeat(progress_done=4)

    assert job.progress == Progress(done=4, total=10, note="reading")


def test_foreground_work_can_show_its_progress() -> None:
    told: list[Progress] = []
    job = JobContext(report=told.append)

    job.heartbeat(progress_done=1)

    assert told == [Progress(done=1)]


@pytest.mark.parametrize("interruption", [LeaseLost, StopRequested])
def test_a_task_that_forgives_its_errors_does_not_swallow_an_interruption(interruption: type[Interrupted]) -> None:
    def interrupt(_progress: Progress) -> None:
        raise interruption

    def forgiving() -> None:
        try:
            JobContext(report=interrupt).heartbeat()
        except Exception:
            pytest.fail("swallowed")

    with pytest.raises(interruption):
        forgiving()
