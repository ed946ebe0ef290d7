"""The one call: a batch in, good rows and refusals out."""

import pyarrow as pa

from shuke.intake.checks.goods import check_products, check_stores
from shuke.intake.checks.orders import check_orders
from shuke.intake.checks.people import check_customers
from shuke.intake.checks.shapes import Checked, Ground
from shuke.intake.checks.sheet import Sheet
from shuke.intake.mapping import Mapping
from shuke.intake.reading import Batch


def check(batch: Batch, mapping: Mapping, ground: Ground) -> Checked:
    """Check every row of `batch`. The good rows come in the schema of their kind, in file order."""
    sheet = Sheet(batch, mapping, ground.custom)
    rows = _checked(sheet, mapping, ground)
    good = sheet.good
    if not good.all():
        rows = rows.filter(pa.array(good))
    return Checked(rows, sheet.refusals(), sheet.noticed)


def _checked(sheet: Sheet, mapping: Mapping, ground: Ground) -> pa.Table:
    if mapping.kind == "orders":
        return check_orders(sheet, mapping, ground)
    if mapping.kind == "customers":
        return check_customers(sheet, mapping, ground)
    return check_products(sheet) if mapping.kind == "products" else check_stores(sheet)
