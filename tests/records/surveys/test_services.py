from datetime import timedelta

import pytest
from tests.records.make import NOW

from shuke.records.surveys.services import (
    ASK_LIVES,
    AlreadyAnswered,
    AskRefused,
    answer,
    ask,
    ask_of,
    token_of,
)

pytestmark = pytest.mark.django_db


def test_the_same_question_is_put_once() -> None:
    first = ask(now=NOW, about="case:1:1", customer=None, new_secret=lambda: "a")

    assert ask(now=NOW, about="case:1:1", customer=None, new_secret=lambda: "b") == first


def test_only_the_signed_link_opens_and_only_for_its_time() -> None:
    token = token_of(ask(now=NOW, about="case:1:1", customer=None, new_secret=lambda: "a"))

    assert ask_of(token, now=NOW).about == "case:1:1"
    for wrong in (token[:-1], f"2{token}", "1-a", ""):
        with pytest.raises(AskRefused):
            ask_of(wrong, now=NOW)
    with pytest.raises(AskRefused):
        ask_of(token, now=NOW + ASK_LIVES + timedelta(seconds=1))


def test_an_answer_is_given_once() -> None:
    question = ask(now=NOW, about="case:1:1", customer=None, new_secret=lambda: "a")

    answer(now=NOW, question=question, is_satisfied=False, wish=" sealed bags ")
    with pytest.raises(AlreadyAnswered):
        answer(now=NOW, question=question, is_satisfied=True, wish="")

    question.refresh_from_db()
    assert (question.is_satisfied, question.wish) == (False, "sealed bags")
