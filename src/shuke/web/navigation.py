"""The main navigation, in the order of the loop: record → know → decide → act → measure.

A new page gets its line here; an entry is shown to those whose role may open it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.records.access.scope import Scope


@dataclass(frozen=True)
class Entry:
    label: Promise
    icon: str
    route: str  # name of the view it opens
    permission: str = "signed_in"
    children: tuple["Entry", ...] = ()
    group: Promise | None = None  # of many sub-pages, those that answer one question


def _grouped(group: Promise, *entries: Entry) -> tuple[Entry, ...]:
    return tuple(replace(entry, group=group) for entry in entries)


MAIN: tuple[Entry, ...] = (
    Entry(_("Today"), "sun-high", "today"),
    Entry(
        _("Customers"),
        "users",
        "customers",
        "customers.view",
        (Entry(_("Imports"), "upload", "imports", "imports.run"),),
    ),
    Entry(
        _("Counter"),
        "cash-register",
        "counter",
        "counter.use",
        (
            Entry(_("Expected today"), "calendar-user", "counter_expected", "counter.use"),
            Entry(_("Doors"), "door-enter", "event_doors", "events.door"),
        ),
    ),
    Entry(
        _("Membership"),
        "id-badge-2",
        "membership",
        "membership.view",
        (
            Entry(_("Members"), "id-badge-2", "membership", "membership.view"),
            Entry(_("Plans and tiers"), "stairs-up", "membership_plans", "membership.view"),
            Entry(_("Who moves next"), "arrows-up-down", "membership_moving", "membership.view"),
            Entry(_("Rewards"), "gift", "membership_rewards", "membership.view"),
            Entry(_("Coupons"), "ticket", "membership_coupons", "membership.view"),
            Entry(_("What a basket earns"), "calculator", "membership_rules", "membership.view"),
            Entry(_("Ledger"), "list-details", "membership_ledger", "membership.view"),
            Entry(_("Liability"), "calendar-dollar", "membership_liability", "money.view"),
            Entry(_("Proof"), "checks", "membership_proof", "membership.view"),
        ),
    ),
    Entry(
        _("Service"),
        "headset",
        "service",
        "cases.view",
        (
            Entry(_("Inbox"), "inbox", "service", "cases.view"),
            Entry(_("Improvements"), "bulb", "service_improvements", "cases.view"),
            Entry(_("Service report"), "chart-bar", "service_reports", "cases.view"),
            Entry(_("What complaints keep"), "refresh-alert", "service_recovery", "cases.view"),
        ),
    ),
    Entry(
        _("Care"),
        "heart-handshake",
        "care",
        "care.view",
        (
            Entry(_("Tasks"), "checkbox", "care", "care.view"),
            Entry(_("Care programmes"), "calendar-heart", "care_programmes", "care.view"),
        ),
    ),
    Entry(
        _("Marketing"),
        "speakerphone",
        "segments",
        "marketing.view",
        (
            Entry(_("Segments"), "users-group", "segments", "marketing.view"),
            Entry(_("Campaigns"), "mail-fast", "campaigns", "marketing.view"),
            Entry(_("Events"), "calendar-event", "events", "marketing.view"),
            Entry(_("Journeys"), "route", "journeys", "marketing.view"),
            Entry(_("Calendar"), "calendar", "campaign_calendar", "marketing.view"),
            Entry(_("Marketing plan"), "target-arrow", "marketing_plan", "marketing.view"),
            Entry(_("What the money brought back"), "scale", "outcomes", "marketing.view"),
        ),
    ),
    Entry(
        _("Insight"),
        "chart-dots",
        "insight",
        "insight.view",
        (
            Entry(_("Overview"), "chart-dots", "insight", "insight.view"),
            *_grouped(
                _("Worth"),
                Entry(_("RFM"), "grid-dots", "insight_rfm", "insight.view"),
                Entry(_("Pareto and ABC"), "chart-line", "insight_abc", "insight.view"),
                Entry(_("Pyramid"), "triangle", "insight_pyramid", "insight.view"),
                Entry(_("Value quadrant"), "layout-grid", "insight_value", "insight.view"),
                Entry(_("Lifetime value"), "coins", "insight_lifetime", "insight.view"),
            ),
            *_grouped(
                _("Coming and going"),
                Entry(_("Lifecycle"), "refresh", "insight_lifecycle", "insight.view"),
                Entry(_("Cohorts"), "stairs", "insight_cohorts", "insight.view"),
                Entry(_("Early warning"), "alert-triangle", "insight_warning", "insight.view"),
                Entry(_("Churn board"), "door-exit", "insight_leaving", "insight.view"),
                Entry(_("Win-back"), "heart-handshake", "win_back", "insight.view"),
                Entry(_("Causes of leaving"), "message-question", "leaving_causes", "insight.view"),
            ),
            *_grouped(
                _("What goes together"),
                Entry(_("Baskets"), "basket", "insight_baskets", "insight.view"),
                Entry(_("Who would want this"), "shopping-bag-heart", "insight_wants", "insight.view"),
            ),
            *_grouped(
                _("Who is alike"),
                Entry(_("Customer groups"), "chart-bubble", "insight_groups", "insight.view"),
                Entry(_("Rules"), "binary-tree", "insight_rules", "insight.view"),
                Entry(_("Look-alikes"), "users-group", "insight_alike", "insight.view"),
            ),
            *_grouped(
                _("What pays"),
                Entry(_("Break-even"), "calculator", "insight_breakeven", "insight.view"),
                Entry(_("Cell table"), "grid-pattern", "insight_cells", "insight.view"),
                Entry(_("Control group"), "scale", "insight_control", "insight.view"),
            ),
            *_grouped(
                _("Data and models"),
                Entry(_("Explore"), "table", "insight_explore", "insight.view"),
                Entry(_("Data quality"), "database", "insight_quality", "insight.view"),
                Entry(_("Model runs"), "history", "insight_models", "runs.view"),
            ),
        ),
    ),
)

FOOT: tuple[Entry, ...] = (Entry(_("Settings"), "settings", "settings", "signed_in"),)


@dataclass(frozen=True)
class Link:
    """An entry as it stands on one page for one person."""

    label: str
    icon: str
    url: str
    is_current: bool  # the page itself
    is_open: bool  # one of its sub-pages
    children: tuple["Link", ...] = ()
    group: str = ""

    @property
    def groups(self) -> tuple["Group", ...]:
        return tuple(Group(label, tuple(links)) for label, links in groupby(self.children, lambda link: link.group))


@dataclass(frozen=True)
class Group:
    """Neighbouring sub-pages under one heading, which opens the first of them."""

    label: str  # empty: the sub-pages stand for themselves
    links: tuple[Link, ...]

    @property
    def is_open(self) -> bool:
        return not self.label or any(link.is_current for link in self.links)


def links(entries: tuple[Entry, ...], *, scope: Scope, path: str) -> tuple[Link, ...]:
    """What `scope` may open, with the entry that `path` belongs to marked: the longest address it begins with."""
    allowed = [entry for entry in entries if scope.may(entry.permission)]
    here = max((url for entry in allowed for url in _addresses(entry) if path.startswith(url)), key=len, default="")
    return tuple(_link(entry, scope=scope, here=here) for entry in allowed)


def pages(scope: Scope) -> Iterator[tuple[Entry, str]]:
    """Every page of the navigation with its address, for the palette."""
    for entry in MAIN + FOOT:
        if scope.may(entry.permission):
            yield entry, _address(entry.route)
            yield from ((child, _address(child.route)) for child in entry.children if scope.may(child.permission))


@cache
def _address(route: str) -> str:
    """None of them has arguments: asked for once, not forty times a page."""
    return reverse(route)


def _addresses(entry: Entry) -> Iterator[str]:
    yield _address(entry.route)
    yield from (_address(child.route) for child in entry.children)


def _link(entry: Entry, *, scope: Scope, here: str) -> Link:
    """Sub-pages stand below the section that one is in alone: nobody sees the others."""
    url = _address(entry.route)
    seen = entry.children if here in _addresses(entry) else ()
    children = tuple(_link(child, scope=scope, here=here) for child in seen if scope.may(child.permission))
    # The first sub-page of a section stands at the section's own address: then the section is open, not current.
    has_current_child = any(child.is_current for child in children)
    is_current = url == here and not has_current_child
    return Link(str(entry.label), entry.icon, url, is_current, has_current_child, children, str(entry.group or ""))
