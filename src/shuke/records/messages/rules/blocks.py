"""Variables that ask for products: {{ products }}, {{ products 5 new }}, {{ product_list again }}."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

PRODUCTS, PRODUCT, PRODUCT_REASON, PRODUCT_LIST = "products", "product", "product_reason", "product_list"
BLOCKS = (PRODUCTS, PRODUCT, PRODUCT_REASON, PRODUCT_LIST)
AGAIN, NEW = "again", "new"
USUAL, MOST = 3, 10  # products that are named


@dataclass(frozen=True)
class Block:
    form: str  # of BLOCKS
    which: str = ""  # AGAIN, NEW, or both
    most: int = USUAL  # at most so many are named; of PRODUCT and PRODUCT_REASON the first of USUAL


class WrongBlock(ShukeError):
    """What stands behind the name of a variable of products cannot be read."""


def block_of(name: str) -> Block | None:
    """None for what is no variable of products. Raises WrongBlock."""
    form, *said = name.split()
    if form not in BLOCKS:
        return None
    numbers = _NUMBERS if form in (PRODUCTS, PRODUCT_LIST) else ()
    which, most = "", 0
    for word in said:
        if word in (AGAIN, NEW) and not which:
            which = word
        elif word in numbers and not most:
            most = int(word)
        else:
            raise WrongBlock(_wrong(form) % {"name": form, "word": word, "most": MOST})
    return Block(form, which, most or USUAL)


_NUMBERS = {str(number) for number in range(1, MOST + 1)}


def _wrong(form: str) -> str:
    if form in (PRODUCTS, PRODUCT_LIST):
        return _(
            "“%(word)s” cannot follow “%(name)s”: write how many (1 to %(most)s), and “again” or “new”, once each."
        )
    return _("“%(word)s” cannot follow “%(name)s”: write “again”, “new” or nothing.")
