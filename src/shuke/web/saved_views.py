"""The views of a list: those there are for somebody, saving and changing one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.web.models import SavedView


class ViewNameTaken(ShukeError):
    """The person has a view of this name already."""


def saved_views(staff: Staff, *, of: SavedView.Of) -> QuerySet[SavedView]:
    """One's own, and what colleagues share."""
    return SavedView.objects.filter(Q(owner=staff) | Q(is_shared=True), of=of).select_related("owner")


@transaction.atomic
def save_view(
    *,
    staff: Staff,
    now: datetime,
    name: str,
    state: Mapping[str, str],
    is_shared: bool,
    is_pinned: bool = True,
    is_default: bool = False,
    of: SavedView.Of = SavedView.Of.CUSTOMERS,
    view: SavedView | None = None,
) -> SavedView:
    """A new view, or `view` with everything changed."""
    others = SavedView.objects.filter(owner=staff, of=of)
    if view is not None:
        others = others.exclude(pk=view.pk)
    if others.filter(name__iexact=name).exists():
        raise ViewNameTaken(_("You have a view “%(name)s” already; choose another name.") % {"name": name})
    if is_default:
        others.filter(is_default=True).update(is_default=False)
    view = view or SavedView(owner=staff, of=of, created_at=now)
    view.name, view.state, view.updated_at = name, dict(state), now
    view.is_shared, view.is_pinned, view.is_default = is_shared, is_pinned, is_default
    view.save()
    return view


def change_state(*, view: SavedView, now: datetime, state: Mapping[str, str]) -> None:
    view.state, view.updated_at = dict(state), now
    view.save(update_fields=["state", "updated_at"])
