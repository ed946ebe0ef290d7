"""Tasks that leave traces in a file, so that tests see what ran, how often, and what a worker did to it."""

import os
import time
from pathlib import Path

from shuke.jobs.context import JobContext
from shuke.lib.errors import ShukeError


class NoSuchShop(ShukeError):
    """A refusal, as any domain may raise one."""


def leave_trace(*, file: str, text: str, job: JobContext) -> None:
    trace(file, text)


def fail(*, file: str, job: JobContext) -> None:
    trace(file, f"attempt {job.attempt}")
    raise ValueError("the other side is down")


def refuse(*, job: JobContext) -> None:
    raise NoSuchShop("Shop S9 is unknown; create it first.")


def import_lines(*, job: JobContext) -> None:
    job.heartbeat(progress_total=3)
    for done in (1, 2, 3):
        job.heartbeat(progress_done=done)
    job.heartbeat(note="3 lines")


def hang_on_first_attempt(*, file: str, job: JobContext) -> None:
    trace(file, f"attempt {job.attempt}")
    if job.attempt == 1:
        time.sleep(120)


def sleep_deaf(*, file: str, seconds: float, job: JobContext) -> None:
    """A long pure computation: says nothing, and hears nothing, until it is over."""
    trace(file, f"began {os.getpid()}")
    time.sleep(seconds)
    trace(file, f"ended {os.getpid()}")


def count_until_told(*, job: JobContext) -> None:
    done = 0
    while True:
        done += 1
        job.heartbeat(progress_done=done)
        time.sleep(0.05)


def press_ctrl_c(*, job: JobContext) -> None:
    raise KeyboardInterrupt


def trace(file: str, text: str) -> None:
    # One short write in append mode: lines of several processes don't mix.
    with Path(file).open("a") as log:
        log.write(f"{text}\n")
