from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from tests.channels.conftest import NOW, Write

from shuke.channels.message import Fate
from shuke.channels.outbox import OutboxTransport

pytestmark = pytest.mark.sqlite_only


def test_a_message_is_a_file_and_the_same_one_is_written_once(tmp_path: Path, write: Write) -> None:
    outbox = OutboxTransport(tmp_path, clock=lambda: NOW)

    fates = [outbox.send(write(key=key), before_handover=lambda: None).fate for key in ("a", "a", "b")]

    assert fates == [Fate.SENT] * 3
    assert len(list(tmp_path.rglob("*.eml"))) == 2
    assert list(tmp_path.rglob("*.part")) == []
    mail = message_from_bytes(outbox.path_of("a").read_bytes(), policy=default)
    assert (mail["Subject"], mail["To"]) == ("欢迎回来", "pan@example.com")


def test_a_folder_that_cannot_be_written_is_for_later(tmp_path: Path, write: Write) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")

    answer = OutboxTransport(tmp_path / "outbox", clock=lambda: NOW).send(write(), before_handover=lambda: None)

    assert (answer.fate, answer.is_channel_down) == (Fate.LATER, True)


def test_a_message_that_must_not_leave_is_not_written(tmp_path: Path, write: Write) -> None:
    def call_back() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        OutboxTransport(tmp_path, clock=lambda: NOW).send(write(), before_handover=call_back)

    assert list(tmp_path.rglob("*")) == []
