"""Gunicorn's configuration, read by it as Python. Address and worker count come on the command line."""

import os
import signal
from threading import Thread

from shuke.config.logging import configure_structlog, logging_settings
from shuke.jobs.supervise import follow_process, follow_supervisor

configure_structlog()
logconfig_dict = logging_settings(
    form=os.environ.get("SHUKE_LOG", "plain"), level=os.environ.get("SHUKE_LOG_LEVEL", "WARNING")
)
preload_app = True  # imported once for all workers, and again for none that takes another's place
timeout = 120  # a large export is written by one request
graceful_timeout = 20
max_requests = 20_000  # a leak in any library ends here
max_requests_jitter = 2_000
control_socket_disable = True


def when_ready(_master: object) -> None:
    """The master leaves with the supervisor."""
    follow_supervisor(leave)


def post_worker_init(_worker: object) -> None:
    """Its workers leave with the master: by themselves they look only every half `timeout`."""
    from shuke.config.warm import wake_engine

    follow_process(os.getppid(), leave)
    Thread(target=wake_engine, name="wake-engine", daemon=True).start()


def leave() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
