"""What surrounds every page: who is here, where they may go, on which stores' rows, how fresh the figures are."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, to_locale

from shuke.records.access.decorators import StaffRequest
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope, scope_of_staff
from shuke.records.stores.models import Business, Store
from shuke.records.stores.queries import business
from shuke.web.navigation import FOOT, MAIN, Link, links

THEME_COOKIE = "shuke_theme"
THEMES = ("light", "dark", "system")
CHOSEN_STORE = "chosen_store"  # in the session: lists and figures are narrowed to it


@dataclass(frozen=True)
class Frame:
    """Read by base.html. Empty parts mean: nobody is signed in."""

    business: Business
    theme: str
    language: str  # as the lang attribute spells it: zh-Hans
    staff: Staff | None = None
    main: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    may_take_calls: bool = False
    may_see_runs: bool = False
    store_count: int = 0
    chosen_store: Store | None = None

    @property
    def open_section(self) -> Link | None:
        return next((link for link in self.main if link.is_open or (link.is_current and link.children)), None)


def frame(request: StaffRequest) -> dict[str, Any]:
    """Context processor. Lazy: fragments and redirects ask nothing."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: StaffRequest) -> Frame:
    bare = Frame(business=business(), theme=theme_of(request), language=language_tag())
    staff = getattr(request, "user", None)
    if staff is None or not staff.is_authenticated:
        return bare
    scope = getattr(request, "scope", None) or scope_of_staff(staff)
    stores = stores_of(scope)
    return replace(
        bare,
        staff=staff,
        main=links(MAIN, scope=scope, path=request.path),
        foot=links(FOOT, scope=scope, path=request.path),
        may_take_calls=scope.may("cases.work"),
        may_see_runs=scope.may("runs.view"),
        store_count=stores.count(),
        chosen_store=chosen_store(request, stores),
    )


def shown_scope(request: StaffRequest) -> Scope:
    """The scope of lists and figures: that of the person, narrowed to the store chosen in the switch.

    Pages of one record keep `request.scope`: a link from a colleague opens whatever store is chosen.
    """
    chosen = request.session.get(CHOSEN_STORE)
    if chosen is None or not request.scope.covers_store(chosen):
        return request.scope
    return replace(request.scope, store_ids=frozenset({chosen}))


def chosen_store(request: StaffRequest, stores: QuerySet[Store]) -> Store | None:
    chosen = request.session.get(CHOSEN_STORE)
    return stores.filter(pk=chosen).first() if chosen is not None else None


def stores_of(scope: Scope) -> QuerySet[Store]:
    """Open stores that the scope covers, by name."""
    stores = Store.objects.filter(is_open=True).order_by("name")
    return stores if scope.store_ids is None else stores.filter(pk__in=scope.store_ids)


def theme_of(request: StaffRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "system")
    return chosen if chosen in THEMES else "system"


def language_tag() -> str:
    """“zh-hans” → “zh-Hans”, so that style sheets and voices choose the right script."""
    return to_locale(get_language() or "en").replace("_", "-")
