"""`python -m shuke.jobs`: one worker process, as the supervisor starts it."""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuke.config.settings")


def main() -> None:
    import django

    django.setup()
    from shuke.jobs.supervise import follow_supervisor, stop_on_signals
    from shuke.jobs.worker import work

    stop = stop_on_signals()
    follow_supervisor(stop.set)
    if not work(stop=stop):
        sys.stderr.flush()
        os._exit(0)  # threads that did not end in time have been disowned; nothing is to wait for them


if __name__ == "__main__":
    main()
