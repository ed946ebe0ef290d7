"""Every code has its words, in every language, and every sentence its facts."""

import re

import pytest
from django.utils import translation

from shuke.intake.fields import FIELDS as KEPT
from shuke.intake.reasons import SENTENCES, Reason, sentence
from shuke.intake.words import FIELDS, REASONS, say

PLACE = re.compile(r"%\((\w+)\)s")


def test_every_field_has_a_name() -> None:
    assert {field for fields in KEPT.values() for field in fields} <= FIELDS.keys()


@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_a_sentence_tells_all_its_facts_in_every_language(code: str, language: str) -> None:
    facts = {name: f"<{name}>" for name in PLACE.findall(SENTENCES[code])}

    with translation.override(language):
        said = say(Reason(code, facts))

    assert all(fact in said for fact in facts.values())
    assert language == "en" or said != sentence(Reason(code, facts))


def test_figures_are_grouped() -> None:
    assert say(Reason("cells_too_few", {"found": 1234, "expected": 5})).startswith("1,234 cells")


def test_a_reason_read_back_from_json_is_said_the_same() -> None:
    assert say({"code": "date_unreadable", "facts": {"value": "soon"}}) == "“soon” is not a date"


def test_rows_can_be_counted_by_every_reason_they_are_refused_for() -> None:
    rows = {code for code in SENTENCES if code.startswith(("date_", "number_", "cells_"))}
    asked = {"date_order_open", "date_orders_mixed", "date_format_unknown"}

    assert rows - asked <= REASONS.keys()
