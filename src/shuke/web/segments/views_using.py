"""Saved views of the customer list that show a segment."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shuke.actions.segments.models import Segment
from shuke.actions.segments.uses import Use
from shuke.web.models import SavedView
from shuke.web.segments.doors import SEPARATOR


def views_using(segment: Segment) -> Iterator[Use]:
    for view in SavedView.objects.filter(of=SavedView.Of.CUSTOMERS).select_related("owner").order_by("name"):
        if _asks_for(view.state, str(segment.pk)):
            yield Use(_("view “%(name)s” of %(owner)s") % {"name": view.name, "owner": view.owner})


def _asks_for(state: dict[str, str], pk: str) -> bool:
    moves = state.get("moved", "").split(",")
    return pk in state.get("segment", "").split(",") or any(part.partition(SEPARATOR)[0] == pk for part in moves)
