"""What a whole refresh says of pairs where no product has a category."""

import pytest
from tests.scores.shop import AS_OF

from shuke.pipeline import RefreshResult
from shuke.warehouse.category_pairs import CategoryPairs
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_a_shop_without_categories_has_no_pairs_and_says_of_which_day(shop: RefreshResult) -> None:
    nothing = CategoryPairs(Folder(warehouse_folder())).found()

    assert nothing is not None
    assert (nothing.as_of, nothing.orders, nothing.pairs) == (AS_OF, 0, ())
