"""Whom an alert is still about (docs/definitions.md): not who came since, nor who may not be approached."""

from datetime import date

from django.db.models import Q, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.sales.queries import stayed_away
from shuke.scores.models import CustomerScore
from shuke.scores.queries import scores_within


def still_away(scope: Scope, *, as_of: date, today: date) -> QuerySet[CustomerScore]:
    """Scores of the caller's customers who may be approached and have not bought since `as_of`, the day of the scores.

    A purchase dated after `today` is a slip, and ends no silence.
    """
    return (
        scores_within(scope)
        .filter(
            # Said twice in the negative: SQLite would take the index of merged records, where nearly everybody stands.
            ~Q(customer__merged_into__isnull=False),
            stayed_away("customer", ordered_on__gt=as_of, ordered_on__lte=today),
            customer__is_do_not_contact=False,
            customer__is_not_personalised=False,
            customer__erased_at__isnull=True,
        )
        .select_related("customer")
    )


def is_still_away(*, as_of: date, today: date) -> Q:
    """The same asked of customers, who are neither merged into others nor erased."""
    away = stayed_away("pk", ordered_on__gt=as_of, ordered_on__lte=today)
    return Q(score__isnull=False, is_do_not_contact=False, is_not_personalised=False) & away
