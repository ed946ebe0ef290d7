"""Why a message waits or did not leave, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, Promise] = {
    "allowed": _("May be written to now"),
    "service": _("An answer the customer waits for"),
    "gone": _("The customer was erased or merged into another"),
    "do_not_contact": _("The customer does not want to be contacted"),
    "never_agreed": _("The customer never agreed to it"),
    "unsubscribed": _("The customer said no to it"),
    "no_address": _("No address is known for this channel"),
    "dead_address": _("What was sent to this address came back; ask for another"),
    "over_budget": _("The customer has heard from us often enough lately"),
    "kept_free": _("A message that matters more comes first"),
    "quiet_hours": _("It is night where the customer lives"),
    "not_writable": _("Address or subject cannot be written as a message"),
    "address_refused": _("The receiver’s address was refused"),
    "sender_refused": _("The mail server refused our own address"),
    "text_refused": _("The text was refused"),
    "busy": _("We were asked to try later"),
    "unreachable": _("The server could not be reached"),
    "unsure": _("Cut off while it was being taken: it may have arrived"),
    "gave_up": _("Tried for three days without success"),
    "bounced": _("It came back: the address does not take mail"),
    "not_delivered": _("It came back: the other mail server could not deliver it"),
    "too_late": _("Its time was over before it could leave"),
    "file_missing": _("A file that belongs to it is not there any more"),
    "channel_off": _("No provider is named for this channel"),
    "no_approved_text": _("The provider has not approved a text for it: enter its code at the template"),
    "provider_refuses_us": _("The provider refuses us: check keys, signature and credit"),
    "by_hand": _("Decided by a person"),
    "template_off": _("The template is not in use"),
}

# Why a mailbox cannot be read: the reasons of `channels.inbox.MailboxAway`.
MAILBOX: Mapping[str, Promise] = {
    "refuses_us": _("The mail server %(host)s refuses “%(user)s”: check user and password in IMAP_URL."),
    "folder_closed": _(
        "The mail server %(host)s does not open the folder “%(folder)s”: check IMAP_URL. It says: %(detail)s"
    ),
    "unreachable": _("The mail server %(host)s cannot be reached: check IMAP_URL and the network. (%(detail)s)"),
}


def mailbox_words(reason: str, facts: Mapping[str, str]) -> str:
    """What a person can do; a sentence that was kept before reasons were stays as it is."""
    return str(MAILBOX[reason]) % facts if reason in MAILBOX else reason


def reason_words(reason: str) -> str:
    return str(REASONS.get(reason, reason))
