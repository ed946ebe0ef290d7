"""What the pages of groups show, as tables to look at and to download."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shuke.web import figures
from shuke.web.groups.rows import GroupRow
from shuke.web.insight.charts import Cell, Sheet, hundredths


def sheet_of(rows: Sequence[GroupRow], *, currency: str) -> Sheet:
    """Groups with their size, worth and every column; money only for those who see it."""
    heads = [_("Group"), _("Customers"), _("Share of customers, %"), _("Solidity, %")]
    if currency:
        heads += [_("Spend"), _("Share of spend, %")]
    columns = {bar.column: bar.name for row in rows for bar in row.bars}
    return Sheet("groups", [*heads, *columns.values()], [_cells(row, list(columns), currency) for row in rows])


def _cells(row: GroupRow, columns: Sequence[str], currency: str) -> list[Cell]:
    cells: list[Cell] = [row.name, row.customers, hundredths(row.customer_share), hundredths(row.group.solidity)]
    if currency:
        cells += [figures.major(row.spend_minor, currency), hundredths(row.spend_share)]
    here = {bar.column: bar.here for bar in row.bars}
    return [*cells, *(here.get(column, "") for column in columns)]
