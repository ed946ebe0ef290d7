"""A campaign by e-mail that left, counted by hand: who opened its links is up to the test."""

from typing import Any

from tests.actions.campaigns import given
from tests.records import make
from tests.records.messages import given as messages
from tests.records.sales.links import sent

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.offers.models import Gift
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend

PART = {"customers": 0, "pieces": 0, "answers": 0, "spend_minor": 0, "cost": 0.0, "profit": 0.0}


def mailing(name: str = "Winter pantry", **facts: Any) -> Campaign:
    template = messages.template(f"mail-{Campaign.objects.count()}", purpose="marketing")
    campaign = given.draft(name=name, way="email", template=template, **facts)
    values = {"state": "testing", "fixed_at": make.NOW, "test_from_on": make.NOW.date(), "counted_as_of": given.AS_OF}
    Campaign.objects.filter(pk=campaign.pk).update(**values)
    return Campaign.objects.get(pk=campaign.pk)


def mail(campaign: Campaign, reader: Customer) -> MessageSend:
    """Its message to one of its members, as serving makes it; the campaign is counted again."""
    key = f"campaign:{campaign.pk}:{reader.pk}"
    send = sent(reader, key=f"gift:{key}")
    gift = Gift.objects.create(key=key, offer=campaign.offer, customer=reader, send=send, given_at=make.NOW)
    CampaignMember.objects.create(
        campaign=campaign, customer=reader, cell=555, arm="test", is_served=True, gift=gift
    )  # fmt: skip
    pieces = campaign.members.count()
    part = {**PART, "customers": pieces, "pieces": pieces}
    counted = {
        "test": part,
        "roll_out": None,
        "pieces": pieces,
        "audience": pieces,
        "held": 0,
        "refused": {},
        "cells": [],
    }
    Campaign.objects.filter(pk=campaign.pk).update(counted=counted)
    return send
