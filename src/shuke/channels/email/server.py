"""The address of a mail server, as it stands in EMAIL_URL."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from shuke.lib.errors import ShukeError

# Plain (a relay on this machine), STARTTLS, TLS from the first byte.
PORTS = {"smtp": 25, "submission": 587, "smtps": 465}


class WrongEmailUrl(ShukeError):
    """EMAIL_URL does not name a mail server."""


@dataclass(frozen=True, kw_only=True)
class Server:
    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def server_of(url: str) -> Server:
    """`submission://user:password@smtp.example.com:587`; what is special in user or password is %-encoded."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise WrongEmailUrl(
            "EMAIL_URL names no mail server: write submission://user:password@host:587 (STARTTLS), "
            "smtps://user:password@host:465 (TLS) or smtp://host:25 (no encryption)."
        )
    return Server(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
