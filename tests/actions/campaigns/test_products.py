"""A campaign whose letter names products: each reader's own, read for many at once."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.campaigns import given
from tests.actions.offers.foretold import DUE, foretell, sell_best
from tests.records import make
from tests.records.messages import given as messages

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.campaigns.services import guests, products_ahead, serve_batch, serving
from shuke.actions.campaigns.tasks import serve
from shuke.jobs.context import JobContext
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend
from shuke.warehouse.described import KeyedParquet

pytestmark = pytest.mark.django_db

Arm = CampaignMember.Arm


def letters(body: str, people: list[Customer]) -> Campaign:
    """To everybody by post, each with a product of their own; the last wants no personalisation."""
    Customer.objects.update(address="1 River Road")
    Customer.objects.filter(pk=people[-1].pk).update(is_not_personalised=True)
    own = {person: ([(make.product(name=f"Tea of {person.number}"), DUE)], []) for person in people}
    foretell(own, as_of=given.AS_OF)
    sell_best(make.product(name="Best bread"))
    template = messages.template("own", texts={"en": ("For you", body)})
    return given.started(template=template, way="post", test_step=1, hold_out_share=0)


def texts() -> dict[str, str]:
    return dict(MessageSend.objects.values_list("customer__number", "text"))


def test_everybody_reads_their_own_and_the_file_is_read_once(people: list[Customer]) -> None:
    campaign = letters("Try {{ products }}.", people)

    with mock.patch.object(KeyedParquet, "rows_of", autospec=True, side_effect=KeyedParquet.rows_of) as reads:
        serve(campaign_id=campaign.pk, job=JobContext())

    assert len(texts()) == len(people)
    assert texts()[people[0].number] == f"Try Tea of {people[0].number}."
    assert texts()[people[-1].number] == "Try Best bread."
    # Once for all 125 and once more for the one who wants no personalisation: the best sellers, nothing of theirs.
    read = [call.args[0].file.stem for call in reads.call_args_list if call.args[1]]
    assert read.count("next_baskets") == 1
    assert len(read) <= 3


def test_many_readers_cost_no_more_queries_than_one(people: list[Customer]) -> None:
    campaign = letters("Try {{ products }}.", people)
    counts = []
    for ahead in (1, len(people)):
        with mock.patch.object(serving, "LOOK_AHEAD", ahead), CaptureQueriesContext(connection) as asked:
            assert len(products_ahead(campaign_id=campaign.pk, now=given.NOW)) == ahead
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_letter_without_products_reads_nothing(people: list[Customer]) -> None:
    campaign = letters("Dear {{ name }}", people)

    with mock.patch.object(KeyedParquet, "rows_of", autospec=True, side_effect=KeyedParquet.rows_of) as reads:
        serve(campaign_id=campaign.pk, job=JobContext())

    assert len(texts()) == len(people)
    assert not reads.called


def test_who_turns_personalisation_off_meanwhile_is_not_told_of_their_own(people: list[Customer]) -> None:
    campaign = letters("Try {{ products }}.", people)
    ahead = products_ahead(campaign_id=campaign.pk, now=given.NOW)
    Customer.objects.filter(pk=people[0].pk).update(is_not_personalised=True)

    while serve_batch(campaign_id=campaign.pk, now=given.NOW, random_bytes=bytes, ahead=ahead):
        pass

    assert texts()[people[0].number] == "Try Best bread."
    assert texts()[people[1].number] == f"Try Tea of {people[1].number}."


def test_who_has_nothing_new_is_left_out_with_the_sentence(people: list[Customer]) -> None:
    campaign = letters("New: {{ products new }}.", people)

    serve(campaign_id=campaign.pk, job=JobContext())

    member = CampaignMember.objects.select_related("gift").filter(campaign=campaign).first()
    assert member is not None
    assert member.gift is not None
    assert "put words for such customers after a bar" in member.gift.refusal
    assert not MessageSend.objects.exists()


def test_an_invitation_names_the_event_and_the_guests_own_products(people: list[Customer]) -> None:
    letters("Unused {{ name }}", people)
    template = messages.template("come", texts={"en": ("{{ event }}", "We pour {{ product }} on {{ event_day }}.")})
    gathering = given.invited(template=template, way="post", held_on=given.NOW.date() + timedelta(days=10))

    while guests.invite_batch(gathering_id=gathering.pk, now=given.NOW, random_bytes=bytes):
        pass

    assert texts()[people[0].number].startswith(f"We pour Tea of {people[0].number} on ")
