"""E-mail by SMTP."""

from shuke.channels.email.server import Server, WrongEmailUrl, server_of
from shuke.channels.email.transport import SmtpTransport
from shuke.channels.email.written import NotWritable, message_id_of, written

__all__ = ["NotWritable", "Server", "SmtpTransport", "WrongEmailUrl", "message_id_of", "server_of", "written"]
