"""Template messages of a WeChat official account."""

from shuke.channels.wechat.transport import OfficialAccount, WechatTransport, WrongWechatUrl, account_of

__all__ = ["OfficialAccount", "WechatTransport", "WrongWechatUrl", "account_of"]
