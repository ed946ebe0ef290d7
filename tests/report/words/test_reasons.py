"""Every reason has a sentence that says its own numbers."""

from typing import Any

import pytest
from django.utils.translation import override

from shuke.analytics.worth import reasons
from shuke.report.words import reason_plain, reason_sentence
from shuke.report.words.reasons import SENTENCES

pytestmark = pytest.mark.sqlite_only


def dollars(amount: float) -> str:
    return f"${amount:,.0f}"


def test_every_reason_of_the_library_has_a_sentence() -> None:
    assert {rule.code for rule in reasons.RULES} <= set(SENTENCES)


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [
        (
            "gap_long",
            {"usual_days": 9, "silence_days": 31, "share": 0.98},
            "Usually every 9 days, now 31 days: longer than 98% of the gaps",
        ),
        (
            "gap_long",
            {"usual_days": 1, "silence_days": 31, "share": 1.0},
            "Usually almost every day, now 31 days: longer than 99% of the gaps",
        ),
        ("long_overdue", {"silence_days": 1200}, "Silent for 1,200 days"),
        (
            "spend_falling",
            {"spend_90": 54, "spend_90_before": 100},
            "Spend fell by 46% against the 90 days before",
        ),
        (
            "spend_falling",
            {"spend_90": 0, "spend_90_before": 100},
            "Nothing bought in 90 days, though regular in the 90 before",
        ),
        ("returned", {"silence_days": 120}, "Came back after 120 days"),
        ("one_off_spike", {"share": 0.72, "active_months": 4}, "One order is 72% of the spend"),
        ("one_off_spike", {"active_months": 1}, "All spend fell in one month"),
        (
            "top_share",
            {"level": "vip", "rank": 3, "rank_share": 0.0021},
            "Number 3 by spend, among the first 0.3%",
        ),
        ("top_share", {"level": "vip", "rank": 1, "rank_share": 0.01}, "Number 1 by spend, among the first 1%"),
        ("champion", {"product": "milk", "products": 1}, "Among the best buyers of milk"),
        (
            "champion",
            {"product": "milk", "products": 3},
            "Among the best buyers of 3 products, most of all milk",
        ),
        ("new_customer", {"days": 1}, "First order 1 day ago, none since"),
        ("new_customer", {"days": 0}, "First order on the latest day"),
        ("few_orders", {"orders": 1}, "1 order so far: the habit is forming"),
        ("on_rhythm", {"silence_days": 4}, "Buys regularly"),
        ("on_rhythm", {"usual_days": 9, "silence_days": 4}, "Usually every 9 days, latest order 4 days ago"),
    ],
)
def test_a_reason_says_its_own_numbers(code: str, facts: dict[str, Any], sentence: str) -> None:
    assert reason_plain(code, facts) == sentence


def test_a_reason_with_money_says_amounts() -> None:
    fell = {"spend_90": 54.0, "spend_90_before": 100.0}

    assert reason_plain("spend_falling", fell, money=dollars) == "Spend fell by 46% in 90 days, from $100 to $54"
    assert reason_plain("room_to_grow", {"potential": 310.0}, money=dollars) == "Could bring $310 more a year"


def test_facts_stand_out_in_html_and_are_escaped() -> None:
    html = reason_sentence("champion", {"product": "<i>Tea & co</i>", "products": 1})

    assert html == "Among the best buyers of <b>&lt;i&gt;Tea &amp; co&lt;/i&gt;</b>"


def test_every_sentence_can_be_said_in_chinese() -> None:
    facts = {"usual_days": 9, "silence_days": 31, "share": 0.98, "times": 4.2, "spend_90": 1.0, "spend_90_before": 3.0,
             "active_months": 2, "level": "vip", "rank": 3, "rank_share": 0.01, "product": "P1", "products": 2,
             "potential": 5.0, "headroom": 4.0, "days": 3, "orders": 2}  # fmt: skip

    with override("zh-hans"):
        said = {rule.code: reason_plain(rule.code, facts, money=dollars) for rule in reasons.RULES}

    assert said["gap_long"] == "平常 9 天来一次，这次 31 天没来，比 98% 的间隔都长"
    assert [code for code, text in said.items() if not any("\u4e00" <= letter <= "\u9fff" for letter in text)] == []
