"""What a template says of products, for many people at once; nothing is read where it names none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shuke.records.customers.models import Customer
from shuke.records.messages.models import ApprovedText, Channel, Template
from shuke.records.messages.queries import language_of, template_text
from shuke.records.messages.recommending import Reader, recommended
from shuke.records.messages.rules.blocks import Block
from shuke.records.messages.rules.writing import blocks_in, pairs_of, variables_of


def blocks_of(template: Template, *, channel: str = "") -> dict[str, Block]:
    """By name, what the template asks of products in any language, or the text that stands for it at a provider."""
    names: set[str] = set()
    for text in template.texts.all():
        names |= variables_of(text.subject) | variables_of(text.body)
    if channel in (Channel.SMS, Channel.WECHAT):
        approved = ApprovedText.objects.filter(template=template, channel=channel).first()
        names |= {variable for _gap, variable in pairs_of(approved.fields)} if approved else set()
    return blocks_in(names)


def products_for(
    template: Template, customers: Sequence[Customer], *, now: datetime, channel: str = "", language: str = ""
) -> list[Mapping[str, str]]:
    """For each customer, in their order, the values of the variables of products that the template names.

    `language`: of the text, where it is not the customer's own.
    """
    blocks = blocks_of(template, channel=channel)
    if not blocks:
        return [{}] * len(customers)
    wished = [language or language_of(customer) for customer in customers]
    written = {each: _language(template, each) for each in set(wished)}
    readers = [Reader(customer, written[each]) for customer, each in zip(customers, wished, strict=True)]
    return recommended(readers, blocks=blocks, now=now)


def with_products(
    template: Template,
    customer: Customer,
    more: Mapping[str, str] | None,
    *,
    now: datetime,
    channel: str = "",
    language: str = "",
) -> Mapping[str, str]:
    """`more`, and what the template says of products where the sender of many has not read that already."""
    more = more or {}
    if blocks_of(template, channel=channel).keys() <= more.keys():
        return more
    return {**products_for(template, [customer], now=now, channel=channel, language=language)[0], **more}


def _language(template: Template, wished: str) -> str:
    text = template_text(template, language=wished)
    return text.language if text else wished
