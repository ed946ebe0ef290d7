"""`shuke serve`: web and worker under one roof, without a system service."""

import socket
import sys

from django.conf import settings
from django.db import connections

from shuke.jobs.supervise import supervise
from shuke.jobs.worker import worker_command
from shuke.lib.errors import ShukeError


class AddressUnusable(ShukeError):
    """A host or port that can't be listened on."""


def serve(*, host: str, port: int, workers: int | None = None) -> None:
    """Serve until SIGTERM or Ctrl+C. `workers` are web processes, SHUKE_WORKERS unless said; port 0 takes a free one.

    The socket is opened here and handed down: a web server that died starts again without losing the port.
    """
    with listen(host, port) as listener:
        listening_port = listener.getsockname()[1]
        connections.close_all()
        print(f"Shuke is at http://{in_address(host)}:{listening_port} (Ctrl+C stops it)", flush=True)
        supervise(
            {
                "web": web_command(fd=listener.fileno(), workers=workers or settings.WORKERS),
                "worker": worker_command(),
            },
            pass_fds={"web": [listener.fileno()]},
        )


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        if not 0 <= port < 65_536:
            raise OSError("ports go from 0 to 65535")
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as refused:
        raise AddressUnusable(
            f"Port {port} at {host} cannot be used ({refused}): stop what uses it, or choose another with --port."
        ) from refused


def web_command(*, fd: int, workers: int) -> list[str]:
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:shuke.config.web_server"]
    return [*gunicorn, "--bind", f"fd://{fd}", "--workers", str(workers), "shuke.config.wsgi:application"]


def in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
