from shuke.records.messages.services.deciding import (
    NotCancellable,
    NotHeld,
    cancel_message,
    confirm_arrived,
    send_again,
)
from shuke.records.messages.services.paper import print_due
from shuke.records.messages.services.queueing import (
    NoAddress,
    TemplateOff,
    queue_message,
    queue_template,
    queue_test,
    written_for,
)
from shuke.records.messages.services.rules import save_contact_rules
from shuke.records.messages.services.sending import (
    CalledBack,
    Claim,
    claim_message,
    due_message,
    hold_message,
    mark_handover,
    recover_cut_off,
    settle_message,
)
from shuke.records.messages.services.templates import TemplateCodeTaken, TemplateEmpty, save_template
from shuke.records.messages.services.unsubscribing import WrongLink, subscription_of, unsubscribe, unsubscribe_token

__all__ = [
    "CalledBack",
    "Claim",
    "NoAddress",
    "NotCancellable",
    "NotHeld",
    "TemplateCodeTaken",
    "TemplateEmpty",
    "TemplateOff",
    "WrongLink",
    "cancel_message",
    "claim_message",
    "confirm_arrived",
    "due_message",
    "hold_message",
    "mark_handover",
    "print_due",
    "queue_message",
    "queue_template",
    "queue_test",
    "recover_cut_off",
    "save_contact_rules",
    "save_template",
    "send_again",
    "settle_message",
    "subscription_of",
    "unsubscribe",
    "unsubscribe_token",
    "written_for",
]
