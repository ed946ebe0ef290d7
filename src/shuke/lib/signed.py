"""Bodies signed as Standard Webhooks are: id, time and body, HMAC-SHA256."""

import base64
import binascii
import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from shuke.lib.errors import ShukeError

TOLERANCE = timedelta(minutes=5)
MARK = "whsec_"


class WrongSignature(ShukeError):
    """Not from whom it says, or too old."""


def new_secret() -> str:
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def signature_of(secret: str, *, message_id: str, timestamp: str, body: bytes) -> str:
    """ "v1,…" over `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()


def check_signature(
    secret: str, *, message_id: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> None:
    """One of the space-separated `signatures` has to be right. Raises WrongSignature."""
    try:
        age = abs(now.timestamp() - int(timestamp))
        right = signature_of(secret, message_id=message_id, timestamp=timestamp, body=body)
    except (ValueError, binascii.Error):
        raise WrongSignature from None
    given = signatures.split()
    is_right = any(hmac.compare_digest(right.encode(), one.encode()) for one in given)
    if not message_id or age > TOLERANCE.total_seconds() or not is_right:
        raise WrongSignature
