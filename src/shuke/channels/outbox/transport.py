"""Messages as files. The name is the message's key, so that the same one is written once."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from shuke.channels.email.written import NotWritable, written
from shuke.channels.message import Answer, BeforeHandover, Fate, Message
from shuke.channels.outbox.paths import MAIL, path_in


class OutboxTransport:
    is_repeatable = True

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    def send(self, message: Message, *, before_handover: BeforeHandover) -> Answer:
        try:
            content = written(message, now=self._clock())
        except NotWritable as error:
            return Answer(fate=Fate.REFUSED, reason="not_writable", detail=str(error))
        before_handover()
        path = self.path_of(message.key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(content)
            part.replace(path)
        except OSError as error:
            return Answer(fate=Fate.LATER, reason="unreachable", detail=str(error), is_channel_down=True)
        return Answer(fate=Fate.SENT)

    def close(self) -> None:
        """Nothing is held open."""

    def path_of(self, key: str) -> Path:
        return path_in(self._folder, key, MAIL)
