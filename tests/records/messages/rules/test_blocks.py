import pytest

from shuke.records.messages.rules.blocks import Block, WrongBlock, block_of
from shuke.records.messages.rules.writing import UnknownVariable, blocks_in, check_variables, filled, variables_of

pytestmark = pytest.mark.sqlite_only

KNOWN = dict.fromkeys(("name", "products", "product", "product_reason", "product_list"), "")


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("products", Block("products", "", 3)),
        ("products 5 new", Block("products", "new", 5)),
        ("product_list again 10", Block("product_list", "again", 10)),
        ("product new", Block("product", "new", 3)),
        ("name", None),
    ],
)
def test_how_many_and_which_stand_behind_the_name(name: str, block: Block | None) -> None:
    assert block_of(name) == block


@pytest.mark.parametrize(
    "name", ["products 0", "products 11", "products 3 5", "products old", "product 3", "product x"]
)
def test_what_cannot_follow_is_refused_with_what_can(name: str) -> None:
    with pytest.raises(WrongBlock, match="cannot follow"):
        block_of(name)
    with pytest.raises(UnknownVariable, match="“again”"):
        check_variables("{{ " + name + " }}", known=KNOWN)


def test_where_products_are_not_known_they_are_an_unknown_variable() -> None:
    with pytest.raises(UnknownVariable, match="There is no variable “products 5”"):
        check_variables("{{ products 5 }}", known={"name": ""})


def test_spaces_do_not_make_another_variable() -> None:
    assert blocks_in(variables_of("{{products  5   new|tea}} {{ name }}")) == {
        "products 5 new": Block("products", "new", 5)
    }
    assert filled("{{products  5   new}}", {**KNOWN, "products 5 new": "tea"}) == "tea"


def test_words_behind_a_bar_stand_in_and_without_them_the_sentence_says_so() -> None:
    assert filled("Try {{ products again|our bread }}.", KNOWN) == "Try our bread."
    with pytest.raises(Exception, match="after a bar"):
        filled("Try {{ products again }}.", KNOWN)
