"""Topics of preferences and discounts as the counter shows them."""

from django import template

from shuke.web.counter import notes
from shuke.web.words import discount_words

register = template.Library()

register.filter("topic", notes.topic_word)
register.filter("topic_icon", notes.icon_of)
register.filter("is_taboo", notes.is_taboo)
register.filter("headline", notes.headline)
register.filter("rest", notes.rest)
register.filter("discount_words", discount_words)
