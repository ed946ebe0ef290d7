"""Cases for the service to work on, invented and marked so: every kind, and complaints at several steps.

They are opened and brought on by the services a colleague uses, each at its own moment of the last days, so that
stamps, promises and audit are what they would be.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Count, QuerySet

from shuke.demo.case_words import FAR, KEPT, NEAR, STORIES, TOPICS, Deed, Story
from shuke.demo.promises import PLAN
from shuke.lib.dates import day_in, midnight
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope, scope_of_staff, scope_of_system
from shuke.records.cases.models import Case, Topic
from shuke.records.cases.queries import desk, desk_hours
from shuke.records.cases.services import (
    Gift,
    NewCase,
    add_call,
    add_note,
    ask_about,
    asked,
    assign,
    close,
    file_case,
    give_nothing,
    learn,
    open_case,
    propose,
    reply,
    take_answer,
    take_step,
    watch_clocks,
)
from shuke.records.cases.services.opening import FACE_TO_FACE
from shuke.records.cases.services.setting import save_desk, save_place, save_topic
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order

ORIGIN = "demo"  # by which pages mark them as invented
_CHOSEN_AMONG = 40  # of each group, those who come most often
_LONGEST = dt.timedelta(days=60)  # before which none of them begins, however long the desk was closed
SORRY = "Sorry for the trouble"
SYSTEM = scope_of_system("demo")


@dataclass(frozen=True)
class Room:
    """The service desk and the colleagues who stand at it."""

    agent: Staff
    manager: Staff
    cashier: Staff
    rng: Random
    topics: Mapping[str, Topic]  # by tree and path: "cause:Cold chain"

    @property
    def scope(self) -> Scope:
        return scope_of_staff(self.agent)


def open_cases(*, now: dt.datetime, rng: Random) -> None:
    """All of them or none; whatever a visitor has done with them since stays."""
    if Case.objects.filter(origin=ORIGIN).exists():
        return
    colleagues = {one.username: one for one in Staff.objects.all()}
    if not {"agent", "manager", "owner", "cashier"} <= colleagues.keys():
        return
    with transaction.atomic():
        _staff_the_desk(colleagues, now=now)
        room = Room(colleagues["agent"], colleagues["manager"], colleagues["cashier"], rng, _topics(now))
        people = _people(room)
        for story in STORIES:
            if people[story.whose]:
                _tell(story, people[story.whose].pop(), room, now=now)
        _watch(now)


def _staff_the_desk(colleagues: Mapping[str, Staff], *, now: dt.datetime) -> None:
    """The agent takes what comes; the owner is told of promises that were not kept."""
    save_place(scope=SYSTEM, now=now, staff=colleagues["agent"], is_here=True, most_open=None, phone="", skills=())
    save_desk(scope=SYSTEM, now=now, week=desk().week, values={"escalate_to": colleagues["owner"]})


def _topics(now: dt.datetime) -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    for tree, paths in TOPICS.items():
        for path in paths:
            parent: Topic | None = None
            for name in path.split(" › "):
                key = f"{tree}:{parent.path} › {name}" if parent else f"{tree}:{name}"
                if key not in found:
                    known = Topic.objects.filter(tree=tree, path=key.partition(":")[2]).first()
                    found[key] = known or save_topic(scope=SYSTEM, now=now, tree=tree, name=name, parent=parent)
                parent = found[key]
    return found


def _people(room: Room) -> dict[str, list[Customer]]:
    """Members, some of each group, whose points can make good."""
    members = Customer.objects.current().filter(memberships__plan__code=PLAN).select_related("home_store")
    stores = room.manager.stores.all()
    groups = {
        KEPT: members.filter(owner=room.manager),
        NEAR: members.filter(home_store__in=stores, owner=None),
        FAR: members.filter(owner=None).exclude(home_store__in=stores),
    }
    return {name: _some(group, room.rng) for name, group in groups.items()}


def _some(people: QuerySet[Customer], rng: Random) -> list[Customer]:
    regulars = list(people.annotate(trade=Count("orders")).order_by("-trade", "pk")[:_CHOSEN_AMONG])
    return rng.sample(regulars, k=min(len(regulars), len(STORIES)))


def _tell(story: Story, customer: Customer, room: Room, *, now: dt.datetime) -> None:
    opened_at = _opened_at(story, customer, now=now)
    latest = Order.objects.filter(customer=customer, ordered_at__lt=opened_at).order_by("-ordered_at", "-pk").first()
    new = NewCase(
        kind=story.kind,
        channel=story.channel,
        text=story.text,
        subject=story.subject,
        customer=customer,
        category=room.topics.get(f"category:{story.topic}"),
        praised=room.cashier if story.names_cashier else None,
        orders=(latest,) if story.is_about_latest_order and latest else (),
        source_key=f"demo:{story.key}",
    )
    by = room.scope if story.channel in FACE_TO_FACE else SYSTEM
    case = open_case(scope=by, now=opened_at, origin=ORIGIN, new=new)
    for deed in story.deeds:
        DEEDS[deed.what](_Doing(room, story, case, _moment(story, deed, opened_at), deed.text))


def _opened_at(story: Story, customer: Customer, *, now: dt.datetime) -> dt.datetime:
    if not story.closed_days_ago:
        return _desk_hours_before(now, story.hours_ago)
    zone = customer.home_store.time_zone if customer.home_store else "UTC"
    noon = midnight(zone, day_in(zone, now) - dt.timedelta(days=story.closed_days_ago)) + dt.timedelta(hours=12)
    return noon - dt.timedelta(hours=next(deed.hours for deed in story.deeds if deed.what == "close"))


def _moment(story: Story, deed: Deed, opened_at: dt.datetime) -> dt.datetime:
    if story.closed_days_ago:
        return opened_at + dt.timedelta(hours=deed.hours)
    return desk_hours().due_after(opened_at, deed.hours * 60)


def _desk_hours_before(now: dt.datetime, hours: float) -> dt.datetime:
    """The latest moment since which the desk has been open for so long: nobody opens a case at night."""
    open_for = desk_hours().minutes_between
    early, late = now - _LONGEST, now
    while late - early > dt.timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if open_for(middle, now) >= hours * 60 else (early, middle)
    return (early + dt.timedelta(seconds=1)).replace(second=0, microsecond=0)


def _watch(now: dt.datetime) -> None:
    """As the clocks would have been watched: each promise that was not kept is late from its own moment on."""
    late = Case.objects.filter(origin=ORIGIN, status=Case.Status.OPEN, next_due_at__lt=now)
    for moment in late.order_by("next_due_at").values_list("next_due_at", flat=True):
        watch_clocks(scope=SYSTEM, now=moment)
    watch_clocks(scope=SYSTEM, now=now)


@dataclass(frozen=True)
class _Doing:
    room: Room
    story: Story
    case: Case
    at: dt.datetime
    text: str


def _step(name: str) -> Callable[[_Doing], object]:
    return lambda do: take_step(
        scope=do.room.scope, now=do.at, case=do.case, step=name, text=do.text,
        investigator=do.room.agent if name == "assigned" else None,
    )  # fmt: skip


def _reply(*, is_question: bool = False, is_final: bool = False) -> Callable[[_Doing], object]:
    return lambda do: reply(
        scope=do.room.scope, now=do.at, case=do.case, text=do.text, is_question=is_question, is_final=is_final,
        by_email=do.story.channel not in FACE_TO_FACE,
    )  # fmt: skip


def _give(do: _Doing, gift: Gift) -> None:
    propose(scope=do.room.scope, now=do.at, case=do.case, gift=gift, random_bytes=do.room.rng.randbytes)


def _ask(do: _Doing) -> None:
    secret = do.room.rng.randbytes(16).hex()
    ask_about(scope=do.room.scope, now=do.at, case=do.case, new_secret=lambda: secret)


def _answer(*, is_satisfied: bool) -> Callable[[_Doing], None]:
    def said(do: _Doing) -> None:
        question = asked(do.case)
        assert question is not None  # the story asks before
        take_answer(scope=SYSTEM, now=do.at, question=question, is_satisfied=is_satisfied, wish=do.text)

    return said


def _learn(do: _Doing) -> None:
    cause = do.room.topics[f"cause:{do.story.cause}"]
    due_on = do.at.date() + dt.timedelta(days=28)
    learn(scope=do.room.scope, now=do.at, case=do.case, cause=cause, text=do.text, owner=do.room.manager, due_on=due_on)


DEEDS: Mapping[str, Callable[[_Doing], object]] = {
    "note": lambda do: add_note(scope=do.room.scope, now=do.at, case=do.case, text=do.text),
    "call": lambda do: add_call(scope=do.room.scope, now=do.at, case=do.case, text=do.text, is_reached=True),
    "reply": _reply(),
    "ask_back": _reply(is_question=True),
    "plan": lambda do: file_case(scope=do.room.scope, now=do.at, case=do.case, values={"answer": Case.Answer.PLANNED}),
    "hand_back": lambda do: assign(scope=do.room.scope, now=do.at, case=do.case, owner=None),
    **{name: _step(name) for name in ("assigned", "facts", "decision", "apology")},
    "refund": lambda do: _give(do, Gift(kind="refund", reason=SORRY, amount=Decimal(do.text))),
    "points": lambda do: _give(do, Gift(kind="points", reason=SORRY, points=int(do.text))),
    "nothing": lambda do: give_nothing(scope=do.room.scope, now=do.at, case=do.case, why=do.text),
    "final": _reply(is_final=True),
    "question": _ask,
    "yes": _answer(is_satisfied=True),
    "no": _answer(is_satisfied=False),
    "close": lambda do: close(scope=do.room.scope, now=do.at, case=do.case),
    "learn": _learn,
}
