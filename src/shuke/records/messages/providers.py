"""Which provider serves each channel here, as the environment says."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from shuke.channels.email import SmtpTransport, server_of
from shuke.channels.message import Answer, BeforeHandover, Message, Transport
from shuke.channels.outbox import SANDBOX_URL, OutboxTransport, SandboxTransport
from shuke.channels.posting import refused
from shuke.channels.sms import AliyunTransport, SmsProvider, TencentTransport, TwilioTransport, provider_of
from shuke.channels.webhook import WebhookTransport, receiver_of
from shuke.channels.wechat import WechatTransport, account_of
from shuke.records.messages.models import Channel

SMTP, OUTBOX, SANDBOX, OFF = "smtp", "outbox", "sandbox", "off"
# Carriers to which the same key twice is one message: what was cut off on its way is simply tried again.
REPEATABLE = frozenset({OUTBOX, SANDBOX, OFF, Channel.WEBHOOK.value})
CARRIED = (Channel.EMAIL, Channel.SMS, Channel.WECHAT, Channel.WEBHOOK)
Clock = Callable[[], datetime]


def carrier_of(channel: str) -> str:
    """What takes the channel's messages: the provider's name, "sandbox", or "off"."""
    if channel == Channel.EMAIL:
        return SMTP if settings.EMAIL_URL else OUTBOX
    url = url_of(channel)
    if url in ("", SANDBOX_URL):
        return SANDBOX if url else OFF
    return provider_of(url).name if channel == Channel.SMS else channel


def is_offered(channel: str) -> bool:
    """Whether people may choose the channel: letters and e-mail always, the others where a provider is named."""
    return channel in (Channel.POST, Channel.EMAIL) or bool(url_of(channel))


def carries_our_words(channel: str) -> bool:
    """Whether words written for one person leave by the channel: providers in China take only texts they approved."""
    return is_offered(channel) and (channel != Channel.SMS or carrier_of(channel) in (SANDBOX, "twilio"))


def offered_channels() -> list[tuple[str, str]]:
    return [(key, str(label)) for key, label in Channel.choices if is_offered(key)]


def url_of(channel: str) -> str:
    urls = {Channel.SMS: settings.SMS_URL, Channel.WECHAT: settings.WECHAT_URL, Channel.WEBHOOK: settings.WEBHOOK_URL}
    return str(urls.get(Channel(channel), ""))


def open_carrier(channel: str, *, clock: Clock) -> Transport:
    """Raises WrongEmailUrl, WrongSmsUrl, WrongWechatUrl, WrongWebhookUrl."""
    name = carrier_of(channel)
    if name == OFF:
        return OffTransport()
    if name == SANDBOX:
        return SandboxTransport(settings.DATA / "outbox")
    if name == OUTBOX:
        return OutboxTransport(settings.DATA / "outbox", clock=clock)
    if channel == Channel.EMAIL:
        return SmtpTransport(server_of(settings.EMAIL_URL), clock=clock)
    if channel == Channel.WECHAT:
        return WechatTransport(account_of(settings.WECHAT_URL), clock=clock)
    if channel == Channel.WEBHOOK:
        return WebhookTransport(receiver_of(settings.WEBHOOK_URL), clock=clock)
    return _sms(provider_of(settings.SMS_URL), clock=clock)


class OffTransport:
    """For a channel without a provider: nothing leaves, and each message says why."""

    is_repeatable = True

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        return refused("channel_off", "")

    def close(self) -> None:
        """Nothing is held open."""


def receipts_path(carrier: str) -> str:
    """Where a provider tells what became of its messages; nobody else knows the address."""
    return reverse("message_receipts", args=[carrier, _token(carrier)])


def is_receipts_token(carrier: str, token: str) -> bool:
    return constant_time_compare(_token(carrier), token)


def _token(carrier: str) -> str:
    keyed = salted_hmac("shuke.messages.receipts", carrier, secret=settings.SECRET_KEY, algorithm="sha256")
    return keyed.hexdigest()[:32]


def _sms(provider: SmsProvider, *, clock: Clock) -> Transport:
    if provider.name == "aliyun":
        return AliyunTransport(provider, clock=clock)
    if provider.name == "tencent":
        return TencentTransport(provider, clock=clock)
    return TwilioTransport(provider, clock=clock, receipts_url=settings.BASE_URL + receipts_path(provider.name))
