from shuke.records.messages.queries.contact import (
    VARIABLES,
    Standing,
    address_of,
    contact_rules,
    language_of,
    standing_with,
    values_of,
    verdict_on,
    zone_of,
)
from shuke.records.messages.queries.sends import (
    counts_by_state,
    messages_of,
    messages_seen_by,
    paused_channels,
)
from shuke.records.messages.queries.templates import template_text, templates_for_lists

__all__ = [
    "VARIABLES",
    "Standing",
    "address_of",
    "contact_rules",
    "counts_by_state",
    "language_of",
    "messages_of",
    "messages_seen_by",
    "paused_channels",
    "standing_with",
    "template_text",
    "templates_for_lists",
    "values_of",
    "verdict_on",
    "zone_of",
]
