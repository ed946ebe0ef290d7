"""Doors from cell tables into the customer list."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.lib.ids import is_id
from shuke.records.customers.queries import PERSON
from shuke.scores.trials.models import CellMember, CellTable
from shuke.web.customers.filters.kinds import Choices, Filter, PartOf, part_choices
from shuke.web.customers.setting import Setting

# What may stand behind the number of a table beside a cell: “3-tested”, “3-555”.
Members = QuerySet[CellMember]
PARTS: dict[str, tuple[Promise, Callable[[Members], Members]]] = {
    "tested": (gettext_lazy("tested"), lambda members: members.filter(is_tested=True)),
    "answered": (gettext_lazy("answered"), lambda members: members.filter(is_tested=True, answered=True)),
    "rollout": (gettext_lazy("to be mailed"), lambda members: members.filter(is_tested=False)),
}


class InCell(PartOf):
    """“3-555”: cell 555 of table 3; “3-tested”, “3-answered”, “3-rollout”: in the chosen cells, not tested yet."""


def _members(pk: int, part: str) -> Members:
    members = CellMember.objects.filter(table=pk)
    if part == "rollout":
        table = CellTable.objects.filter(pk=pk).first()
        members = members.filter(cell__in=[int(cell) for cell in table.chosen] if table else [])
        # Where everybody was tested the roll-out goes to everybody again.
        return members if table and table.step == 1 else PARTS[part][1](members)
    if part in PARTS:
        return PARTS[part][1](members)
    return members.filter(cell=int(part)) if is_id(part) else members.none()


def _words(part: str) -> Promise | str:
    return PARTS[part][0] if part in PARTS else _("cell %(cell)s") % {"cell": part}


def _choices(setting: Setting) -> Choices:
    """The parts of every table; its cells are reached from its page."""
    parts = {part: words for part, (words, _narrow) in PARTS.items()}
    return part_choices(CellTable.objects.values_list("pk", "name"), parts)


# `none`: in no cell of any table.
FILTERS: tuple[Filter, ...] = (
    InCell(
        key="cell", label=gettext_lazy("Cell of a test"), group="value", choices=_choices,
        empty=~Q(pk__in=CellMember.objects.values(person=PERSON)),
        names=lambda: dict(CellTable.objects.values_list("pk", "name")),
        members_of=lambda pk, part: _members(pk, part).values(person=PERSON), words=_words,
    ),
)  # fmt: skip
