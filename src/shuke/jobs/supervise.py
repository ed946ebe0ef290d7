"""Child processes kept alive: started, started again when they die, stopped in order. Linux and macOS alike."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Thread

import structlog

log = structlog.get_logger("shuke.jobs")

# Tells a child whom to follow: see follow_supervisor.
PARENT_VARIABLE = "SHUKE_PARENT"
POLL_SECONDS = 0.25
GRACE_SECONDS = 30.0  # for the children after SIGTERM, longer than theirs for their own work
STEADY_SECONDS = 60.0  # a child that lived this long starts again without a wait
LONGEST_WAIT_SECONDS = 30.0


@dataclass
class Child:
    name: str
    command: Sequence[str]
    pass_fds: Collection[int]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0  # monotonic, like start_after
    start_after: float = 0.0
    quick_deaths: int = 0

    def look_after(self, *, now: float) -> None:
        """Start the child when it does not run and its wait is over."""
        if self.process is not None and self.process.poll() is not None:
            self.note_death(self.process.returncode, now=now)
        if self.process is None and now >= self.start_after:
            self.process = start_process(self.command, pass_fds=self.pass_fds)
            self.started_at = now

    def note_death(self, exit_code: int, *, now: float) -> None:
        self.quick_deaths = 0 if now - self.started_at >= STEADY_SECONDS else self.quick_deaths + 1
        wait_seconds = restart_wait_seconds(self.quick_deaths)
        self.process, self.start_after = None, now + wait_seconds
        log.error("child died, starting it again", child=self.name, exit_code=exit_code, wait_seconds=wait_seconds)


def restart_wait_seconds(quick_deaths: int) -> float:
    """At once after a long life and after the first quick death; then 1, 2, 4 … seconds, at most 30."""
    return 0.0 if quick_deaths <= 1 else min(2.0 ** (quick_deaths - 2), LONGEST_WAIT_SECONDS)


def start_process(command: Sequence[str], *, pass_fds: Collection[int]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, PARENT_VARIABLE: str(os.getpid())}
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A session of its own: Ctrl+C reaches this process alone, which then stops the others in order.
    return subprocess.Popen(command, env=environment, pass_fds=pass_fds, start_new_session=True)


def supervise(commands: Mapping[str, Sequence[str]], *, pass_fds: Mapping[str, Collection[int]] | None = None) -> None:
    """Keep every command running until SIGTERM, SIGINT or SIGHUP; returns when all have ended."""
    children = [Child(name, command, (pass_fds or {}).get(name, ())) for name, command in commands.items()]
    stop = stop_on_signals()
    try:
        while not stop.is_set():
            for child in children:
                child.look_after(now=time.monotonic())
            stop.wait(POLL_SECONDS)
    finally:
        stop_processes([child.process for child in children if child.process is not None])


def stop_on_signals() -> Event:
    """An event that the usual signals set. A second one of the same sort kills: for the impatient at a terminal."""
    stop = Event()

    def handle(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, handle)
    return stop


def stop_processes(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    end = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def follow_supervisor(leave: Callable[[], object]) -> None:
    """Call `leave` once when the supervisor is gone, even killed: an orphan would keep the port and the work."""
    parent = os.environ.get(PARENT_VARIABLE)
    if parent is not None:
        follow_process(int(parent), leave)


def follow_process(parent: int, leave: Callable[[], object]) -> None:
    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        leave()

    Thread(target=wait, name="follow-parent", daemon=True).start()
