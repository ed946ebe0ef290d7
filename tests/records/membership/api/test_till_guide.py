"""The till in the guide is run as it stands there."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given

from shuke.records.access.models import Role
from shuke.records.membership.models import Card, Member
from shuke.records.membership.queries import balance_of
from shuke.records.sales.models import Order

pytestmark = pytest.mark.django_db(transaction=True)

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "till.md"
CARD = "2900000000001"


class LosesAnswers:
    """Stands between till and server; of the first `lost` calls the server hears all and the till nothing."""

    def __init__(self, server: str, *, lost: int) -> None:
        parts = urlsplit(server)
        self._server, self._lost = (parts.hostname or "", parts.port or 80), lost
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                till, _address = self._listener.accept()
            except OSError:
                return
            with till, socket.create_connection(self._server) as server:
                server.sendall(self._request_of(till))
                answer = b"".join(iter(lambda: server.recv(65536), b""))
                if self._lost:
                    self._lost -= 1
                else:
                    till.sendall(answer)

    def _request_of(self, till: socket.socket) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got:
            got += till.recv(65536)
        head, _blank, body = got.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))  # type: ignore[union-attr]
        while len(body) < length:
            body += till.recv(65536)
        return head + b"\r\n\r\n" + body


@pytest.fixture
def line(live_server: object) -> Iterator[LosesAnswers]:
    line = LosesAnswers(live_server.url, lost=2)  # type: ignore[attr-defined]
    yield line
    line.close()


@pytest.fixture
def member() -> Member:
    found = given.member(given.plan("vip", point_value="0.01"), name="Mei")
    given.earn(found, 150)
    Card.objects.create(member=found, number=CARD, issued_at=make.NOW)
    make.product("coffee")
    return found


def run_guide(address: str, secret: str) -> dict[str, object]:
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "https://shop.example" in program
    assert '"shuke_…"' in program
    names: dict[str, object] = {}
    exec(program.replace("https://shop.example", address).replace('"shuke_…"', repr(secret)), names)
    return names


def test_a_sale_whose_answers_are_lost_twice_is_one_order_and_says_its_total(
    line: LosesAnswers, member: Member, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    run_guide(line.address, Api(Role.FRONT_LINE, make.store()).secret)

    order = Order.objects.get()
    assert (order.source_key, order.total) == ("A-1017", 39)
    assert balance_of([member.pk], now=make.NOW).points == 150 - 100 + 39
    assert capsys.readouterr().out.split() == ["39.0000", "39", "89"]


def test_a_refusal_is_shown_as_the_servers_sentence(live_server: object, member: Member) -> None:
    given.redeem(member, 120)

    with pytest.raises(SystemExit, match="30"):
        run_guide(live_server.url, Api(Role.FRONT_LINE, make.store()).secret)  # type: ignore[attr-defined]

    assert not Order.objects.exists()
