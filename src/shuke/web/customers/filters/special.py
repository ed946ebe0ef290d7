"""Filters that are no plain column."""

from collections.abc import Sequence
from itertools import product

from django.db.models import Q

from shuke.records.customers.models import Customer
from shuke.web.customers.filters.kinds import Choice

CODES = range(1, 6)


class Tagged(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        """A subquery: a join would list a customer once a tag."""
        return Q(pk__in=Customer.tags.through.objects.filter(tag__in=[int(pk) for pk in named]).values("customer_id"))


class FmCode(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        """FM = ⌊(F + M) ÷ 2 + ½⌋ (docs/definitions.md, RFM)."""
        found = Q(pk__in=[])
        for f, m in product(CODES, CODES):
            if str((f + m + 1) // 2) in named:
                found |= Q(score__f=f, score__m=m)
        return found
