"""Which provider sends short messages, as it stands in SMS_URL."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from shuke.lib.errors import ShukeError

HOSTS = {"aliyun": "dysmsapi.aliyuncs.com", "tencent": "sms.tencentcloudapi.com", "twilio": "api.twilio.com"}
REGIONS = {"aliyun": "", "tencent": "ap-guangzhou", "twilio": ""}


class WrongSmsUrl(ShukeError):
    """SMS_URL does not name a provider."""


@dataclass(frozen=True, kw_only=True)
class SmsProvider:
    name: str  # "aliyun", "tencent", "twilio"
    base_url: str
    key: str  # access key, secret id, account sid
    secret: str
    sender: str  # the signature that stands before the text; for Twilio the number or messaging service
    app: str = ""  # Tencent's SdkAppId
    region: str = ""


def provider_of(url: str) -> SmsProvider:
    """`aliyun://KEY:SECRET@/?from=SIGNATURE`, `tencent://ID:KEY@/APPID?from=SIGNATURE`, `twilio://SID:TOKEN@/?from=+15550100`.

    A host after the @ replaces the provider's own; `+http` after the name means no encryption, for a server on this
    machine.
    """
    parts = urlsplit(url)
    name, _plus, plain = parts.scheme.partition("+")
    query = parse_qs(parts.query)
    sender, app = query.get("from", [""])[0], parts.path.strip("/")
    if name not in HOSTS or plain not in ("", "http") or not (parts.username and parts.password and sender):
        raise WrongSmsUrl(
            "SMS_URL names no provider: write aliyun://KEY:SECRET@/?from=SIGNATURE, "
            "tencent://ID:KEY@/APPID?from=SIGNATURE or twilio://SID:TOKEN@/?from=+15550100; "
            "special characters are %-encoded."
        )
    if name == "tencent" and not app:
        raise WrongSmsUrl(
            "SMS_URL lacks the SdkAppId of Tencent Cloud: write it after the slash, tencent://ID:KEY@/APPID?…"
        )
    host = parts.netloc.rpartition("@")[2] or HOSTS[name]
    return SmsProvider(
        name=name,
        base_url=f"{'http' if plain else 'https'}://{host}",
        key=unquote(parts.username),
        secret=unquote(parts.password),
        sender=sender.replace(" ", "+") if name == "twilio" else sender,  # a + in a query stands for a space
        app=app,
        region=query.get("region", [REGIONS[name]])[0],
    )
