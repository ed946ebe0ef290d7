"""What a message says of products: what is foretold for each reader, else what sells best in their store.

Who asked for no personalisation reads what sells best, as everybody of their store would; so does whoever nothing is
known of. A text that asks for products “again” or “new” says something of the reader, and then has nothing for them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import override

from shuke.actions.offers.product_words import Item, Said, block_words
from shuke.lib.dates import day_in
from shuke.records.catalog.models import Product
from shuke.records.catalog.queries import unrecommended_products
from shuke.records.customers.models import Customer
from shuke.records.messages.recommending import Reader
from shuke.records.messages.rules.blocks import AGAIN, NEW, Block
from shuke.records.stores.queries import business
from shuke.warehouse.best_sellers import EVERYWHERE, BestSellers
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import SHARE_NEW, NextBasketOf, NextBaskets

BEST_SELLER = "best_seller"
_AT_ONCE = 5_000  # keys in a query
_SHARES = {AGAIN: 0.0, NEW: 1.0}


@dataclass(frozen=True)
class Pick:
    product_key: int
    why: Mapping[str, Any]  # a reason of the library's `basket.explaining`, or BEST_SELLER


def recommend(readers: Sequence[Reader], *, blocks: Mapping[str, Block], now: datetime) -> list[Mapping[str, str]]:
    """A Recommender. However many readers: one pass over each file, and two queries for every _AT_ONCE products."""
    folder = Folder(warehouse_folder())
    asked = [reader.customer.number for reader in readers if not reader.customer.is_not_personalised]
    foretold = NextBaskets(folder).of_many(asked)
    best = _best(folder, [reader.customer for reader in readers], blocks)
    shelf = _shelf(set(_keys(foretold.values(), best.values())))
    shop = business()
    today = day_in(shop.time_zone, now)
    said: list[Mapping[str, str]] = []
    for reader in readers:
        of_reader = foretold.get(reader.customer.number)
        days_since = (today - of_reader.as_of).days if of_reader else 0
        store, sellers = _sellers_for(reader.customer, best)
        told = Said(shelf, currency=shop.currency, store=store, days_since=max(days_since, 0))
        with override(reader.language):
            said.append(
                {
                    name: block_words(block, picks_of(block, of_reader, sellers, shelf), told)
                    for name, block in blocks.items()
                }
            )
    return said


def picks_of(
    block: Block, foretold: NextBasketOf | None, sellers: Sequence[int], shelf: Mapping[int, Item]
) -> list[Pick]:
    """What a block names, best first. `sellers`: keys of what sells best, for who has nothing foretold."""
    if foretold is not None:
        named = set(_each_name_once((each.product_key for each in foretold.products), shelf))
        barred = {each.product_key for each in foretold.products} - named
        shown = foretold.shown(most=block.most, share_new=_SHARES.get(block.which, SHARE_NEW), barred=barred)
        found = [each for each in shown if not block.which or each.is_new == (block.which == NEW)]
        if found:
            return [Pick(each.product_key, each.why) for each in found]
    if block.which:
        return []
    best = islice(_each_name_once(sellers, shelf), block.most)
    return [Pick(key, {"code": BEST_SELLER}) for key in best]


def _each_name_once(keys: Iterable[int], shelf: Mapping[int, Item]) -> Iterator[int]:
    """Keys of what is on the shelf. Catalogues know one milk by several codes: to the reader it is one, and no news
    where they buy it by another code."""
    told: set[str] = set()
    for key in keys:
        if key in shelf and shelf[key].name not in told:
            told.add(shelf[key].name)
            yield key


def _best(folder: Folder, people: Sequence[Customer], blocks: Mapping[str, Block]) -> dict[str, list[int]]:
    """By store; where no block falls back on it, nothing is read."""
    if all(block.which for block in blocks.values()):
        return {}
    return BestSellers(folder).of_stores({EVERYWHERE, *(str(each.home_store_id) for each in people)})


def _keys(foretold: Collection[NextBasketOf], best: Collection[Sequence[int]]) -> Iterator[int]:
    """Of all that might be named, and of what stands beside it in a reason."""
    for basket in foretold:
        for product in basket.products:
            yield product.product_key
            if "product_id" in product.why:
                yield int(product.why["product_id"])
    for sellers in best:
        yield from sellers


def _shelf(keys: Collection[int]) -> dict[int, Item]:
    """Those that may be recommended today."""
    ordered, found = sorted(keys), dict[int, Item]()
    for begin in range(0, len(ordered), _AT_ONCE):
        part = ordered[begin : begin + _AT_ONCE]
        barred = set(unrecommended_products().filter(pk__in=part).values_list("pk", flat=True))
        rows = Product.objects.filter(pk__in=part).values_list("pk", "name", "price")
        found |= {pk: Item(" ".join(name.split()), price) for pk, name, price in rows if pk not in barred}
    return found


def _sellers_for(customer: Customer, best: Mapping[str, list[int]]) -> tuple[str, list[int]]:
    """The name of the store that sells them best, empty for the whole business, and what it is."""
    home = customer.home_store
    if home is not None and (theirs := best.get(str(home.pk))):
        return home.name, theirs
    return "", best.get(EVERYWHERE, [])
