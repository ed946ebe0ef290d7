"""How many steps a second do journeys make while their workers are killed at random, and is each step made once?

A ten-node journey on PostgreSQL with four workers, on SQLite with one: entry, delay, condition, two messages, two tags,
random split, coupon, exit. Everybody is due at once. A worker that was killed is started again; at the end every
person must have made each step of their way exactly once, with one message and one coupon code each.

SHUKE_BENCH_PEOPLE (PostgreSQL; a tenth of them on SQLite), SHUKE_BENCH_DATABASES one of the two,
SHUKE_BENCH_KILL_SECONDS the usual time between two kills (0: nobody is killed).
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEOPLE = int(os.environ.get("SHUKE_BENCH_PEOPLE", "100000"))
DATABASES = os.environ.get("SHUKE_BENCH_DATABASES", "sqlite postgresql").split()
KILL_SECONDS = float(os.environ.get("SHUKE_BENCH_KILL_SECONDS", "6"))
LEAST_STEPS_PER_SECOND = 5_000  # on PostgreSQL
WORKERS = {"sqlite": 1, "postgresql": 4}
POSTGRES = ROOT / "tools" / "postgres.py"
WEEK_AGO_DAYS = 8


def main() -> int:
    if len(sys.argv) == 2:
        return {"fill": fill, "work": work, "prove": prove}[sys.argv[1]]()
    print(
        f"{'database':<12}{'people':>9}{'workers':>9}{'killed':>8}{'steps':>10}{'seconds':>9}{'steps/s':>9}  each once"
    )
    is_good = [measure(database) for database in DATABASES]
    return 0 if all(is_good) else 1


def measure(database: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="shuke-bench-") as folder:
        cluster = call(str(POSTGRES), "start") if database == "postgresql" else ""
        try:
            url = call(str(POSTGRES), "url", cluster) if cluster else f"sqlite:///{folder}/bench.sqlite3"
            people = PEOPLE if cluster else PEOPLE // 10
            return round_of(database, people, {**os.environ, "DATABASE_URL": url, "SHUKE_DATA": folder})
        finally:
            if cluster:
                call(str(POSTGRES), "stop", cluster)


def round_of(database: str, people: int, environment: dict[str, str]) -> bool:
    environment |= {"DJANGO_SETTINGS_MODULE": "shuke.config.settings", "SHUKE_BENCH_PEOPLE": str(people)}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    run_self("fill", environment)
    begun, killed = time.perf_counter(), let_work(WORKERS[database], environment)
    seconds = time.perf_counter() - begun
    told = run_self("prove", environment).split()
    steps, is_once = int(told[0]), told[1] == "once"
    rate = steps / seconds
    print(
        f"{database:<12}{people:>9,}{WORKERS[database]:>9}{killed:>8}{steps:>10,}{seconds:>9.1f}{rate:>9,.0f}  "
        f"{'yes' if is_once else ' '.join(told[1:])}"
    )
    return is_once and (database == "sqlite" or rate >= LEAST_STEPS_PER_SECOND)


def let_work(workers: int, environment: dict[str, str]) -> int:
    """Workers until all is done, now and then one of them killed and started anew; how many were."""
    rng, killed = random.Random(7), 0
    running = {start(environment): time.monotonic() for _ in range(workers)}
    next_kill = time.monotonic() + KILL_SECONDS
    while running:
        time.sleep(0.02)
        running = {process: since for process, since in running.items() if process.poll() is None}
        now = time.monotonic()
        # Who has only just started is spared: on a busy machine nothing would ever get done.
        grown = [process for process, since in running.items() if now - since >= KILL_SECONDS]
        if KILL_SECONDS and grown and now >= next_kill:
            victim = rng.choice(grown)
            victim.kill()
            victim.wait()
            del running[victim]
            running[start(environment)] = now
            killed, next_kill = killed + 1, now + rng.uniform(0.5, 1.5) * KILL_SECONDS
    return killed


def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.journeys", "work"], env=environment, cwd=ROOT)


def run_self(what: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", "bench.journeys", what]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def call(*command: str) -> str:
    return subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def journey_document() -> dict[str, object]:
    """Ten nodes; everybody came in eight days ago, so that no delay of a week holds them up."""
    nodes: dict[str, dict[str, object]] = {
        "entry": {"kind": "entry", "on": "hand"},
        "week": {"kind": "delay", "days": 7, "is_since_entry": True},
        "split": {"kind": "split", "condition": "gender = female"},
        "hello": {"kind": "message", "template": "hello", "channel": "post"},
        "tag": {"kind": "tag", "tag": "welcomed"},
        "draw": {"kind": "draw", "shares": [50, 50]},
        "coupon": {"kind": "coupon", "coupon": "ten"},
        "again": {"kind": "message", "template": "hello", "channel": "email"},
        "thanks": {"kind": "tag", "tag": "thanked"},
        "exit": {"kind": "exit"},
    }
    ways = [
        ("entry", "next", "week"), ("week", "next", "split"), ("split", "yes", "hello"), ("split", "no", "tag"),
        ("hello", "next", "tag"), ("tag", "next", "draw"), ("draw", "a", "coupon"), ("draw", "b", "again"),
        ("coupon", "next", "again"), ("again", "next", "thanks"), ("thanks", "next", "exit"),
    ]  # fmt: skip
    return {"nodes": nodes, "edges": [{"from": a, "branch": b, "to": c} for a, b, c in ways]}


def fill() -> int:
    from datetime import timedelta
    from random import Random

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.utils import timezone

    from shuke.actions.journeys.graph.definition import read_definition
    from shuke.actions.journeys.services import Engine, add_journey, start_journey
    from shuke.actions.journeys.services.entering import Comer, let_in
    from shuke.records.access.scope import scope_of_system
    from shuke.records.customers.models import Customer
    from shuke.records.customers.services.bulk import CustomerRow, save_customers
    from shuke.records.membership.services.offers import save_coupon
    from shuke.records.messages.services import save_template

    system, now = scope_of_system("bench"), timezone.now()
    genders = ("female", "male")
    rows = (
        CustomerRow(f"C{number}", {"name": f"Person {number}", "gender": genders[number % 2]})
        for number in range(PEOPLE)
    )
    save_customers(scope=system, now=now, origin="bench", rows=rows)
    texts = {"en": ("Hello {{ name }}", "Dear {{ name }}, welcome to {{ business }}.")}
    save_template(scope=system, now=now, code="hello", name="Hello", purpose="care", texts=texts)
    save_coupon(
        scope=system, now=now, code="ten", values={"name": "Ten", "kind": "percent", "value": 10, "currency": "CNY"}
    )
    came_at = now - timedelta(days=WEEK_AGO_DAYS)
    journey = add_journey(
        scope=system, now=came_at, name="Bench", hold_out_percent=5, definition=read_definition(journey_document())
    )
    journey = start_journey(scope=system, now=came_at, journey=journey)
    ids, engine = list(Customer.objects.order_by("pk").values_list("pk", flat=True)), Engine(Random(3), os.urandom)
    for begin in range(0, len(ids), 5000):
        comers = [Comer(pk, "", came_at) for pk in ids[begin : begin + 5000]]
        let_in(journey=journey, comers=comers, engine=engine, now=came_at)
    return 0


def work() -> int:
    from random import SystemRandom

    import django

    django.setup()
    from django.utils import timezone

    from shuke.actions.journeys.models import Journey, JourneyRun
    from shuke.actions.journeys.services import Engine, advance_journey

    engine, journey = Engine(SystemRandom(), os.urandom), Journey.objects.get()
    due = JourneyRun.objects.filter(left_at__isnull=True, due_at__lte=timezone.now())
    while due.exists():  # those too whom another worker holds at this moment: it may be killed
        advance_journey(journey_id=journey.pk, engine=engine, now=timezone.now())
    return 0


def prove() -> int:
    """Prints the number of steps, then “once”, or what is wrong."""
    import django

    django.setup()
    from django.db.models import Count, F, Max

    from shuke.actions.journeys.models import JourneyRun, JourneyStep
    from shuke.records.customers.models import Customer, Event
    from shuke.records.membership.models import CouponCode
    from shuke.records.messages.models import MessageSend

    treated = JourneyRun.objects.filter(is_held_out=False)
    gaps = treated.annotate(made=Count("steps"), final=Max("steps__visit")).exclude(
        made=F("visit"), final=F("visit") - 1
    )
    given = JourneyStep.objects.filter(node="coupon")
    again = JourneyStep.objects.filter(node="again", send__isnull=False)
    wrong = {
        "inside": treated.filter(left_at__isnull=True).count(),
        "gaps": gaps.count(),
        "held-out": JourneyStep.objects.filter(run__is_held_out=True).count(),
        "untagged": treated.count() - Customer.objects.filter(tags__name="thanked").count(),
        "codes": CouponCode.objects.count() - given.count(),
        "codes-twice": CouponCode.objects.count() - CouponCode.objects.values("customer").distinct().count(),
        "messages": MessageSend.objects.filter(channel="email").count() - again.count(),
        "messages-missing": treated.count() - again.values("run").distinct().count(),
        "left-twice": Event.objects.filter(kind="journey.left").count() - treated.count(),
    }
    faults = [f"{name}:{count}" for name, count in wrong.items() if count]
    print(JourneyStep.objects.count(), *(faults or ["once"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
