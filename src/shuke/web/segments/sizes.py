"""How large a segment was, as a chart."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shuke.actions.segments.models import SegmentSize
from shuke.web import figures
from shuke.web.insight.charts import Chart, Sheet


def size_chart(sizes: Sequence[SegmentSize], *, title: str) -> Chart:
    """Oldest first; at least two."""
    customers = [size.customers for size in sizes]
    return Chart(
        sheet=Sheet(
            "segment-size",
            [_("Day"), _("Customers")],
            [(size.counted_on.isoformat(), size.customers) for size in sizes],
        ),
        kind="curves",
        title=title,
        data={
            "names": [figures.day(size.counted_on) for size in sizes],
            "series": [{"name": _("Customers"), "values": customers}],
            "from": 0,
        },
        size="low",
    )
