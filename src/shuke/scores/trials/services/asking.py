"""What a person asks for: stored here, counted by the next run."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shuke.analytics.response.breakeven import Terms
from shuke.lib.errors import ShukeError
from shuke.records.catalog.models import Category, Product
from shuke.records.customers.models import Tag
from shuke.records.membership.models import Coupon
from shuke.scores.trials.models import LONGEST_DAYS, CellTable, ControlTest
from shuke.scores.trials.results import chosen_cells

Answer = CellTable.Answer
# Where the thing named by `key` is looked up; buying anything needs no name.
NAMED = {
    Answer.CATEGORY: (Category, "path"),
    Answer.PRODUCT: (Product, "code"),
    Answer.COUPON: (Coupon, "code"),
    Answer.TAG: (Tag, "name"),
}

# Days that leave room for the year before and the answers after.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


class BadTrial(ShukeError):
    """A test that cannot be counted."""


def ask_for_cells(
    *,
    name: str,
    begins_on: date,
    days: int,
    answer: str,
    key: str,
    step: int,
    cost_per_piece: Decimal,
    net_revenue_per_sale: Decimal,
) -> CellTable:
    """Raises BadTrial, BadTerms."""
    _refuse(name=name, begins_on=begins_on, days=days)
    Terms(cost_per_piece=cost_per_piece, net_revenue_per_sale=net_revenue_per_sale)
    if step < 1:
        raise BadTrial(_("Test every customer (1), or every second, third, … one."))
    if answer not in set(Answer):
        raise BadTrial(_("“%(answer)s” is no kind of answer.") % {"answer": answer})
    return CellTable.objects.create(
        name=name.strip()[:80],
        begins_on=begins_on,
        days=days,
        answer=answer,
        key=_named(answer, key.strip()),
        step=step,
        cost_per_piece=cost_per_piece,
        net_revenue_per_sale=net_revenue_per_sale,
    )


def ask_for_control(
    *,
    name: str,
    begins_on: date,
    days: int,
    treated: Tag,
    control: Tag,
    cost_per_piece: Decimal,
    margin_share: Decimal,
) -> ControlTest:
    """Raises BadTrial."""
    _refuse(name=name, begins_on=begins_on, days=days)
    if treated == control:
        raise BadTrial(_("Contacted and held-out customers carry two different tags."))
    if cost_per_piece < 0 or not 0 <= margin_share <= 1:
        raise BadTrial(_("A piece costs 0 or more, and the margin is a share from 0 to 1."))
    return ControlTest.objects.create(
        name=name.strip()[:80],
        begins_on=begins_on,
        days=days,
        treated=treated,
        control=control,
        cost_per_piece=cost_per_piece,
        margin_share=margin_share,
    )


@transaction.atomic
def change_terms(
    *, table: CellTable, cost_per_piece: Decimal, net_revenue_per_sale: Decimal, rolled_out_on: date | None
) -> CellTable:
    """Costs and earnings of the same test, and when the chosen cells were mailed; until then which pay is chosen anew.

    Raises BadTerms, BadTrial. With another day of the roll-out the next run counts its answers.
    """
    Terms(cost_per_piece=cost_per_piece, net_revenue_per_sale=net_revenue_per_sale)
    _refuse_rollout(table, rolled_out_on)
    table.refresh_from_db(from_queryset=CellTable.objects.select_for_update())  # a run may be counting it
    table.cost_per_piece, table.net_revenue_per_sale = cost_per_piece, net_revenue_per_sale
    if table.rolled_out_on != rolled_out_on:
        table.rolled_out_on, table.run, table.asked = rolled_out_on, None, table.asked + 1
        table.cells = [{**cell, "later": 0} for cell in table.cells]
    table.chosen = chosen_cells(table)
    table.save()
    return table


def count_again(*, trial: CellTable | ControlTest) -> None:
    """Have the next run count it anew: tags may have been given since."""
    type(trial)._default_manager.filter(pk=trial.pk).update(run=None, asked=F("asked") + 1)


def forget_trial(*, trial: CellTable | ControlTest) -> None:
    trial.delete()


def _refuse(*, name: str, begins_on: date, days: int) -> None:
    if not name.strip():
        raise BadTrial(_("Give the test a name, so that others know what was sent."))
    if not FIRST_DAY <= begins_on <= LAST_DAY:
        raise BadTrial(_("A test begins on a day from %(first)s to %(last)s.") % {"first": FIRST_DAY, "last": LAST_DAY})
    if not 1 <= days <= LONGEST_DAYS:
        raise BadTrial(_("Answers count for 1 to %(most)s days.") % {"most": LONGEST_DAYS})


def _refuse_rollout(table: CellTable, on: date | None) -> None:
    if on is None:
        return
    # Where everybody was tested, the same people would answer both on one day.
    earliest = table.begins_on if table.step > 1 else table.ends_on + timedelta(days=1)
    if not earliest <= on <= LAST_DAY:
        raise BadTrial(
            _("The roll-out of this test begins on a day from %(first)s to %(last)s.")
            % {"first": earliest, "last": LAST_DAY}
        )


def _named(answer: str, key: str) -> str:
    if answer == Answer.ORDER:
        return ""
    model, field = NAMED[Answer(answer)]
    if not model._default_manager.filter(**{field: key}).exists():
        raise BadTrial(_("There is no “%(key)s”; choose one that exists.") % {"key": key})
    return key
