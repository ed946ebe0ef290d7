"""Journeys to begin with. Texts and coupons of one's own are put in before it starts; what it needs is made with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.journeys.graph.definition import Definition, read_definition, read_node
from shuke.actions.journeys.graph.nodes import branches_of

Told = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Text:
    """A template of messages that a recipe brings along where there is none of its code yet."""

    code: str
    name: Promise
    purpose: str
    texts: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    key: str
    name: Promise
    says: Promise
    nodes: Callable[[], list[Told]]
    goal_days: int = 90
    is_goal_end: bool = False  # what the steps say is worth saying to those too who bought
    texts: tuple[Text, ...] = ()
    hold_out_percent: int = 10
    others: Mapping[str, str] = field(default_factory=dict)  # "node.branch" → node, for ways that do not lead on

    def definition(self) -> Definition:
        """In a column: each node's first way leads to the next, the others to the end unless `others` says where."""
        told = {str(node.pop("key")): _in_words(node) for node in self.nodes()}
        told["end"] = {"kind": "exit"}
        keys, edges = list(told), []
        for place, key in enumerate(keys[:-1]):
            for number, branch in enumerate(branches_of(read_node(told[key]))):
                to = self.others.get(f"{key}.{branch}", "end" if number else keys[place + 1])
                edges.append({"from": key, "branch": branch, "to": to})
        for place, node in enumerate(told.values()):
            node |= {"x": 60, "y": 20 + 92 * place}
        goal = {"kind": "goal", "event": "purchase", "days": self.goal_days, "is_end": self.is_goal_end}
        told["goal"] = goal | {"x": 720, "y": 20}
        return read_definition({"nodes": told, "edges": edges})


def _in_words(node: Told) -> Told:
    """As the person reads who takes the recipe: what is kept is text."""
    return {name: str(value) if isinstance(value, Promise) else value for name, value in node.items()}


def _wait(key: str, days: int, *, since_entry: bool = True) -> Told:
    return {"key": key, "kind": "delay", "days": days, "at": "10:00", "is_since_entry": since_entry}


def _write(key: str, template: str, channel: str = "email") -> Told:
    return {"key": key, "kind": "message", "template": template, "channel": channel}


def _by_event(event: str, *, is_again: bool = False) -> Told:
    return {"key": "in", "kind": "entry", "on": "event", "event": event, "is_again": is_again}


HELLO, NIN_HAO = "Dear {{ name|guest }},\n\n", "{{ name|您好 }}，\n\n"
GREETING = Text(
    code="journey-greeting", name=_("A greeting after the first visit"), purpose="care",
    texts={
        "en": ("Your seat is free", HELLO + "thank you for your visit. Come by soon.\n\n{{ business }}"),
        "zh-hans": ("给您留着位子", NIN_HAO + "谢谢您来坐坐，位子给您留着，路过时来坐坐。\n\n{{ business }}"),
    },
)  # fmt: skip
HANDBOOK = Text(
    code="journey-handbook", name=_("Handbook, first volume"), purpose="care",
    texts={
        "en": ("A handbook for you", HELLO + "here is our handbook, first volume.\n\n{{ business }}"),
        "zh-hans": ("送您一本小册子", NIN_HAO + "送上我们的手册，第一册。\n\n{{ business }}"),
    },
)  # fmt: skip
HANDBOOK_TWO = Text(
    code="journey-handbook-2", name=_("Handbook, second volume"), purpose="care",
    texts={
        "en": ("More for you to try", HELLO + "here is the second volume.\n\n{{ business }}"),
        "zh-hans": ("再送您一册", NIN_HAO + "送上手册的第二册。\n\n{{ business }}"),
    },
)  # fmt: skip
AGAIN = Text(
    code="journey-again", name=_("Come again"), purpose="marketing",
    texts={
        "en": ("See you again?", HELLO + "we would be glad to see you again.\n\n{{ business }}"),
        "zh-hans": ("什么时候再来？", NIN_HAO + "盼着您再来。\n\n{{ business }}"),
    },
)  # fmt: skip
BIRTHDAY = Text(
    code="journey-birthday", name=_("Happy birthday"), purpose="care",
    texts={
        "en": ("Happy birthday", HELLO + "all the best for your birthday.\n\n{{ business }}"),
        "zh-hans": ("生日快乐", NIN_HAO + "祝您生日快乐。\n\n{{ business }}"),
    },
)  # fmt: skip
SORRY = Text(
    code="journey-after-complaint", name=_("After a complaint"), purpose="care",
    texts={
        "en": ("Is all well again?", HELLO + "is all well again? Tell us if not.\n\n{{ business }}"),
        "zh-hans": ("处理得还满意吗？", NIN_HAO + "上次的事处理得还满意吗？不满意请告诉我们。\n\n{{ business }}"),
    },
)  # fmt: skip
TIER = Text(
    code="journey-tier", name=_("A new tier"), purpose="care",
    texts={
        "en": ("Your new tier", HELLO + "your tier has changed: your card shows what it gives.\n\n{{ business }}"),
        "zh-hans": ("您的会员等级有变化", NIN_HAO + "您的会员等级变了，新的权益可以在会员卡上看到。\n\n{{ business }}"),
    },
)  # fmt: skip

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        key="welcome", name=_("Welcome, Mr Pan"), texts=(GREETING, HANDBOOK, HANDBOOK_TWO),
        says=_("A new member: a greeting on day 7, a handbook by post on day 20, another 18 days later."),
        nodes=lambda: [
            _by_event("member.enrolled"), _wait("day7", 7), _write("greeting", GREETING.code), _wait("day20", 20),
            _write("handbook", HANDBOOK.code, "post"), _wait("later", 18, since_entry=False),
            _write("second", HANDBOOK_TWO.code, "post"), _wait("day90", 90),
        ],
    ),
    Recipe(
        key="second_purchase", name=_("Second purchase"), texts=(AGAIN,), goal_days=60,
        says=_("Two weeks after a first purchase without a second: an invitation, then a call by a colleague."),
        nodes=lambda: [
            {"key": "in", "kind": "entry", "on": "day", "day": "first_purchase", "offset_days": 14},
            _write("again", AGAIN.code),
            {"key": "wait", "kind": "wait_for", "event": "purchase", "days": 21},
            {"key": "back", "kind": "tag", "tag": pgettext_lazy("tag", "came back")},
            {"key": "call", "kind": "task", "title": _("Ask how they liked it"), "due_days": 2},
        ],
        others={"wait.timeout": "call", "back.next": "end"},
    ),
    Recipe(
        key="birthday", name=_("Birthday"), texts=(BIRTHDAY,), goal_days=30,
        says=_("Every year on the birthday, by the sun or the moon, at ten in the morning."),
        nodes=lambda: [
            {"key": "in", "kind": "entry", "on": "day", "day": "birthday", "is_again": True},
            {"key": "ten", "kind": "delay", "at": "10:00"}, _write("wishes", BIRTHDAY.code),
        ],
    ),
    Recipe(
        key="win_back", name=_("Win back by value"), texts=(AGAIN,), is_goal_end=True,
        says=_("Those who told why they leave: the valuable get a call, the others an invitation."),
        nodes=lambda: [
            _by_event("departure.recorded", is_again=True),
            {"key": "value", "kind": "split", "condition": "value_class in (platinum, gold)"},
            {"key": "call", "kind": "task", "title": _("Call and listen"), "due_days": 1},
            _wait("month", 30), _write("again", AGAIN.code),
        ],
        others={"value.no": "month"},
    ),
    Recipe(
        key="complaint", name=_("After a complaint"), texts=(SORRY,),
        says=_("Three days after a case was closed: is all well again? Who stays away is called."),
        nodes=lambda: [
            _by_event("case.closed", is_again=True), _wait("three", 3), _write("ask", SORRY.code),
            {"key": "wait", "kind": "wait_for", "event": "purchase", "days": 30},
            {"key": "well", "kind": "tag", "tag": pgettext_lazy("tag", "well again")},
            {"key": "call", "kind": "task", "title": _("Ask whether all is well again"), "due_days": 3},
        ],
        others={"wait.timeout": "call", "well.next": "end"},
    ),
    Recipe(
        key="tier", name=_("When the tier changes"), texts=(TIER,),
        says=_("When the tier changes: a message the next morning, and a reminder two weeks later."),
        nodes=lambda: [
            _by_event("tier.changed", is_again=True), {"key": "morning", "kind": "delay", "days": 1, "at": "10:00"},
            _write("tell", TIER.code), _wait("two_weeks", 14),
            {"key": "idle", "kind": "split", "condition": "not bought(last 14 days)"}, _write("remind", TIER.code),
        ],
    ),
    Recipe(
        key="replenish", name=_("Replenishment"), texts=(AGAIN,), goal_days=30,
        says=_("Three weeks after each purchase, unless they were back before: an invitation."),
        nodes=lambda: [
            _by_event("purchase", is_again=True),
            {"key": "rhythm", "kind": "wait_for", "event": "purchase", "days": 21},
            {"key": "back", "kind": "tag", "tag": pgettext_lazy("tag", "regular")}, _write("again", AGAIN.code),
        ],
        others={"rhythm.timeout": "again", "back.next": "end"},
    ),
)  # fmt: skip


def recipe_named(key: str) -> Recipe | None:
    return next((recipe for recipe in RECIPES if recipe.key == key), None)
