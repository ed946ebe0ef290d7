from shuke.records.messages.models.rules import ChannelPause, ContactCap, ContactRules
from shuke.records.messages.models.sends import LEFT, Channel, MessageSend, PrintRun, Purpose, State
from shuke.records.messages.models.templates import Template, TemplateText

__all__ = [
    "LEFT",
    "Channel",
    "ChannelPause",
    "ContactCap",
    "ContactRules",
    "MessageSend",
    "PrintRun",
    "Purpose",
    "State",
    "Template",
    "TemplateText",
]
