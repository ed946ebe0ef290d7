import pytest

from shuke.channels.email import Server, WrongEmailUrl, server_of

pytestmark = pytest.mark.sqlite_only


def test_an_address_with_everything() -> None:
    assert server_of("submission://me%40shop.cn:p%3Ass@smtp.example.com:2525") == Server(
        scheme="submission", host="smtp.example.com", port=2525, user="me@shop.cn", password="p:ss"
    )


@pytest.mark.parametrize(("scheme", "port"), [("smtp", 25), ("submission", 587), ("smtps", 465)])
def test_each_scheme_has_its_usual_port(scheme: str, port: int) -> None:
    assert server_of(f"{scheme}://mail.example.com").port == port


@pytest.mark.parametrize("url", ["", "mail.example.com", "https://example.com", "smtp://", "smtp://host:mail"])
def test_what_is_no_mail_server_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(WrongEmailUrl, match="submission://"):
        server_of(url)
