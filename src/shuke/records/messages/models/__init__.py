from shuke.records.messages.models.received import DeadAddress, Mailbox, ReceivedMail, ReceivedState
from shuke.records.messages.models.rules import ChannelPause, ContactCap, ContactPrice, ContactRules
from shuke.records.messages.models.sends import (
    LEFT,
    NOT_ARRIVED,
    Channel,
    LinkClick,
    MessageFile,
    MessageSend,
    PrintRun,
    Purpose,
    State,
)
from shuke.records.messages.models.templates import ApprovedText, Template, TemplateText

__all__ = [
    "LEFT",
    "NOT_ARRIVED",
    "ApprovedText",
    "Channel",
    "ChannelPause",
    "ContactCap",
    "ContactPrice",
    "ContactRules",
    "DeadAddress",
    "LinkClick",
    "Mailbox",
    "MessageFile",
    "MessageSend",
    "PrintRun",
    "Purpose",
    "ReceivedMail",
    "ReceivedState",
    "State",
    "Template",
    "TemplateText",
]
