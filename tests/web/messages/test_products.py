"""Products in templates: what the editor offers, the preview, a test, a letter to one person, the API."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone
from tests.actions.offers.foretold import DUE, IN_SHOP, foretell
from tests.records import make
from tests.records.api_client import Api
from tests.records.messages import given
from tests.web.conftest import SignedIn, client_of

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend, Template

pytestmark = pytest.mark.django_db

BODY = "Dear {{ name }},\n\n{{ product_list }}\n\nOr {{ products new|our tea }}."


@pytest.fixture
def pan(settings: Any, tmp_path: Path) -> Customer:
    settings.DATA = tmp_path
    pan = given.reader("Pan Wei", language="en")
    milk, coffee = make.product(name="Oat <milk>", price="12.9"), make.product(name="Coffee")
    as_of = timezone.now().date() - timedelta(days=1)
    foretell({pan: ([(milk, DUE)], [(coffee, IN_SHOP)])}, as_of=as_of)
    return pan


@pytest.fixture
def template() -> Template:
    return given.template("own", texts={"en": ("{{ product }}?", BODY)})


def body(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_editor_offers_them_with_examples(signed_in: SignedIn) -> None:
    page = body(signed_in().get("/settings/templates/new/"))

    for offered in ("{{ products 5 new }}", "{{ product_list }}", "oat milk, rye bread and coffee"):
        assert offered in page
    chinese = signed_in().get("/settings/templates/new/", headers={"accept-language": "zh-hans"})
    assert "为每位读者推荐的商品" in body(chinese)


def test_the_preview_shows_the_persons_own_as_a_list(signed_in: SignedIn, pan: Customer, template: Template) -> None:
    page = body(signed_in().get(f"/settings/templates/{template.pk}/preview/?customer={pan.number}"))

    assert "<ul><li>Oat &lt;milk&gt; · ¥12.90 · you buy it every 12 days" in page
    assert "Or Coffee." in page
    assert "Oat &lt;milk&gt;?</h3>" in page


def test_a_test_says_what_the_preview_did(pan: Customer, template: Template) -> None:
    client = client_of(make.staff(Role.OWNER, has_seen_tour=True, email="me@shop.example"))

    client.post(f"/settings/templates/{template.pk}/test/", {"customer": pan.number, "language": "en"})

    send = MessageSend.objects.get()
    assert send.address == "me@shop.example"
    assert "• Oat <milk> · ¥12.90" in send.text


def test_a_letter_to_one_person_is_filled_with_theirs(signed_in: SignedIn, pan: Customer, template: Template) -> None:
    page = body(signed_in().get(f"/customers/{pan.pk}/write/?template={template.pk}"))

    assert "• Oat &lt;milk&gt; · ¥12.90" in page


def test_systems_send_it_too(pan: Customer, template: Template) -> None:
    made = Api().post("/messages", {"customer": pan.number, "template": "own"})

    assert made.status_code == 201
    assert made.json()["subject"] == "Oat <milk>?"
    assert MessageSend.objects.get().text.endswith("Or Coffee.")


def test_who_has_nothing_is_a_sentence_in_the_preview(signed_in: SignedIn, pan: Customer, template: Template) -> None:
    stranger = given.reader("Li")

    page = body(signed_in().get(f"/settings/templates/{template.pk}/preview/?customer={stranger.number}"))

    assert "Nothing is known that “product” could tell this customer" in page


@pytest.mark.parametrize(
    ("subject", "text", "told"),
    [
        ("Hello", "{{ products 40 }}", "“40” cannot follow “products”"),
        ("Hello", "{{ product last }}", "write “again”, “new” or nothing"),
        ("{{ product_list 2 }}", "Hello", "takes several lines"),
        ("Hello", "{{ produkts }}", "There is no variable “produkts”"),
        ("Hello", "For you: {{ products", "“{{ products” cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    signed_in: SignedIn, subject: str, text: str, told: str
) -> None:
    wished = {"name": "Own", "code": "own", "purpose": "care", "is_on": "on", "subject-en": subject, "body-en": text}

    answer = signed_in().post("/settings/templates/new/", wished)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Template.objects.exists()
