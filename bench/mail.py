"""Is sending e-mail bound by the mail server, not by us? Beside bare smtplib, to the same server, in one run.

PostgreSQL, one worker's loop: every message is looked for, locked, asked whether it may leave, handed over and settled.
The peer hands the same letter, written beforehand, to as many addresses over one connection. Once the server
(aiosmtpd, a process of its own) answers at once, so that what is measured is us; once it takes as long as a mail server
that writes to its disk. Goal: then the larger part of the time is the server's, so at most twice the peer's, and each
mail there once. “Computed” is what this process needed for a mail, “database” what PostgreSQL's did.

SHUKE_BENCH_MAILS (to the quick server; a tenth of them to the slow one), SHUKE_BENCH_SERVER_MS of the slow one.
"""

import asyncio
import os
import re
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench.cluster import empty_cluster, server_seconds

MAILS = int(os.environ.get("SHUKE_BENCH_MAILS", "2000"))
SERVER_MS = int(os.environ.get("SHUKE_BENCH_SERVER_MS", "50"))
GOAL_RATIO = 2
ROOT = Path(__file__).parent.parent
# The server takes its time for mail to the second.
QUICK, SLOW = "quick.example.com", "slow.example.com"
FIRST = "first.example.com"  # a mail before the clock runs: a worker loads the pages once, for the links
ROUNDS = {QUICK: ("a server that answers at once", MAILS), SLOW: (f"a server that takes {SERVER_MS} ms", MAILS // 10)}
SENDER = "shop@example.com"
TEXT = {"en": ("Your seat is free", "Dear {{ name }},\n\nthank you for your visit. Come by soon.\n\n{{ business }}")}
_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)


class Taken:
    """What the server does with a mail: notes its id, and for some takes its time."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes.open("ab", buffering=0)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if envelope.rcpt_tos[0].endswith(SLOW):
            await asyncio.sleep(SERVER_MS / 1000)
        found = _MESSAGE_ID.search(envelope.content)
        self._notes.write((found.group(1) if found else b"?") + b"\n")
        return "250 OK"


async def serve(notes: Path) -> None:
    """Prints its port, then serves until it is ended."""
    from aiosmtpd.smtp import SMTP

    handler = Taken(notes)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="bench.local"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def mail_server(notes: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.mail", "serve", str(notes)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def fill() -> None:
    """As many customers as mails, each with an address of one of the two servers; it is never quiet for them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from shuke.records.access.scope import scope_of_system
    from shuke.records.customers.services import NewIdentity, register_customer
    from shuke.records.messages.models import ContactRules
    from shuke.records.messages.services import save_template

    system, now = scope_of_system("bench"), datetime.now(UTC)
    ContactRules.objects.update_or_create(pk=1, defaults={"quiet_from": "09:00", "quiet_until": "09:00"})
    save_template(scope=system, now=now, code="seat", name="Seat", purpose="care", texts=TEXT)
    counts = {FIRST: 1, **{domain: count for domain, (_name, count) in ROUNDS.items()}}
    for domain, count in counts.items():
        for number in range(count):
            register_customer(
                scope=system, now=now, origin="bench", number="", fields={"name": f"Person {number}"},
                identities=[NewIdentity(kind="email", value=f"c{number}@{domain}")], may_be_duplicate=True,
            )  # fmt: skip


def queue(domain: str) -> None:
    from shuke.records.access.scope import scope_of_system
    from shuke.records.customers.models import Customer
    from shuke.records.messages.models import Template
    from shuke.records.messages.services.many import Wish, queue_for_many

    people = Customer.objects.filter(identities__normal__endswith=f"@{domain}").select_related("home_store")
    wishes = [Wish(f"{domain}:{person.pk}", person) for person in people]
    queue_for_many(
        scope=scope_of_system("bench"), now=datetime.now(UTC), origin="bench", channel="email",
        template=Template.objects.prefetch_related("texts").get(code="seat"), wishes=wishes,
    )  # fmt: skip


def ours() -> None:
    from shuke.jobs.context import JobContext
    from shuke.records.messages.tasks import send_due

    send_due(job=JobContext())


def letter() -> bytes:
    """A mail as we write it."""
    from shuke.channels.email import written
    from shuke.records.messages.carriers import carried
    from shuke.records.messages.models import MessageSend

    return written(carried(MessageSend.objects.latest("pk"), sender=SENDER), now=datetime.now(UTC))


def peers(port: int, domain: str, content: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as session:
        for number in range(ROUNDS[domain][1]):
            session.sendmail(SENDER, [f"c{number}@{domain}"], content)


def measure(port: int, notes: Path) -> bool:
    print(
        f"\n{'':<34}{'mails':>7}{'smtplib':>9}{'ours':>8}{'ratio':>7}{'a second':>10}{'computed':>10}{'database':>10}"
    )
    queue(FIRST)
    ours()
    ratios = {}
    for domain, (name, count) in ROUNDS.items():
        queue(domain)
        busy, served = time.process_time(), server_seconds()
        seconds = _clocked(ours)
        busy, served = time.process_time() - busy, server_seconds() - served
        content = letter()
        bare = _clocked(partial(peers, port, domain, content))
        ratios[domain] = seconds / bare
        print(
            f"{name:<34}{count:>7,}{bare:>8.1f}s{seconds:>7.1f}s{ratios[domain]:>7.2f}{count / seconds:>10,.0f}"
            f"{busy / count * 1000:>8.1f}ms{served / count * 1000:>8.1f}ms"
        )
    is_once = _each_once(notes)
    is_bound = ratios[SLOW] <= GOAL_RATIO
    told = "bound by the server" if is_bound else f"OVER {GOAL_RATIO} times the peer"
    print(f"{told}, each mail {'once' if is_once else 'NOT once'}")
    return is_bound and is_once


def _each_once(notes: Path) -> bool:
    """The peer's letter is one of ours, sent again and again; all others arrived once."""
    from shuke.records.messages.models import MessageSend, State

    sent = set(MessageSend.objects.filter(state=State.SENT).values_list("message_id", flat=True))
    arrived = Counter(notes.read_text().split())
    again = [count for count in arrived.values() if count > 1]
    counts = [count for _name, count in ROUNDS.values()]
    return sent == arrived.keys() and len(sent) == sum(counts) + 1 and again == [count + 1 for count in counts]


def _clocked(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> int:
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(Path(sys.argv[2])))
        return 0
    with empty_cluster(), tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "taken"
        with mail_server(notes) as port:
            os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "SHUKE_FROM": SENDER}
            import django

            django.setup()
            fill()
            return 0 if measure(port, notes) else 1


if __name__ == "__main__":
    sys.exit(main())
