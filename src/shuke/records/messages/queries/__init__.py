from shuke.records.messages.queries.contact import (
    VARIABLES,
    Budget,
    Standing,
    budgets_of,
    contact_rules,
    language_of,
    standing_with,
    values_of,
    verdict_on,
    zone_of,
)
from shuke.records.messages.queries.reach import address_of, is_dead_address
from shuke.records.messages.queries.received import (
    latest_mail_of,
    mailboxes,
    mails_to_read,
    many_from,
    thread_ids,
    threads_named,
)
from shuke.records.messages.queries.sends import (
    counts_by_state,
    messages_of,
    messages_seen_by,
    not_arrived,
    paused_channels,
)
from shuke.records.messages.queries.templates import CODE_VARIABLE, code_template, template_text, templates_for_lists

__all__ = [
    "CODE_VARIABLE",
    "VARIABLES",
    "Budget",
    "Standing",
    "address_of",
    "budgets_of",
    "code_template",
    "contact_rules",
    "counts_by_state",
    "is_dead_address",
    "language_of",
    "latest_mail_of",
    "mailboxes",
    "mails_to_read",
    "many_from",
    "messages_of",
    "messages_seen_by",
    "not_arrived",
    "paused_channels",
    "standing_with",
    "template_text",
    "templates_for_lists",
    "thread_ids",
    "threads_named",
    "values_of",
    "verdict_on",
    "zone_of",
]
