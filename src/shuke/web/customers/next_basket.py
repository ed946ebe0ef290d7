"""The next basket of one customer as a page shows it: what she buys again, what would be new to her, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.records.catalog.models import Product
from shuke.records.catalog.queries import unrecommended_products
from shuke.records.customers.models import Customer
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import SHARE_NEW, NextBaskets, NextProduct
from shuke.web import figures


@dataclass(frozen=True)
class Shown:
    name: str
    chance: float | None  # of being on the next basket; None for a product that is new to the customer
    why: str


@dataclass(frozen=True)
class NextBasketShown:
    as_of: date
    again: list[Shown]
    new: list[Shown]
    new_percent: int  # of the list, as asked


def share_of(asked: str) -> int:
    """Percent of new products that the address asks for; the usual share where it means nothing."""
    return int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) <= 100 else round(100 * SHARE_NEW)


def next_basket_of(customer: Customer, *, new_percent: int) -> NextBasketShown | None:
    """None where nothing was foretold, and for who asked not to be personalised since."""
    if customer.is_not_personalised:
        return None
    found = NextBaskets(Folder(warehouse_folder())).of(customer.number)
    if found is None:
        return None
    barred = unrecommended_products().filter(pk__in=[product.product_key for product in found.products])
    chosen = found.shown(share_new=new_percent / 100, barred=set(barred.values_list("pk", flat=True)))
    keys = {product.product_key for product in chosen}
    beside = {int(product.why["product_id"]) for product in chosen if "product_id" in product.why}
    names = dict(Product.objects.filter(pk__in=keys | beside).values_list("pk", "name"))
    shown = [(product.is_new, _shown(product, names)) for product in chosen if product.product_key in names]
    return NextBasketShown(
        as_of=found.as_of,
        again=[line for is_new, line in shown if not is_new],
        new=[line for is_new, line in shown if is_new],
        new_percent=new_percent,
    )


def _shown(product: NextProduct, names: Mapping[int, str]) -> Shown:
    chance = None if product.is_new else product.score
    return Shown(names[product.product_key], chance, why_next(product.why, names=names))


def why_next(why: Mapping[str, Any], *, names: Mapping[int, str]) -> str:
    """A reason of the library's `basket.explaining` in words; product keys become names."""
    match why["code"]:
        case "due":
            return _("buys it every %(usual)s days, %(silence)s now") % {
                "usual": why["usual_days"],
                "silence": why["silence_days"],
            }
        case "habit":
            return _("in %(times)s of the latest %(baskets)s baskets") % {
                "times": why["times"],
                "baskets": why["baskets"],
            }
        case "bought_before":
            said = ngettext(
                "bought %(times)s time, %(silence)s days ago",
                "bought %(times)s times, latest %(silence)s days ago",
                why["times"],
            )
            return said % {"times": why["times"], "silence": why["silence_days"]}
        case "goes_with":
            beside = names.get(int(why["product_id"]))
            return (
                _("who buys %(product)s often buys this") % {"product": beside} if beside else _("suits what is bought")
            )
        case "new_in_shop":
            return _("new in the shop")
        case "in_season":
            return _("%(times)s times as much sold as usual in these weeks") % {
                "times": figures.number(why["times"], decimals=1)
            }
        case _:
            said = ngettext("%(count)s customer buys it", "%(count)s customers buy it", why["customers"])
            return said % {"count": figures.number(why["customers"])}
