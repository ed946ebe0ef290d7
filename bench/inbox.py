"""Is the service inbox quick with a million cases in PostgreSQL? Budget: p95 under 100 ms.

Server time of whole requests through Django's stack, no network, no browser; one case in fifty is live. Beside it is
what this process itself computed (p50): on a busy machine the rest was waiting. SHUKE_BENCH_CASES sets another size,
SHUKE_BENCH_PLAN=1 prints how the database reads what is slow.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.cluster import empty_cluster

ROOT = Path(__file__).parent.parent
CASES = int(os.environ.get("SHUKE_BENCH_CASES", "1000000"))
PLAN = os.environ.get("SHUKE_BENCH_PLAN") == "1"
REQUESTS = 40
BUDGET_MS = 100
SQL = ROOT / "bench" / "big_inbox.sql"

ADDRESSES = {
    "due soon, with the case beside it": "/service/",
    "mine": "/service/?view=mine",
    "nobody's": "/service/?view=unassigned",
    "to approve": "/service/?view=approve",
    "all, newest": "/service/?view=all",
    "all complaints": "/service/?view=all&kind=complaint",
    "of one store": "/service/?view=all&store={store}",
    "of one customer": "/service/?view=all&customer={customer}",
    "the poll of the list": "/service/rows/",
    "a case": "/service/{case}/",
    "the customer beside it": "/service/{case}/beside/",
    "missed a deadline, newest": "/service/?view=all&late=1",
    "escalated": "/service/?escalated=1",
}


def fill(database_url: str) -> None:
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True)
    script = SQL.read_text().replace(":cases", str(CASES)).replace(":customers", str(max(CASES // 10, 100)))
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", database_url], input=script, text=True, check=True)


def measure() -> bool:
    import django

    django.setup()
    from django.db import connection
    from django.db.models import F
    from django.test import Client

    from shuke.records.access.models import Role, Staff
    from shuke.records.cases.models import Case

    agent = Staff.objects.create_user("bench", password="bench", name="Bench", role=Role.MANAGER, works_everywhere=True)
    owners = [
        agent,
        *(Staff.objects.create_user(f"agent{n}", role=Role.AGENT, works_everywhere=True) for n in range(20)),
    ]
    for place, owner in enumerate(owners):  # a third of the cases belongs to nobody
        Case.objects.annotate(turn=F("pk") % (3 * len(owners))).filter(turn__in=(3 * place, 3 * place + 1)).update(
            owner=owner
        )
    clients = {"everywhere": _client(Client, agent), "five stores": _client(Client, _of_five_stores())}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case")  # as the database does by itself where cases come one by one
    print(f"\n{CASES:,} cases, {REQUESTS} requests each{'':34}p50 ms   p95 ms computed")
    slow = []
    for who, client in clients.items():
        for name, address in ADDRESSES.items():
            times = [_timed(client, address, n) for n in range(REQUESTS + 3)][3:]
            wall, busy = (sorted(column) for column in zip(*times, strict=True))
            p50, p95 = wall[REQUESTS // 2], wall[int(REQUESTS * 0.95)]
            print(f"{who + ': ' + name:<60}{p50:>8.1f} {p95:>8.1f} {busy[REQUESTS // 2]:>8.1f}")
            if p95 > BUDGET_MS:
                slow.append(f"{who}: {name}")
            if PLAN:
                _print_slowest(client, address)
    print(f"over {BUDGET_MS} ms: {', '.join(slow) or 'none'}")
    return not slow


def _of_five_stores() -> object:
    from shuke.records.access.models import Role, Staff
    from shuke.records.stores.models import Store

    staff = Staff.objects.create_user("bench5", password="bench", name="Five", role=Role.AGENT, works_everywhere=False)
    staff.stores.set(Store.objects.order_by("pk")[:5])
    return staff


def _client(kind: type, staff: object) -> object:
    client = kind(headers={"accept-language": "en"})
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _timed(client: object, address: str, number: int) -> tuple[float, float]:
    """Milliseconds by the wall, and those of this process's processor."""
    path = _path(address, number)
    start, busy = time.perf_counter(), time.process_time()
    response = client.get(path, follow=True)  # type: ignore[attr-defined]
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    assert response.status_code == 200, (path, response.status_code)
    return wall * 1000, busy * 1000


def _path(address: str, number: int) -> str:
    from shuke.records.cases.models import Case
    from shuke.records.customers.models import Customer
    from shuke.records.stores.models import Store

    store = Store.objects.order_by("pk")[number % 5]
    case = Case.objects.filter(store=store).order_by("-pk")[number]
    customer = Customer.objects.order_by("pk").values_list("pk", flat=True)[number]
    return address.format(store=store.pk, case=case.pk, customer=customer)


def _print_slowest(client: object, address: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(_path(address, 1), follow=True)  # type: ignore[attr-defined]
    slowest = max(asked.captured_queries, key=lambda query: float(query["time"]))
    print(f"    slowest query {float(slowest['time']) * 1000:.0f} ms: {slowest['sql'][:300]}")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + slowest["sql"].replace("%", "%%"))
        print("\n".join(f"      {line}" for (line,) in cursor.fetchall()[:14]))


def main() -> int:
    with empty_cluster() as address:
        fill(address)
        return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
