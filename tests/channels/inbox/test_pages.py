"""Pages of mails, made harmless."""

import base64

import pytest
from tests.channels.inbox import letters

from shuke.channels.inbox import read_mail
from shuke.channels.inbox.pages import safe_page
from shuke.channels.message import Attachment

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def shown(page: str, *, shows_remote: bool = False, **inline: Attachment) -> str:
    return safe_page(page, inline=inline, shows_remote=shows_remote).html


@pytest.mark.parametrize(
    "page",
    [
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "<svg onload=steal()><script>steal()</script></svg>",
        "<a href='&#106;avascript:steal()'>x</a>",
        "<a href='java\nscript:steal()'>x</a>",
        "<a href='data:text/html,<script>steal()</script>'>x</a>",
        "<iframe srcdoc='<script>steal()</script>'></iframe>",
        "<form action='https://elsewhere/steal()'><input name=password></form>",
        "<meta http-equiv=refresh content='0;url=https://elsewhere/steal()'>",
        "<base href='https://elsewhere/steal()'>",
        "<style>body{background:url(https://elsewhere/steal())}</style>",
        "<p style='position:fixed;top:0;background:url(https://elsewhere/steal())'>x</p>",
        "<table background='https://elsewhere/steal()'><tr><td>x</td></tr></table>",
        "<img srcset='https://elsewhere/steal() 2x'>",
        "<object data='https://elsewhere/steal()'></object>",
        "<math><mtext><table><mglyph><style><img src=x onerror=steal()>",
    ],
)
def test_nothing_runs_is_sent_or_lies_over_the_rest(page: str) -> None:
    left = shown(page, shows_remote=True)

    assert "steal" not in left
    assert "position" not in left


def test_words_tables_and_colours_stay() -> None:
    cell = "<td bgcolor=red style='color:blue;padding:4px'><b>Two</b> bags<br>of beans</td>"
    page = f"<table width=300><tr>{cell}</tr></table>"

    left = shown(page)

    assert "<b>Two</b> bags<br>of beans" in left
    for kept in ('width="300"', 'bgcolor="red"', "color:blue"):
        assert kept in left


def test_a_link_opens_elsewhere_and_tells_nothing_of_us() -> None:
    left = shown("<a href='https://shop.example/order'>order</a> <a href='/settings/'>ours</a>")

    assert 'href="https://shop.example/order"' in left
    assert 'target="_blank" rel="noopener noreferrer nofollow"' in left
    assert "settings" not in left


def test_pictures_of_other_servers_wait_until_somebody_asks() -> None:
    page = "<img src='https://elsewhere.example/pixel.png?who=pan'><img src='http://elsewhere.example/b.png'>"

    closed, opened = (safe_page(page, inline={}, shows_remote=asked) for asked in (False, True))

    assert ("elsewhere" in closed.html, closed.hidden_pictures) == (False, 2)
    assert ("elsewhere" in opened.html, opened.hidden_pictures) == (True, 0)


def test_a_picture_inside_the_mail_is_drawn_from_it() -> None:
    mail = read_mail(letters.with_page("<p>Look: <img src='cid:logo' alt='logo'></p>", picture=PNG))

    left = safe_page(mail.page, inline=mail.inline, shows_remote=False)

    assert f"data:image/png;base64,{base64.b64encode(PNG).decode()}" in left.html
    assert left.hidden_pictures == 0


def test_a_drawing_that_could_run_is_no_picture() -> None:
    drawn = Attachment("a.svg", "image/svg+xml", b"<svg onload='steal()'/>")

    assert "data:" not in shown("<img src='data:image/svg+xml;base64,PHN2Zy8+'>")
    assert "data:" not in shown("<img src='cid:unknown'>", logo=drawn)


def test_a_page_made_to_choke_the_parser_is_read_as_words_alone() -> None:
    mail = read_mail(letters.with_page("<div>" * 20_000 + "damp beans", text=" "))

    assert (mail.page, mail.text) == ("", "damp beans")


def test_a_long_page_of_open_paragraphs_is_no_attack() -> None:
    page = "<p>one<br>" * 5_000

    assert read_mail(letters.with_page(page)).page.count("one") == 5_000
