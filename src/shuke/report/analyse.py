"""`shuke analyse`: one sales file in; customers.csv, summary.json, report.html and rejected.csv out."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.intake.reasons import SourceRefused
from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report
from shuke.report.figures import Figures, work_out
from shuke.report.language import speaking
from shuke.report.page.numbers import Numbers, count
from shuke.report.page.sheet import render_page
from shuke.report.reading import FileHints, read_sales
from shuke.report.sales import Sales
from shuke.report.summary import summary_text
from shuke.report.tables import rejected_file, write_customers
from shuke.report.told import refused_in_words, understood
from shuke.report.words.refusals import in_words

REJECTED, CUSTOMERS, SUMMARY, PAGE = "rejected.csv", "customers.csv", "summary.json", "report.html"


class NotAnalysed(ShukeError):
    """The file, or the day asked for, leaves nothing to analyse."""


class NoFolder(ShukeError):
    """The place for the results is no folder and cannot become one."""


def analyse_file(
    *,
    path: Path,
    out: Path,
    as_of: dt.date | None,
    hints: FileHints,
    language: str,
    say: Report,
) -> None:
    """Write everything one file says about its customers into `out`, and nothing anywhere else.

    Args:
        as_of: nothing later is counted; None: the day of the latest order.
        hints: what is known of the file beforehand.
        language: en, zh-hans or zh-hant, of the page and of what is said.
        say: is told how the file was understood and what was written.

    Raises:
        ShukeError: with a sentence in `language`; results of an earlier run are then left as they were.
    """
    with speaking(language), _workplace(out) as work:
        sales = _read(path, work / REJECTED, hints)
        for line in understood(sales):
            say(line)
        figures = _work_out(sales, as_of=as_of, spill=work / "spill")
        _write(sales, figures, work, language=language)
        for name in (REJECTED, CUSTOMERS, SUMMARY, PAGE):
            os.replace(work / name, out / name)
        say(_done(figures))
        say(_("Written: %(files)s") % {"files": ", ".join(str(out / n) for n in (PAGE, CUSTOMERS, SUMMARY, REJECTED))})


def _read(path: Path, rejected: Path, hints: FileHints) -> Sales:
    if hints.time_zone not in available_timezones():
        raise NotAnalysed(_("“%(zone)s” is no time zone; write for example Asia/Shanghai.") % {"zone": hints.time_zone})
    try:
        with rejected_file(rejected) as refuse:
            return read_sales(path, hints=hints, refuse=refuse)
    except SourceRefused as refused:
        raise NotAnalysed(in_words(refused.reason)) from refused


def _work_out(sales: Sales, *, as_of: dt.date | None, spill: Path) -> Figures:
    if sales.first_on is None or sales.latest_on is None:
        raise NotAnalysed(
            _("None of the %(rows)s rows of %(file)s is an order of a known customer; refused were: %(reasons)s.")
            % {"rows": count(sales.tally.rows), "file": sales.path.name, "reasons": refused_in_words(sales)}
        )
    if as_of is not None and as_of < sales.first_on:
        raise NotAnalysed(
            _("Nobody had bought by %(as_of)s: the first order of the file is of %(first_on)s; choose a later --as-of.")
            % {"as_of": as_of.isoformat(), "first_on": sales.first_on.isoformat()}
        )
    return work_out(sales.lines, as_of=as_of or sales.latest_on, spill=spill)


def _write(sales: Sales, figures: Figures, work: Path, *, language: str) -> None:
    write_customers(work / CUSTOMERS, figures, decimals=sales.decimals)
    (work / SUMMARY).write_text(summary_text(sales, figures), encoding="utf-8")
    numbers = Numbers(language=language, decimals=sales.decimals, currency=sales.currency)
    (work / PAGE).write_text(render_page(sales, figures, numbers), encoding="utf-8")


def _done(figures: Figures) -> str:
    pattern = ngettext(
        "As of %(as_of)s: %(customers)s customer, %(active)s in 365 days, %(slipping)s to act on",
        "As of %(as_of)s: %(customers)s customers, %(active)s in 365 days, %(slipping)s to act on",
        len(figures.customers),
    )
    return pattern % {
        "as_of": figures.as_of.isoformat(),
        "customers": count(len(figures.customers)),
        "active": count(len(figures.in_window)),
        "slipping": count(len(figures.slipping)),
    }


@contextmanager
def _workplace(out: Path) -> Iterator[Path]:
    """A folder inside `out` to work in, gone afterwards; so is an `out` that was made for nothing."""
    existed = out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        scratch = TemporaryDirectory(dir=out, prefix=".analyse-")
    except OSError as error:
        raise NoFolder(
            _("Results cannot be written to %(out)s (%(detail)s); name a folder with --out.")
            % {"out": out, "detail": error.strerror}
        ) from error
    try:
        with scratch as work:
            yield Path(work)
    finally:
        if not existed and not any(out.iterdir()):
            out.rmdir()
