"""Doors from what complaints keep into the customer list."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.outcomes.models import Recovery
from shuke.records.cases.queries.reports import complainers
from shuke.web.customers.filters.kinds import Choice, Choices, Filter, YesNo
from shuke.web.customers.setting import Setting
from shuke.web.service.recovery_words import GROUPS


class InRecovery(Choice):
    """“compensated”: those of this row of the report."""

    def any_of(self, named: Sequence[str]) -> Q:
        report = Recovery.objects.filter(pk=1).first()
        groups = report.groups if report else {}
        people = {pk for name in named if name in GROUPS for pk in groups.get(name, {}).get("customers", ())}
        return Q(pk__in=sorted(people))


def _choices(setting: Setting) -> Choices:
    return [(key, str(words)) for key, words in GROUPS.items()]


# `none` of the report: never complained.
FILTERS: tuple[Filter, ...] = (
    YesNo(key="complained", label=_("Ever complained"), group="risk", yes=Q(pk__in=complainers())),
    InRecovery(
        key="recovery", label=_("In “What complaints keep”"), group="risk", choices=_choices,
        empty=~Q(pk__in=complainers()),
    ),
)  # fmt: skip
