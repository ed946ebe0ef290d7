"""Whom a list of look-alikes still names."""

from django.db.models import Q, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.sales.queries import stayed_away
from shuke.scores.groups.models import CustomerLikeness, LookAlikeList


def listed_alike(listing: LookAlikeList, *, scope: Scope) -> QuerySet[CustomerLikeness]:
    """Of the caller's stores. Of prospects neither who has bought since, nor who may not be approached by now."""
    rows = CustomerLikeness.objects.filter(listing=listing)
    if listing.is_of_prospects:
        rows = rows.filter(is_still_prospect())
    return rows if scope.store_ids is None else rows.filter(customer__home_store__in=scope.store_ids)


def is_still_prospect() -> Q:
    """Of rows about a customer."""
    return Q(
        stayed_away("customer"),
        customer__is_do_not_contact=False,
        customer__is_not_personalised=False,
        customer__merged_into__isnull=True,
        customer__erased_at__isnull=True,
    )
