"""Pairs of kinds of product in words."""

from django import template
from django.utils.translation import gettext as _

from shuke.warehouse.category_pairs import CategoryPair
from shuke.web import figures
from shuke.web.insight.baskets import named

register = template.Library()


@register.simple_tag
def pair_words(pair: CategoryPair) -> str:
    """“Milk and Bananas: 9,000 orders, 1.4 times as often as by chance”."""
    return _("%(one)s and %(other)s: %(orders)s orders, %(lift)s times as often as by chance") % {
        "one": named(pair.category_a).name,
        "other": named(pair.category_b).name,
        "orders": figures.number(pair.orders_together),
        "lift": figures.number(pair.lift, decimals=1),
    }
