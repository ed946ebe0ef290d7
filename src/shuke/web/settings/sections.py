"""The settings pages in order, each for those whose role may open it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.records.access.scope import Scope


@dataclass(frozen=True)
class Section:
    title: Promise
    says: Promise  # what one does there
    icon: str
    route: str
    permission: str


SECTIONS = (
    Section(_("Business"), _("Name, currency, time zone"), "building-store", "settings_business", "settings.manage"),
    Section(_("Stores"), _("Where you sell, each with its own day"), "map-pin", "settings_stores", "settings.manage"),
    Section(_("Staff"), _("Who signs in, as what, for which stores"), "users", "settings_staff", "staff.manage"),
    Section(_("API keys"), _("Tills and systems that speak to Shuke"), "key", "settings_api_keys", "api_keys.manage"),
    Section(_("Service"), _("Hours, promises, limits, replies"), "headset", "settings_service", "settings.manage"),
    Section(_("Custom fields"), _("What else you know of a customer"), "forms", "settings_fields", "settings.manage"),
    Section(
        _("Scores"),
        _("RFM, levels, classes, rhythm, stages"),
        "adjustments",
        "settings_scores",
        "settings.manage",
    ),
    Section(
        _("Not recommended"),
        _("Products and kinds that no list offers"),
        "shopping-bag-x",
        "settings_not_recommended",
        "marketing.manage",
    ),
    Section(_("Messages"), _("What left, what waits, and why"), "mail", "settings_messages", "messages.view"),
    Section(_("Templates"), _("Texts in every language you write"), "template", "settings_templates", "messages.view"),
    Section(_("Channels"), _("By which ways messages leave"), "send", "settings_channels", "messages.manage"),
    Section(
        _("Quiet hours and contact budget"),
        _("When and how often customers are written to"),
        "moon",
        "settings_contact",
        "messages.manage",
    ),
    Section(
        _("What a contact costs"),
        _("A message by each channel, a colleague’s task"),
        "coins",
        "settings_contact_prices",
        "messages.manage",
    ),
    Section(
        _("Reports by e-mail"),
        _("What the money brought back, to whom"),
        "chart-line",
        "settings_reports",
        "marketing.manage",
    ),
    Section(_("Background work"), _("Imports, nightly runs, failures"), "activity", "settings_jobs", "settings.manage"),
    Section(_("Audit log"), _("Who changed what, who exported"), "history", "settings_audit", "audit.view"),
)


def sections_of(scope: Scope) -> list[Section]:
    return [section for section in SECTIONS if scope.may(section.permission)]
