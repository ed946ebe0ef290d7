"""The default carrier: messages as files in a folder, to look at before the first real one leaves."""

from shuke.channels.outbox.paths import MAIL, OTHER, path_in
from shuke.channels.outbox.sandbox import SANDBOX_URL, SandboxTransport
from shuke.channels.outbox.transport import OutboxTransport

__all__ = ["MAIL", "OTHER", "SANDBOX_URL", "OutboxTransport", "SandboxTransport", "path_in"]
