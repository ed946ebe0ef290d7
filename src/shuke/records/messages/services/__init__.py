from shuke.records.messages.services.bouncing import revive_address
from shuke.records.messages.services.clicks import followed_link, link_tokens, record_click
from shuke.records.messages.services.deciding import (
    NotCancellable,
    NotHeld,
    cancel_message,
    cancel_messages,
    confirm_arrived,
    send_again,
)
from shuke.records.messages.services.notices import Notice, queue_notices
from shuke.records.messages.services.paper import print_due
from shuke.records.messages.services.products import blocks_of, products_for
from shuke.records.messages.services.queueing import (
    Enclosed,
    NoAddress,
    TemplateOff,
    queue_for_staff,
    queue_message,
    queue_template,
    queue_test,
    written_for,
)
from shuke.records.messages.services.receipts import Receipt, take_receipt
from shuke.records.messages.services.receiving import fetch_mail, read_once_more, settle_mail
from shuke.records.messages.services.rules import save_contact_prices, save_contact_rules
from shuke.records.messages.services.sending import (
    CalledBack,
    Claim,
    claim_message,
    due_messages,
    hold_message,
    mark_handover,
    recover_cut_off,
    settle_message,
)
from shuke.records.messages.services.templates import (
    TemplateCodeTaken,
    TemplateEmpty,
    save_approved_text,
    save_template,
)
from shuke.records.messages.services.unsubscribing import WrongLink, subscription_of, unsubscribe, unsubscribe_token

__all__ = [
    "CalledBack",
    "Claim",
    "Enclosed",
    "NoAddress",
    "NotCancellable",
    "NotHeld",
    "Notice",
    "Receipt",
    "TemplateCodeTaken",
    "TemplateEmpty",
    "TemplateOff",
    "WrongLink",
    "blocks_of",
    "cancel_message",
    "cancel_messages",
    "claim_message",
    "confirm_arrived",
    "due_messages",
    "fetch_mail",
    "followed_link",
    "hold_message",
    "link_tokens",
    "mark_handover",
    "print_due",
    "products_for",
    "queue_for_staff",
    "queue_message",
    "queue_notices",
    "queue_template",
    "queue_test",
    "read_once_more",
    "record_click",
    "recover_cut_off",
    "revive_address",
    "save_approved_text",
    "save_contact_prices",
    "save_contact_rules",
    "save_template",
    "send_again",
    "settle_mail",
    "settle_message",
    "subscription_of",
    "take_receipt",
    "unsubscribe",
    "unsubscribe_token",
    "written_for",
]
