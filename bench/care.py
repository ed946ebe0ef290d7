"""How long does a day's plan of 10,000 care messages take in a large shop? Budget: 10 s, each planned once.

PostgreSQL with a million customers, one in a hundred of whom is due; consent, addresses, hold-out, texts filled in and
messages queued are all part of it. Beside the seconds stands what this process and the database's computed: on a busy
machine the rest was waiting. SHUKE_BENCH_CUSTOMERS sets another size, SHUKE_BENCH_MESSAGES how many are due.
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from bench.cluster import empty_cluster, server_seconds

CUSTOMERS = int(os.environ.get("SHUKE_BENCH_CUSTOMERS", "1000000"))
MESSAGES = int(os.environ.get("SHUKE_BENCH_MESSAGES", "10000"))
BUDGET_SECONDS = 10
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

PEOPLE = """
INSERT INTO stores_store (code, name, time_zone, currency, address, is_open, origin, created_at, updated_at)
SELECT 'S' || n, 'Store ' || n, 'Asia/Shanghai', 'CNY', '', true, 'bench', now(), now() FROM generate_series(1, 50) n;

INSERT INTO customers_customer
  (number, name, family_name, salutation, gender, birthday, lunar_birthday, language, time_zone, address, occupation,
   home_store_id, acquired_through, notes, custom, is_do_not_contact, is_not_personalised, is_name_generated,
   service_class, joined_on, origin, created_at, updated_at)
SELECT 'C' || n, 'Customer ' || n, '', '', '',
       CASE WHEN n <= :due THEN date '1980-03-02' ELSE date '1980-05-01' + n % 200 END, '', 'zh-hans', '', '', '',
       (SELECT min(id) FROM stores_store) + n % 50, '', '', '{}', false, false, true, '', date '2023-01-01', 'bench',
       now(), now()
FROM generate_series(1, :customers) n;

INSERT INTO customers_identity (customer_id, kind, value, normal, is_primary, source, created_at)
SELECT id, 'email', 'c' || id || '@example.com', 'c' || id || '@example.com', true, 'bench', now()
FROM customers_customer;

INSERT INTO customers_consent (customer_id, channel, purpose, is_granted, source, at)
SELECT id, 'email', 'care', true, 'bench', now() FROM customers_customer WHERE id % 2 = 0;

ANALYZE;
"""


def fill(database_url: str) -> None:
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True)
    script = PEOPLE.replace(":customers", str(CUSTOMERS)).replace(":due", str(MESSAGES))
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", database_url], input=script, text=True, check=True)


def measure() -> bool:
    import django

    django.setup()
    from shuke.actions.care.models import CarePlan, CareProgramme
    from shuke.actions.care.services import run_programmes, seed_programmes, switch_programme
    from shuke.records.access.scope import scope_of_system
    from shuke.records.messages.models import MessageSend

    system = scope_of_system("bench")
    seed_programmes(scope=system, now=NOW, draw=lambda: 7)
    wishes = CareProgramme.objects.get(code="birthday")
    CareProgramme.objects.filter(pk=wishes.pk).update(most_a_day=10 * MESSAGES)
    switch_programme(scope=system, now=NOW, programme=wishes, is_on=True)
    print(f"\n{CUSTOMERS:,} customers, {MESSAGES:,} due{'':20}seconds  computed  database   messages     rows")
    seconds = []
    for name, shift in (("the first run", 0), ("an hour later, all done", 1)):
        start, busy, served = time.perf_counter(), time.process_time(), server_seconds()
        run_programmes(scope=system, now=NOW + timedelta(hours=shift))
        seconds.append(time.perf_counter() - start)
        busy, served = time.process_time() - busy, server_seconds() - served
        counts = f"{MessageSend.objects.count():>10,} {CarePlan.objects.count():>8,}"
        print(f"{name:<44}{seconds[-1]:>8.1f} {busy:>9.1f} {served:>9.1f} {counts}")
    is_once = CarePlan.objects.count() == MESSAGES
    in_time = "in time" if max(seconds) < BUDGET_SECONDS else f"over {BUDGET_SECONDS} s"
    print(f"{in_time}, {'each once' if is_once else 'not once'}")
    return max(seconds) < BUDGET_SECONDS and is_once


def main() -> int:
    with empty_cluster() as address:
        fill(address)
        return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
