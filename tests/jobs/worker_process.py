"""A worker as a process of its own, quicker of breath than the real one: `python worker_process.py PACE-AS-JSON`."""

import json
import os
import sys

import django


def main() -> None:
    django.setup()
    from shuke.jobs.crew import Pace
    from shuke.jobs.supervise import stop_on_signals
    from shuke.jobs.worker import work

    if not work(stop=stop_on_signals(), pace=Pace(**json.loads(sys.argv[1]))):
        os._exit(0)


main()
