import pytest

from shuke.records.messages.rules.writing import MissingVariable, UnknownVariable, check_closed, filled, html_of

pytestmark = pytest.mark.sqlite_only

PAN = {"name": "潘伟", "salutation": ""}


def test_variables_become_the_customers_own_words() -> None:
    assert filled("{{ name }}：您好，{{salutation|贵宾}}。{{ name|x }}", PAN) == "潘伟：您好，贵宾。潘伟"


def test_a_missing_value_is_a_sentence_that_names_it() -> None:
    with pytest.raises(MissingVariable, match="“salutation”"):
        filled("{{ salutation }}", PAN)


@pytest.mark.parametrize("text", ["{{ points }}", "{{ name.__class__ }}", "{{}}", "{{ %s }}"])
def test_an_unknown_variable_is_refused_and_the_known_are_named(text: str) -> None:
    with pytest.raises(UnknownVariable, match="name, salutation"):
        filled(text, PAN)


@pytest.mark.parametrize("text", ["Hi {{ name", "{{ name }", "{{ name | a {b} }}", "{{ products 3\nnew"])
def test_braces_that_would_reach_the_reader_are_named(text: str) -> None:
    with pytest.raises(UnknownVariable, match=r"“{{ .+” cannot be read: a variable ends with }}"):
        check_closed(text)


def test_closed_variables_and_single_braces_may_stand() -> None:
    check_closed("{{ name }}, {{salutation|guest}} {x} }}")


def test_a_value_is_never_read_as_a_variable() -> None:
    assert filled("{{ name }}", {"name": "{{ secret }}", "secret": "x"}) == "{{ secret }}"


def test_plain_text_as_html_is_escaped_with_links_and_paragraphs() -> None:
    html = html_of("Hi <b>Pan</b> & co\nline two\n\nSee https://example.com/a?b=1&c=2.")

    assert html == (
        "<p>Hi &lt;b&gt;Pan&lt;/b&gt; &amp; co<br>\nline two</p>\n"
        '<p>See <a href="https://example.com/a?b=1&amp;c=2">https://example.com/a?b=1&amp;c=2</a>.</p>'
    )


def test_lines_with_a_bullet_are_a_list() -> None:
    html = html_of("For you:\n• Oat milk · ¥12.90\n• Bread <1>\nBye")

    assert html == ("<p>For you:</p>\n<ul><li>Oat milk · ¥12.90</li><li>Bread &lt;1&gt;</li></ul>\n<p>Bye</p>")


def test_no_script_becomes_a_link() -> None:
    assert "href" not in html_of("javascript:alert(1) data:text/html,x")
