"""Doors from cell tables into the customer list."""

from collections.abc import Callable, Sequence

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.lib.ids import is_id
from shuke.scores.trials.models import CellMember, CellTable
from shuke.web.customers.filters.kinds import Choice, Choices, Filter
from shuke.web.customers.setting import Setting

# What may stand behind the number of a table beside a cell: “3-tested”, “3-555”.
Members = QuerySet[CellMember]
PARTS: dict[str, tuple[Promise, Callable[[Members], Members]]] = {
    "tested": (gettext_lazy("tested"), lambda members: members.filter(is_tested=True)),
    "answered": (gettext_lazy("answered"), lambda members: members.filter(is_tested=True, answered=True)),
    "rollout": (gettext_lazy("to be mailed"), lambda members: members.filter(is_tested=False)),
}


class InCell(Choice):
    """“3-555”: cell 555 of table 3; “3-tested”, “3-answered”, “3-rollout”: in the chosen cells, not tested yet."""

    def any_of(self, named: Sequence[str]) -> Q:
        found = Q(pk__in=[])
        for value in named:
            number, _separator, part = value.partition("-")
            if is_id(number):
                found |= Q(pk__in=_members(int(number), part).values("customer"))
        return found

    def say(self, value: str, setting: Setting) -> str:
        names = dict(CellTable.objects.values_list("pk", "name"))
        return _(", ").join(_said(part, names) for part in value.split(",") if part)


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


def _said(value: str, names: dict[int, str]) -> str:
    number, _separator, part = value.partition("-")
    name = names.get(int(number), number) if is_id(number) else number
    words = PARTS[part][0] if part in PARTS else _("cell %(cell)s") % {"cell": part}
    return _("%(test)s: %(part)s") % {"test": name, "part": words}


def _choices(setting: Setting) -> Choices:
    """The parts of every table; its cells are reached from its page."""
    return [
        (f"{pk}-{part}", _("%(test)s: %(part)s") % {"test": name, "part": words})
        for pk, name in CellTable.objects.values_list("pk", "name")
        for part, (words, _narrow) in PARTS.items()
    ]


# `none`: in no cell of any table.
FILTERS: tuple[Filter, ...] = (
    InCell(
        key="cell", label=gettext_lazy("Cell of a test"), group="value", choices=_choices,
        empty=~Q(pk__in=CellMember.objects.values("customer")),
    ),
)  # fmt: skip
