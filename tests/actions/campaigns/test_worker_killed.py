"""A real worker, killed while it gives a campaign's offer: nobody is left out, nobody gets it twice."""

from pathlib import Path

from django.db.models import Count
from tests.actions.campaigns import given
from tests.jobs.conftest import StartWorker, eventually, start_worker
from tests.records import make
from tests.warehouse.shop import build_warehouse

from shuke.actions.campaigns.models import CampaignMember
from shuke.actions.campaigns.services.running import SERVE
from shuke.actions.campaigns.services.serving import to_serve
from shuke.actions.offers.models import Gift
from shuke.jobs.models import Job
from shuke.jobs.services import enqueue
from shuke.records.membership.models import CouponCode

__all__ = ["start_worker"]  # a fixture is known by standing here


def test_killed_between_batches_and_inside_one_everybody_is_served_once(
    start_worker: StartWorker, data_folder: Path
) -> None:
    given.buyers(250, make.store("RIVER"))
    build_warehouse(data_folder)
    campaign = given.started(test_step=1)
    meant = to_serve(campaign).count()
    Job.objects.all().delete()
    for _ in range(2):
        enqueue(SERVE, campaign_id=campaign.pk)
        killed = start_worker()
        before = Gift.objects.count()
        eventually(lambda before=before: Gift.objects.count() > before)
        killed.kill()
        killed.wait()

    enqueue(SERVE, campaign_id=campaign.pk)
    start_worker()
    eventually(lambda: not to_serve(campaign).exists())

    assert Gift.objects.count() == CouponCode.objects.count() == meant == 200
    twice = Gift.objects.values("customer").annotate(gifts=Count("pk")).filter(gifts__gt=1)
    assert not twice.exists()
    assert CampaignMember.objects.filter(campaign=campaign, is_served=True, gift__isnull=True).count() == 0
