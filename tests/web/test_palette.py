import pytest
from tests.records import make
from tests.web.conftest import SignedIn

pytestmark = pytest.mark.django_db


def found(signed_in: SignedIn, query: str, role: str = "owner", *stores: object) -> str:
    return signed_in(role, *stores).get("/palette/", {"q": query}).content.decode()


def test_a_customer_is_found_by_pinyin_initials(signed_in: SignedIn) -> None:
    pan = make.customer("潘天伟")

    assert f"/customers/{pan.pk}/" in found(signed_in, "ptw")


def test_pages_are_found_by_their_name(signed_in: SignedIn) -> None:
    assert "/settings/staff/" in found(signed_in, "staff")


def test_without_a_question_it_offers_the_pages(signed_in: SignedIn) -> None:
    offered = found(signed_in, "")

    assert "/customers/" in offered
    assert 'role="option"' in offered


def test_pages_beyond_the_role_are_not_offered(signed_in: SignedIn) -> None:
    assert "/settings/staff/" not in found(signed_in, "", "front_line")


@pytest.mark.parametrize(
    ("query", "address", "role"),
    [
        ("new customer", "/customers/new/", "front_line"),
        ("new case", "/service/new/", "front_line"),
        ("compute", "/insight/models/", "analyst"),
        ("counter", "/counter/", "front_line"),
    ],
)
def test_what_may_be_done_is_offered(signed_in: SignedIn, query: str, address: str, role: str) -> None:
    assert f'href="{address}"' in found(signed_in, query, role)


def test_what_may_not_be_done_is_not_offered(signed_in: SignedIn) -> None:
    assert "/customers/new/" not in found(signed_in, "new customer", "analyst")
    assert "/insight/models/" not in found(signed_in, "compute", "manager", make.store())


def test_customers_of_other_stores_are_not_found_by_name(signed_in: SignedIn) -> None:
    own, other = make.store(), make.store()
    make.customer("Lin Jianshan", home=other)

    assert "Lin Jianshan" not in found(signed_in, "Lin", "manager", own)


def test_nothing_found_is_said(signed_in: SignedIn) -> None:
    assert "Nothing found for “zzzz”" in found(signed_in, "zzzz")
