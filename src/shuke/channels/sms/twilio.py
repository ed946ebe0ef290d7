"""Twilio: the Messages resource of 2010-04-01."""

from collections.abc import Callable
from datetime import datetime

import httpx

from shuke.channels.message import Answer, Fate, Message
from shuke.channels.posting import PostingTransport, Reply, refused, refuses_us
from shuke.channels.sms.address import SmsProvider

CREATED = 201
# Not a number, not a mobile phone, said STOP, cannot be reached from this number.
_ADDRESS = {21211, 21214, 21217, 21408, 21610, 21612, 21614}
_OURS = {20003, 20005, 20008, 20404, 21212, 21606, 21659, 63038}


class TwilioTransport(PostingTransport):
    def __init__(self, provider: SmsProvider, *, clock: Callable[[], datetime], receipts_url: str = "") -> None:
        super().__init__()
        self._provider, self._receipts_url = provider, receipts_url

    def _request(self, message: Message) -> httpx.Request:
        sender = self._provider.sender
        form = {"To": message.to, "Body": message.text}
        form["MessagingServiceSid" if sender.startswith("MG") else "From"] = sender
        if self._receipts_url.startswith("https://"):
            form["StatusCallback"] = self._receipts_url
        url = f"{self._provider.base_url}/2010-04-01/Accounts/{self._provider.key}/Messages.json"
        request = self._client.build_request("POST", url, data=form)
        signer = httpx.BasicAuth(self._provider.key, self._provider.secret)
        return next(signer.auth_flow(request))

    def _read(self, reply: Reply) -> Answer:
        if reply.status == CREATED and reply.body.get("sid"):
            return Answer(fate=Fate.SENT, message_id=str(reply.body["sid"])[:120])
        code, said = reply.body.get("code"), f"{reply.body.get('code')}: {reply.body.get('message')}"
        if code in _ADDRESS:
            return refused("address_refused", said)
        return refuses_us(said) if code in _OURS or reply.status in (401, 403) else refused("text_refused", said)
