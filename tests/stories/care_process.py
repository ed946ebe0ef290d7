"""A worker at another moment, which may kill itself: `python care_process.py '{"at": "2030-03-08T03:04:57+00:00"}'`.

`dies` is "inside" (in the middle of the transaction that writes a plan) or "after" (it is committed, the job is not
settled yet); empty: it lives.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django
import time_machine

KEPT = ("plan_care", "send_messages")  # the nightly refresh would only take time


def main(told: dict[str, str]) -> None:
    django.setup()
    from django.conf import settings

    from shuke.jobs.crew import Pace
    from shuke.jobs.supervise import stop_on_signals
    from shuke.jobs.worker import work

    settings.SCHEDULES = {name: settings.SCHEDULES[name] for name in KEPT}
    _set_trap(told.get("dies", ""))
    with time_machine.travel(datetime.fromisoformat(told["at"]), tick=True):
        work(stop=stop_on_signals(), pace=Pace(poll_seconds=0.1, heartbeat_seconds=0.3), concurrency=1)


def _set_trap(dies: str) -> None:
    from shuke.actions.care.services import planning, writing

    if dies == "inside":
        writing._plan = _killed_after(writing._plan)
    elif dies == "after":
        planning.write_batch = _killed_after(planning.write_batch)


def _killed_after(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **kwargs: Any) -> None:
        call(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return called


main(json.loads(sys.argv[1]))
