"""Short messages by the providers that shops in China and elsewhere use."""

from shuke.channels.sms.address import SmsProvider, WrongSmsUrl, provider_of
from shuke.channels.sms.aliyun import AliyunTransport
from shuke.channels.sms.tencent import TencentTransport
from shuke.channels.sms.twilio import TwilioTransport

__all__ = ["AliyunTransport", "SmsProvider", "TencentTransport", "TwilioTransport", "WrongSmsUrl", "provider_of"]
