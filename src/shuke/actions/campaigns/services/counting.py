"""Campaigns counted anew by every refresh: who answered, cell by cell, never looking past the day of the refresh."""

import logging
from collections import Counter
from datetime import date, datetime
from typing import Any

import pandas as pd
from django.db import transaction
from django.db.models import F

from shuke.actions.campaigns.models import RUNNING, Campaign, CampaignMember
from shuke.actions.campaigns.queries.planning import terms_of
from shuke.actions.campaigns.services.answers import Days, answers_in, coupons_used
from shuke.lib.bulk import update_rows
from shuke.lib.errors import ShukeError
from shuke.lib.progress import Report, silent
from shuke.records.customers.queries import PERSON
from shuke.records.messages.models import LEFT, State
from shuke.records.stores.queries import business
from shuke.warehouse.tables import Tables, open_tables

log = logging.getLogger(__name__)
Arm = CampaignMember.Arm
COUNTED = ("answered_test", "spend_test_minor", "answered", "spend_minor", "coupons_used")


def run_campaigns(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """Every campaign whose answers may still come in, or were never counted whole. Run twice it gives the same rows."""
    due = [campaign for campaign in _started() if _is_due(campaign)]
    if not due:
        return
    with open_tables() as tables:
        for campaign in due:
            count_campaign(campaign=campaign, tables=tables, as_of=as_of, now=now)
    report(f"campaigns: {len(due)} counted as of {as_of}")


@transaction.atomic
def count_campaign(*, campaign: Campaign, tables: Tables, as_of: date, now: datetime) -> Campaign:
    """Answers of every member and the sums; a refusal is kept with it. One whose days are over is closed."""
    found = Campaign.objects.select_for_update(of=("self",)).select_related("offer__template").get(pk=campaign.pk)
    try:
        with transaction.atomic():
            _count(found, tables, as_of=as_of)
    except ShukeError as refused:
        found.refusal = str(refused)[:400]
    if found.state in RUNNING and _is_over(found, as_of):
        found.state, found.closed_at = Campaign.State.CLOSED, now
    found.save(update_fields=["counted", "counted_as_of", "refusal", "state", "closed_at"])
    return found


def _started() -> list[Campaign]:
    started = Campaign.objects.filter(fixed_at__isnull=False, is_history=False)
    return list(started.filter(state__in=(*RUNNING, Campaign.State.CLOSED, Campaign.State.STOPPED)).order_by("pk"))


def _is_due(campaign: Campaign) -> bool:
    """Also a day after its last: messages settle late, and orders of a day arrive by the next."""
    counted, until = campaign.counted_as_of, campaign.until_on
    return campaign.state in RUNNING or counted is None or until is None or counted <= until


def _is_over(campaign: Campaign, as_of: date) -> bool:
    if campaign.state == Campaign.State.ROLLED_OUT:
        until = campaign.roll_out_until_on
    else:
        until = None if campaign.is_tested else campaign.test_until_on
    return until is not None and as_of >= until


def _count(campaign: Campaign, tables: Tables, *, as_of: date) -> None:
    members = _members(campaign)
    zone = business().time_zone
    for days, suffix in _windows(campaign, as_of=as_of):
        told = answers_in(campaign, tables, days, pd.Index(members["person"].unique()), zone=zone)
        own = told.reindex(members["person"])
        members["answered" + suffix] = own["answered"].to_numpy()
        members[f"spend{suffix}_minor"] = own["spend_minor"].to_numpy()
    _count_coupons(campaign, members, as_of=as_of, zone=zone)
    _save(members)
    campaign.counted = _sums(campaign, members)
    campaign.counted_as_of, campaign.refusal = as_of, ""


def _windows(campaign: Campaign, *, as_of: date) -> list[tuple[Days, str]]:
    found = []
    for first, final, suffix in (
        (campaign.test_from_on, campaign.test_until_on, "_test"),
        (campaign.roll_out_on, campaign.roll_out_until_on, ""),
    ):
        if first is not None and final is not None and first <= as_of:
            found.append((Days(first, min(final, as_of)), suffix))
    return found


def _members(campaign: Campaign) -> pd.DataFrame:
    """One row a member who could be reached; `person` is who they are today, `is_sent` whether the piece left."""
    members = CampaignMember.objects.filter(campaign=campaign, customer__erased_at__isnull=True).exclude(arm=Arm.OUT)
    names = ("id", "cell", "arm", "is_rolled_out", "is_served", "gift", *COUNTED)
    rows = members.order_by("pk").values(
        *names,
        person=PERSON,
        refusal=F("gift__refusal"),
        sent_state=F("gift__send__state"),
    )
    found = pd.DataFrame.from_records(list(rows), columns=[*names, "person", "refusal", "sent_state"])
    has_left = found["sent_state"].isna() | found["sent_state"].isin(LEFT)
    found["is_sent"] = found["gift"].notna() & (found["refusal"] == "") & has_left
    found[[f"{name}_before" for name in COUNTED]] = found[list(COUNTED)]
    return found


def _count_coupons(campaign: Campaign, members: pd.DataFrame, *, as_of: date, zone: str) -> None:
    if campaign.test_from_on is None or campaign.until_on is None:
        return
    used = coupons_used(campaign, Days(campaign.test_from_on, min(campaign.until_on, as_of)), zone=zone)
    members["coupons_used"] = members["person"].map(used).fillna(0).astype("int64")


def _save(members: pd.DataFrame) -> None:
    """Only rows that changed: most people answer nothing."""
    differs = (members[list(COUNTED)].to_numpy() != members[[f"{name}_before" for name in COUNTED]].to_numpy()).any(1)
    changed = members.loc[differs, ["id", *COUNTED]]
    update_rows(CampaignMember._meta.db_table, COUNTED, changed.itertuples(index=False, name=None))


def _sums(campaign: Campaign, members: pd.DataFrame) -> dict[str, Any]:
    tested = members[members["arm"] == Arm.TEST]
    rolled = members[members["is_rolled_out"]]
    test = _part(campaign, tested, "_test")
    later = _part(campaign, rolled, "") if campaign.roll_out_on else None
    return {
        "cells": _cells(members),
        "test": test,
        "roll_out": later,
        "audience": CampaignMember.objects.filter(campaign=campaign).count(),
        "held": int((members["arm"] == Arm.HELD).sum()),
        "pieces": test["pieces"] + (later["pieces"] if later else 0),
        "answers": test["answers"] + (later["answers"] if later else 0),
        "waiting": int(members["sent_state"].isin([State.QUEUED, State.SENDING]).sum()),
        "refused": _refused(campaign, members),
    }


def _cells(members: pd.DataFrame) -> list[dict[str, Any]]:
    """As `scores.trials.results` reads them; `later` are answers to the roll-out, `rolled` its pieces.

    Cells of which everybody is held out stand there too: they are chosen or not as others, and compared with those.
    """
    pieces = (members["arm"] == Arm.TEST) & members["is_sent"]
    rolled = members["is_rolled_out"] & members["is_sent"]
    counted = members[["cell"]].assign(
        customers=(members["arm"] == Arm.REST) | pieces,
        pieces=pieces,
        responses=pieces & members["answered_test"].astype(bool),
        rolled=rolled,
        later=rolled & members["answered"].astype(bool),
    )
    sums = counted.groupby("cell").sum()
    return [{"cell": str(cell), **{str(n): int(v) for n, v in row.items()}} for cell, row in sums.iterrows()]


def _part(campaign: Campaign, members: pd.DataFrame, suffix: str) -> dict[str, Any]:
    """As `results.Part`."""
    sent = members[members["is_sent"]]
    answered = sent[sent[f"answered{suffix}"].astype(bool)]
    pieces, answers = len(sent), len(answered)
    return {
        "customers": len(members),
        "pieces": pieces,
        "answers": answers,
        "spend_minor": int(answered[f"spend{suffix}_minor"].sum()),
        "cost": pieces * float(campaign.own_cost_per_piece),
        "profit": terms_of(campaign).profit(float(pieces), float(answers)),
    }


def _refused(campaign: Campaign, members: pd.DataFrame) -> dict[str, int]:
    """Who was not written to, by reason: not to be reached at the start, or refused when the message would leave."""
    out = CampaignMember.objects.filter(campaign=campaign, arm=Arm.OUT).values_list("reason", flat=True)
    reasons = Counter(out)
    late = members["is_served"] & ~members["is_sent"] & ~members["sent_state"].isin([State.QUEUED, State.SENDING])
    return {**reasons, **({"late": int(late.sum())} if late.any() else {})}
