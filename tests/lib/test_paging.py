import pytest
from tests.records import make

from shuke.lib.paging import WrongCursor, keyset_page, page_or_first
from shuke.records.catalog.models import Product

pytestmark = pytest.mark.django_db


def read_all(sort: str, limit: int) -> list[str]:
    codes: list[str] = []
    cursor = ""
    while True:
        page = keyset_page(Product.objects.all(), sort=sort, limit=limit, starting_after=cursor)
        codes += [product.code for product in page.data]
        assert page.has_more == (page.next_cursor is not None)
        if page.next_cursor is None:
            return codes
        cursor = page.next_cursor


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("sort", ["id", "-id", "name", "-name", "-updated_at"])
def test_pages_together_are_the_sorted_list_with_ties(sort: str, limit: int) -> None:
    for code, name in (("p1", "tea"), ("p2", "ale"), ("p3", "tea"), ("p4", "ale"), ("p5", "tea")):
        make.product(code, name=name)
    sign = "-" if sort.startswith("-") else ""
    expected = list(Product.objects.order_by(sort, f"{sign}pk").values_list("code", flat=True))

    assert read_all(sort, limit) == expected


def test_a_cursor_of_another_order_is_refused() -> None:
    for code in ("p1", "p2"):
        make.product(code)
    cursor = keyset_page(Product.objects.all(), sort="id", limit=1).next_cursor or ""

    with pytest.raises(WrongCursor):
        keyset_page(Product.objects.all(), sort="name", limit=1, starting_after=cursor)


def test_a_mistyped_cursor_begins_at_the_first_page_where_a_person_reads() -> None:
    first = make.product("p1")
    make.product("p2")

    page = page_or_first(Product.objects.all(), sort="id", limit=1, cursor="nonsense")

    assert page.data == [first]
    assert [one.code for one in page_or_first(Product.objects.all(), limit=1, cursor=page.next_cursor or "").data] == [
        "p2"
    ]
