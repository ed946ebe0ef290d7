"""An import as a process of its own, in smaller transactions than the real one: `python import_process.py FILE`."""

import datetime as dt
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from shuke.intake.apply import order_rows
    from shuke.intake.services import import_file

    order_rows.LINES_PER_BATCH = 800
    import_file(path=Path(sys.argv[1]), kind="orders", now=dt.datetime.now(dt.UTC))


main()
