from decimal import Decimal

import pytest
from django.utils.translation import override

from shuke.web.words import discount_words


@pytest.mark.parametrize(
    ("percent", "in_english", "in_chinese", "in_taiwan"),
    [
        ("15", "15% off", "8.5 折", "8.5 折"),
        ("20.00", "20% off", "8 折", "8 折"),
        ("12.5", "12.5% off", "8.75 折", "8.75 折"),
        ("50", "50% off", "5 折", "5 折"),
        ("90", "90% off", "1 折", "1 折"),
        ("95", "95% off", "0.5 折", "0.5 折"),  # never “5 折”, which is half the price
        ("100", "free", "免费", "免費"),
    ],
)
def test_a_discount_is_said_as_shops_say_it(percent: str, in_english: str, in_chinese: str, in_taiwan: str) -> None:
    for language, said in (("en", in_english), ("zh-hans", in_chinese), ("zh-hant", in_taiwan)):
        with override(language):
            assert discount_words(Decimal(percent)) == said
