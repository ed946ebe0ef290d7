"""Messages of other channels as files, where no provider is named: to look at before the first real one leaves."""

import json
import os
from pathlib import Path

from shuke.channels.message import Answer, BeforeHandover, Fate, Message
from shuke.channels.outbox.paths import OTHER, path_in

SANDBOX_URL = "sandbox:"  # in place of a provider's address


class SandboxTransport:
    is_repeatable = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        before_handover()
        told = {
            "to": message.to, "sender": message.sender, "text": message.text, "template": message.template,
            "values": dict(message.values),
        }  # fmt: skip
        path = self.path_of(message.key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
            part.replace(path)
        except OSError as error:
            return Answer(fate=Fate.LATER, reason="unreachable", detail=str(error), is_channel_down=True)
        return Answer(fate=Fate.SENT)

    def close(self) -> None:
        """Nothing is held open."""

    def path_of(self, key: str) -> Path:
        return path_in(self._folder, key, OTHER)
