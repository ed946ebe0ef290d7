"""The page “What the money brought back” as a letter: the same figures, each with the way to its page."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.outcomes.offers import OfferOutcome
from shuke.records.stores.queries import business
from shuke.web import figures
from shuke.web.campaigns.brought import Brought, OutcomeRow, total_of
from shuke.web.campaigns.offered import OfferRow, offer_rows

ROWS = 20  # a letter is read to its end


def report_letter(brought: Brought, offers: Sequence[OfferOutcome] = ()) -> tuple[str, str]:
    """Subject and text in the language that is active."""
    shop = business()
    subject = _("%(shop)s: what the money brought back") % {"shop": shop.name}
    rows = [*brought.rows, *brought.others]
    together = [] if brought.others and not brought.rows else [_together(brought, shop.currency)]
    parts = [*together, *(_row(row) for row in rows[:ROWS])]
    more = len(rows) - ROWS
    if more > 0:
        parts.append(
            ngettext("%(count)s more is on the page.", "%(count)s more are on the page.", more) % {"count": more}
        )
    if offers:
        parts.append(_by_offer(offers))
    parts.append(_("All figures, with their days: %(url)s") % {"url": settings.BASE_URL + reverse("outcomes")})
    parts.append(
        _("You get this because marketing put you on its list: %(url)s")
        % {"url": settings.BASE_URL + reverse("settings_reports")}
    )
    return subject, "\n\n".join(parts)


def _together(brought: Brought, currency: str) -> str:
    if not brought.rows:
        return _("Nothing is measured yet: no campaign that began held anybody out.")
    count = len(brought.rows)
    measured = ngettext("%(count)s measured", "%(count)s measured", count) % {"count": figures.number(count)}
    as_of = figures.day(max(row.outcome.as_of for row in brought.rows))
    return _(
        "As of %(day)s, %(measured)s: spent %(cost)s, profit because of it %(profit)s after the pieces. "
        "Surely paid: %(surely)s."
    ) % {
        "day": as_of,
        "measured": measured,
        "cost": figures.money_text(brought.cost, currency),
        "profit": figures.money_text(brought.profit, currency, signed=True),
        "surely": figures.number(brought.surely),
    }


def _row(row: OutcomeRow) -> str:
    return "\n".join(_lines(row))


def _lines(row: OutcomeRow) -> Iterator[str]:
    outcome = row.outcome
    days = f"{figures.day(outcome.from_on)} – {figures.day(outcome.until_on)}"
    yield f"{outcome.name} · {row.part} · {days}"
    yield _("%(treated)s served, %(held)s held out") % {
        "treated": figures.number(outcome.treated),
        "held": figures.number(outcome.held),
    }
    if outcome.effect and "profit" not in outcome.effect:
        yield _("Revenue %(revenue)s, with 95%% certainty %(low)s to %(high)s") % _totals(row, of="revenue")
    elif outcome.effect:
        yield _("Spent %(cost)s; revenue %(revenue)s; profit %(profit)s, with 95%% certainty %(low)s to %(high)s") % {
            "cost": figures.money_text(row.cost, outcome.currency),
            **_totals(row, of="profit"),
        }
    yield row.verdict
    if row.url:
        yield settings.BASE_URL + row.url


def _by_offer(offers: Sequence[OfferOutcome]) -> str:
    rows = offer_rows(offers[:ROWS])
    return "\n".join([_("By offer"), *("• " + " · ".join(_offer_parts(row)) for row in rows)])


def _offer_parts(row: OfferRow) -> Iterator[str]:
    """Name and count, then the money as far as it is known."""
    yield row.name
    yield _("%(count)s served") % {"count": figures.number(row.offer.treated)}
    currency = row.offer.outcomes[0].currency
    for amount, words, is_signed in (
        (row.cost, _("spent %(amount)s"), False),
        (row.revenue, _("revenue %(amount)s"), True),
        (row.profit, _("profit %(amount)s"), True),
    ):
        if amount is not None:
            yield words % {"amount": figures.money_text(amount, currency, signed=is_signed)}
    yield row.verdict


def _totals(row: OutcomeRow, *, of: str) -> dict[str, str]:
    _total, low, high = total_of(row.outcome, of=of)
    said = {"revenue": row.revenue, "profit": row.profit, "low": low, "high": high}
    return {name: figures.money_text(amount, row.outcome.currency, signed=True) for name, amount in said.items()}
