"""How many sales a second do eight tills post, with a million members, beside a bare view that makes the same rows?

Gunicorn as deployed, SQLite and PostgreSQL. Member by card, order, three lines and points in one transaction; the
bare view checks nothing and makes the same rows. Rounds take turns, so that a busy machine slows both. Then members
are found by card, phone and pinyin. At the end every acknowledged sale must be there once and the ledger adds up.

SHUKE_BENCH_MEMBERS, SHUKE_BENCH_SECONDS (a round) set another size, SHUKE_BENCH_DATABASES one of the two.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
MEMBERS = int(os.environ.get("SHUKE_BENCH_MEMBERS", "1000000"))
SECONDS = float(os.environ.get("SHUKE_BENCH_SECONDS", "6"))
DATABASES = os.environ.get("SHUKE_BENCH_DATABASES", "sqlite postgresql").split()
CLIENTS, ROUNDS, PRODUCTS = 8, 4, 500
LEAST_SHARE, MOST_P95, MOST_FIND_MS = 0.6, 1.7, 50.0
SETTINGS = "bench.till_settings"
FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"

Ask = Callable[[http.client.HTTPConnection, random.Random], tuple[int, bytes]]

TABLES = {
    "catalog_product": """
        SELECT n AS id, 'P' || n AS code, 'Product ' || n AS name, '' AS brand, '' AS package,
            12.5::DECIMAL(16, 4) AS price, NULL::DECIMAL(16, 4) AS cost, true AS is_described, true AS is_sold,
            '' AS origin, moment AS created_at, moment AS updated_at
        FROM products CROSS JOIN now""",
    "customers_customer": """
        SELECT n AS id, 'C' || n AS number, name, '' AS family_name, '' AS salutation, '' AS gender,
            '' AS lunar_birthday, '' AS language, '' AS time_zone, '' AS address, '' AS occupation,
            '' AS acquired_through, '' AS notes, '{}' AS custom, false AS is_do_not_contact,
            false AS is_not_personalised, true AS is_name_generated, '' AS service_class, '' AS origin,
            moment AS created_at, moment AS updated_at, 1 AS home_store_id
        FROM people CROSS JOIN now""",
    "customers_identity": """
        SELECT 2 * n + k AS id, n AS customer_id, if(k = 0, 'card', 'phone') AS kind,
            if(k = 0, card, phone) AS value, if(k = 0, card, phone) AS normal, true AS is_primary, '' AS source,
            moment AS created_at
        FROM people CROSS JOIN (SELECT unnest([0, 1]) AS k) CROSS JOIN now""",
    "customers_searchtoken": """
        SELECT row_number() OVER () AS id, * FROM (
            SELECT n AS customer_id, kind, token FROM people JOIN tokens USING (name)
            UNION ALL SELECT n, 'number', 'c' || n FROM people
            UNION ALL SELECT n, 'card', card FROM people
            UNION ALL SELECT n, 'tail', reverse(phone[2:]) FROM people)""",
    "membership_member": """
        SELECT n AS id, 1 AS plan_id, n AS customer_id, 1 AS tier_id, moment AS tier_since, true AS is_active,
            1 AS home_store_id, '' AS document_hash, moment AS enrolled_at
        FROM people CROSS JOIN now""",
    "membership_card": """
        SELECT n AS id, n AS member_id, card AS number, 'active' AS status, '' AS holder, moment AS issued_at
        FROM people CROSS JOIN now""",
}


@dataclass
class Told:
    """What one way of asking was answered."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.milliseconds)[int(len(self.milliseconds) * share)]


def card_of(member: int) -> str:
    from shuke.records.membership.cards.numbers import check_digit

    digits = f"29{member:010d}"
    return digits + check_digit(digits)


def phone_of(member: int) -> str:
    return f"+86138{member:08d}"


def name_of(member: int) -> str:
    first, rest = member % len(FAMILIES), member // len(FAMILIES)
    return FAMILIES[first] + GIVEN[rest % len(GIVEN)] + GIVEN[rest // len(GIVEN) % len(GIVEN)]


def fill(folder: Path) -> None:
    """Tables by the migrations, a shop by the services, its members by the engine."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from django.core.management import call_command

    from bench.refresh import execute, take_indexes
    from shuke.records.customers.tokens import NAME, PINYIN, search_tokens_for
    from shuke.warehouse.engine import scan_records

    call_command("migrate", verbosity=0)
    secret = open_shop()
    (folder / "secret").write_text(secret)
    numbers = range(1, MEMBERS + 1)
    people = {"n": list(numbers), "name": [name_of(n) for n in numbers]}
    people |= {"card": [card_of(n) for n in numbers], "phone": [phone_of(n) for n in numbers]}
    pq.write_table(pa.table(people), folder / "people.parquet")
    tokens = [
        (name, kind, token)
        for name in sorted(set(people["name"]))
        for kind, token in sorted(search_tokens_for(name=name, number=""))
        if kind in (NAME, PINYIN)
    ]
    columns = dict(zip(("name", "kind", "token"), map(list, zip(*tokens, strict=True)), strict=True))
    pq.write_table(pa.table(columns), folder / "tokens.parquet")
    views = [
        f"CREATE VIEW people AS FROM read_parquet('{folder}/people.parquet')",
        f"CREATE VIEW tokens AS FROM read_parquet('{folder}/tokens.parquet')",
        f"CREATE VIEW products AS SELECT unnest(range(1, {PRODUCTS + 1})) AS n",
        "CREATE VIEW now AS SELECT TIMESTAMP '2026-01-01 04:00:00' AS moment",
    ]
    indexes = take_indexes(TABLES)
    rows = [f"INSERT INTO records.{table} BY NAME {rows}" for table, rows in TABLES.items()]
    assert scan_records([*views, *rows], folder=folder, read_only=False)
    execute([*indexes, *after_filling()])


def open_shop() -> str:
    """A store, a plan of two tiers and a till's key; the key's secret is returned."""
    from django.utils import timezone

    from shuke.records.access.models import Role, Staff
    from shuke.records.access.scope import scope_of_system
    from shuke.records.access.services import issue_api_key
    from shuke.records.membership.models import Plan, Tier
    from shuke.records.stores.models import Store

    now, shop = timezone.now(), {"time_zone": "Asia/Shanghai", "currency": "CNY"}
    store = Store.objects.create(id=1, code="S1", name="Store", created_at=now, updated_at=now, **shop)
    plan = Plan.objects.create(
        id=1, code="vip", name="Vip", discount_percent=5, validity_days=365, created_at=now, **shop
    )
    Tier.objects.create(id=1, plan=plan, code="base", name="Base", min_growth=0)
    Tier.objects.create(id=2, plan=plan, code="gold", name="Gold", min_growth=10**8)
    owner = Staff.objects.create_user("bench", password="bench", name="Bench", role=Role.OWNER, works_everywhere=True)
    _key, secret = issue_api_key(
        scope=scope_of_system("bench"), now=now, name="till", role=Role.FRONT_LINE, created_by=owner, stores=[store],
        works_everywhere=False,
    )  # fmt: skip
    return secret


def after_filling() -> list[str]:
    """PostgreSQL counts ids by itself, which rows written with theirs do not move on."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return ["ANALYZE"]
    of = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"
    kept = [*TABLES, "stores_store", "membership_plan", "membership_tier"]
    return [*(of.format(table) for table in kept), "ANALYZE"]


@contextmanager
def served() -> Iterator[int]:
    """The port of a gunicorn as `shuke serve` starts it."""
    from shuke.config.serve import listen, web_command

    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        command = web_command(fd=listener.fileno(), workers=2)
        server = subprocess.Popen(command, pass_fds=[listener.fileno()], cwd=ROOT)
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


def asked(port: int, ask: Ask, *, seconds: float, into: Told) -> None:
    """Eight clients ask as fast as they are answered."""
    ends, lock = time.perf_counter() + seconds, threading.Lock()

    def client(number: int) -> None:
        chance = random.Random(number)
        while time.perf_counter() < ends:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            start = time.perf_counter()
            try:
                status, body = ask(connection, chance)
            except OSError as error:
                status, body = 0, repr(error).encode()
            took = (time.perf_counter() - start) * 1000
            connection.close()
            with lock:
                if status in (200, 201):
                    into.milliseconds.append(took)
                else:
                    into.errors.append(f"{status} {body[:200]!r}")

    begun = time.perf_counter()
    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    into.seconds += time.perf_counter() - begun


_receipts = count(1)


def posting(address: str, headers: dict[str, str]) -> Ask:
    def ask(connection: http.client.HTTPConnection, chance: random.Random) -> tuple[int, bytes]:
        products = chance.sample(range(1, PRODUCTS + 1), 3)
        lines = [{"product": f"P{one}", "quantity": "1", "unit_price": "12.50"} for one in products]
        sale = {"receipt": f"R{next(_receipts)}", "card": card_of(chance.randint(1, MEMBERS)), "lines": lines}
        connection.request("POST", address, json.dumps(sale), {**headers, "Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()

    return ask


def finding(address: Callable[[int], str], headers: dict[str, str]) -> Ask:
    def ask(connection: http.client.HTTPConnection, chance: random.Random) -> tuple[int, bytes]:
        connection.request("GET", address(chance.randint(1, MEMBERS)), headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        return (answer.status if json.loads(body).get("data") else 404), body

    return ask


def pinyin_of(member: int) -> str:
    from shuke.records.customers.tokens import PINYIN, search_tokens_for

    tokens = [token for kind, token in search_tokens_for(name=name_of(member), number="") if kind == PINYIN]
    return max(tokens, key=len)


def measure(folder: Path) -> dict[str, Told]:
    key = {"Authorization": f"Bearer {(folder / 'secret').read_text()}"}
    sales = {"bare view": posting("/bare/commit", {}), "commit": posting("/api/v1/checkout/commit", key)}
    finds = {
        "find by card": finding(lambda n: f"/api/v1/members?card={card_of(n)}", key),
        "find by phone": finding(lambda n: f"/api/v1/members?phone={quote(phone_of(n))}", key),
        "find by pinyin": finding(lambda n: f"/api/v1/lookup?q={pinyin_of(n)}", key),
    }
    told = {name: Told() for name in [*sales, *finds]}
    with served() as port:
        for name, ask in {**sales, **finds}.items():
            asked(port, ask, seconds=1.5, into=Told() if name not in sales else (warm := Told()))
            if name in sales:
                told[name].errors += warm.errors
        for _round in range(ROUNDS):
            for name, ask in sales.items():
                asked(port, ask, seconds=SECONDS, into=told[name])
        for name, ask in finds.items():
            alone(port, ask, into=told[name])
    return told


def alone(port: int, ask: Ask, *, into: Told, requests: int = 200) -> None:
    """One till asks after the other: what a cashier waits, not what a queue does."""
    chance = random.Random(7)
    begun = time.perf_counter()
    for _request in range(requests):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        start = time.perf_counter()
        status, body = ask(connection, chance)
        connection.close()
        into.milliseconds.append((time.perf_counter() - start) * 1000)
        if status != 200:
            into.errors.append(f"{status} {body[:200]!r}")
    into.seconds = time.perf_counter() - begun


def is_whole() -> bool:
    """Every order has its points once, and the ledger adds up."""
    from django.utils import timezone

    from shuke.records.membership.models import Entry
    from shuke.records.membership.services import prove_ledger
    from shuke.records.sales.models import Order

    orders = Order.objects.filter(source="till:S1").count()
    return prove_ledger(now=timezone.now()).is_green and orders == Entry.objects.filter(source="order").count()


def report(database: str, told: dict[str, Told], *, whole: bool) -> bool:
    print(f"\n{database}: {MEMBERS:,} members, {CLIENTS} tills; finding: one after the other")
    print(f"{'':<18}{'requests/s':>12}{'p50 ms':>10}{'p95 ms':>10}{'errors':>8}")
    for name, one in told.items():
        row = f"{one.rate:>12.1f}{one.percentile(0.5):>10.1f}{one.percentile(0.95):>10.1f}{len(one.errors):>8}"
        print(f"{name:<18}{row}" + (f"   {one.errors[0]}" if one.errors else ""))
    bare, commit = told["bare view"], told["commit"]
    share, slower = commit.rate / bare.rate, commit.percentile(0.95) / bare.percentile(0.95)
    print(f"commit: {share:.0%} of the bare rate (at least {LEAST_SHARE:.0%}), p95 {slower:.2f}× (at most {MOST_P95}×)")
    print("ledger: " + ("every sale once, and it adds up" if whole else "BROKEN"))
    quick = all(one.percentile(0.95) < MOST_FIND_MS for name, one in told.items() if name.startswith("find"))
    is_clean = whole and not any(one.errors for one in told.values())
    return is_clean and quick and share >= LEAST_SHARE and slower <= MOST_P95


def run(database: str) -> int:
    import django

    django.setup()
    folder = Path(os.environ["SHUKE_DATA"])
    fill(folder)
    told = measure(folder)
    return 0 if report(database, told, whole=is_whole()) else 1


def main() -> int:
    tool = [sys.executable, str(ROOT / "tools" / "postgres.py")]
    worst = 0
    for database in DATABASES:
        with tempfile.TemporaryDirectory() as data:
            env = {**os.environ, "SHUKE_DATA": data, "DJANGO_SETTINGS_MODULE": SETTINGS}
            cluster = ""
            if database == "postgresql":
                cluster = subprocess.run([*tool, "start"], capture_output=True, text=True, check=True).stdout.strip()
                url = subprocess.run([*tool, "url", cluster], capture_output=True, text=True, check=True).stdout.strip()
                env["DATABASE_URL"] = url
            try:
                done = subprocess.run([sys.executable, "-m", "bench.till", database], env=env, cwd=ROOT, check=False)
                worst = max(worst, done.returncode)
            finally:
                if cluster:
                    subprocess.run([*tool, "stop", cluster], check=True)
    return worst


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]) if sys.argv[1:] else main())
