"""Every command, in the order a new user meets them."""

import datetime as dt
import errno
import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

# Before numpy is first imported: its threads would fight over the cores that web and worker need.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuke.config.settings")

import typer

from shuke.lib.errors import ShukeError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Shuke 熟客: record, know, decide, act, measure.",
)

# The machine's refusals, not defects of ours: no space, no right, a broken disk.
NOT_OURS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO)

Day = Annotated[
    dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Look no further than this day.")
]


Delimiter = Annotated[str, typer.Option(help="The character between columns, where it is not recognised; tab is \\t.")]
Encoding = Annotated[str, typer.Option(help="utf-8, gb18030, big5 or latin-1, where it is not recognised.")]


# Whether it can be read is said by the reader, which knows what to do about it.
Source = Annotated[Path, typer.Argument(readable=False)]


class Kind(StrEnum):
    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    STORES = "stores"


class Language(StrEnum):
    EN = "en"
    ZH_HANS = "zh-hans"
    ZH_HANT = "zh-hant"


def main() -> None:
    """Entry point: a refusal is one sentence on stderr and exit code 1; a stack trace is always a defect of ours."""
    try:
        app()
    except ShukeError as refused:
        sys.exit(f"shuke: {refused}")
    except OSError as error:
        if error.errno not in NOT_OURS:
            raise
        where = f" ({error.filename})" if error.filename else ""
        sys.exit(f"shuke: {error.strerror}{where}; what was under way is not done. Mend that and run the same again.")


def set_up() -> None:
    """Load Django and bring the database to today's shape."""
    import django

    django.setup()
    from shuke.config.upgrade import upgrade_database

    upgrade_database(say=lambda line: print(line, file=sys.stderr))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def one_character(delimiter: str) -> str:
    """A tab is hard to type on a command line."""
    return "\t" if delimiter == r"\t" else delimiter


def say(line: str) -> None:
    print(line, flush=True)


@app.command()
def demo(
    host: str = "127.0.0.1",
    port: int = 8000,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load and stop; start nothing.")] = False,
) -> None:
    """Load a real retailer's year, then start web and worker and print the address and the accounts."""
    set_up()
    from shuke.config.serve import serve as start
    from shuke.demo.accounts import accounts_text
    from shuke.demo.bookings import take_bookings
    from shuke.demo.standing import is_loaded

    if is_loaded():
        say("The demo shop is loaded.")
    else:
        from shuke.demo.load import load_demo

        load_demo(now=now(), say=say)
    take_bookings(now=now())  # of today, whichever day the demo is started
    if not load_only:
        say(accounts_text())
        start(host=host, port=port)


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int | None = None) -> None:
    """Start web and worker on your own data."""
    set_up()
    from shuke.config.serve import serve as start

    start(host=host, port=port, workers=workers)


@app.command()
def worker(processes: int = 1) -> None:
    """Start only the background worker, for installations of several machines."""
    set_up()
    from shuke.jobs.worker import run_worker

    run_worker(processes=processes)


@app.command("import")
def import_(
    kind: Kind,
    file: Source,
    mapping: Annotated[Path | None, typer.Option(help="A TOML file that says which column is what.")] = None,
    store: Annotated[str | None, typer.Option(help="Code of the store, where the file names none.")] = None,
    delimiter: Delimiter = "",
    encoding: Encoding = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
) -> None:
    """Read a file of orders, customers, products or stores into the records. The same file twice changes nothing."""
    set_up()
    from shuke.intake.reading import Options
    from shuke.intake.services import import_file, try_file

    summary = (try_file if dry_run else import_file)(
        path=file,
        kind=kind.value,
        mapping=mapping,
        store=store,
        options=Options(delimiter=one_character(delimiter), encoding=encoding),
        now=now(),
        progress=say,
    )
    for line in summary.lines():
        say(line)
    if summary.is_all_refused:
        raise typer.Exit(1)


@app.command()
def refresh(as_of: Day = None, engine: str = "duckdb") -> None:
    """Rebuild the warehouse and every score."""
    set_up()
    from shuke.pipeline import refresh as run

    run(as_of=as_of.date() if as_of else None, engine=engine, now=now(), report=say)


@app.command()
def analyse(
    file: Source,
    out: Annotated[Path, typer.Option(help="Folder for customers.csv, summary.json and report.html.")],
    as_of: Day = None,
    customer: str | None = None,
    order: str | None = None,
    date: str | None = None,
    amount: str | None = None,
    product: str | None = None,
    quantity: str | None = None,
    date_format: Annotated[
        str | None, typer.Option(help="day_first, month_first or a pattern such as %d/%m/%Y, where it cannot be told.")
    ] = None,
    time_zone: Annotated[str, typer.Option(help="Of the stores, where moments carry a zone.")] = "UTC",
    currency: Annotated[str, typer.Option(help="ISO code, such as CNY, of lines that name none.")] = "",
    delimiter: Delimiter = "",
    encoding: Encoding = "",
    language: Language = Language.EN,
) -> None:
    """Tell from one sales file who matters and who is slipping away. No database, no server."""
    from shuke.intake.reading import Options
    from shuke.report.analyse import analyse_file
    from shuke.report.reading import FileHints

    columns = {
        "customer": customer, "order": order, "date": date, "amount": amount, "product": product, "quantity": quantity,
    }  # fmt: skip
    analyse_file(
        path=file,
        out=out,
        as_of=as_of.date() if as_of else None,
        hints=FileHints(
            columns={field: column for field, column in columns.items() if column is not None},
            date_format=date_format or "",
            time_zone=time_zone,
            currency=currency.upper(),
            options=Options(delimiter=one_character(delimiter), encoding=encoding),
        ),
        language=language.value,
        say=say,
    )


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Look everything over: health, and counts and sums of records and warehouse side by side."""
    set_up()
    from shuke.cli.doctor import examine, in_words

    found = examine(now=now())
    say(json.dumps(found.as_dict(), indent=2, ensure_ascii=False, default=str) if as_json else in_words(found))
    if not found.is_well:
        raise typer.Exit(1)


@app.command()
def backup(file: Path) -> None:
    """Write everything that cannot be rebuilt into one archive."""
    set_up()
    from shuke.cli.backup import backup as write

    say(f"Written: {write(file, now=now())}")


@app.command()
def restore(
    file: Path,
    yes: Annotated[bool, typer.Option("--yes", help="Replace what this installation holds.")] = False,
) -> None:
    """Read an archive of `shuke backup` back, after checking it whole."""
    import django

    django.setup()
    from shuke.cli.restore import restore as read

    for line in read(file, replace=yes):
        say(line)
