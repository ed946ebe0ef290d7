"""Messages to another system of the shop's, which brings them to the person."""

from shuke.channels.webhook.transport import Receiver, WebhookTransport, WrongWebhookUrl, receiver_of

__all__ = ["Receiver", "WebhookTransport", "WrongWebhookUrl", "receiver_of"]
