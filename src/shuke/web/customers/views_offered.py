"""The views above the list: some that every shop has, then those that people saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from shuke.records.access.models import Staff
from shuke.web.customers.setting import Setting
from shuke.web.models import SavedView
from shuke.web.saved_views import saved_views

ALL = "all"
NEW_DAYS = 30


@dataclass(frozen=True)
class OfferedView:
    key: str  # in the address: a word for built-in ones, the id of a saved one
    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    is_pinned: bool = True
    saved: SavedView | None = None

    def may_be_changed_by(self, staff: Staff) -> bool:
        return self.saved is not None and self.saved.owner_id == staff.pk


def offered_views(setting: Setting, staff: Staff) -> dict[str, OfferedView]:
    """By key, in the order of the tabs."""
    saved = [
        OfferedView(str(view.pk), view.name, view.state, is_pinned=view.is_pinned, saved=view)
        for view in saved_views(staff, of=SavedView.Of.CUSTOMERS)
    ]
    return {view.key: view for view in [*_built_in(setting, staff), *saved]}


def default_view(offered: Mapping[str, OfferedView], staff: Staff) -> OfferedView:
    """What the list opens with: the person's choice, else everybody."""
    return next((view for view in offered.values() if _is_default(view, staff)), offered[ALL])


def _is_default(view: OfferedView, staff: Staff) -> bool:
    return view.saved is not None and view.saved.is_default and view.saved.owner_id == staff.pk


def _built_in(setting: Setting, staff: Staff) -> list[OfferedView]:
    slipping = {"value_class": "platinum,gold", "overdue_ratio": "1.5.."}
    if setting.sees_money:
        slipping["sort"] = "-value_at_risk"
    since_on = setting.as_of - timedelta(days=NEW_DAYS)
    return [
        OfferedView(ALL, _("All")),
        OfferedView("mine", _("Mine"), {"owner": str(staff.pk)}),
        OfferedView("slipping", _("Good ones slipping away"), slipping),
        OfferedView("birthdays", _("Birthday this month"), {"birthday_month": str(setting.today.month)}),
        OfferedView("new", _("New in 30 days"), {"first_on": f"{since_on.isoformat()}.."}),
    ]
