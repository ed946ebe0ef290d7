"""Customers into groups: found anew when asked for or a month old, else everybody to the nearest as they are."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import pandas as pd
from django.db import transaction
from django.db.models import Max

from shuke.analytics.groups.clusters import Clusters
from shuke.analytics.groups.features import columns_of
from shuke.analytics.groups.following import Followed, follow_members, follow_middles
from shuke.analytics.groups.profiles import Difference, differences, reasons
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.scores.groups.models import CustomerGroup, Group, Grouping, GroupSize
from shuke.scores.groups.services.behaviour import Behaviour
from shuke.scores.models import ModelRun

KEPT_DAYS = 28  # a fit this old is made again
COLUMNS = ("customer_id", "grouping_id", "group_id", "distance", "why")


def group_customers(grouping: Grouping, behaviour: Behaviour, *, run: ModelRun, seed: int) -> None:
    """Put every buyer of the year into a group of `grouping`; a refusal is kept with it."""
    try:
        found, frame, is_new = _fitted(grouping, behaviour, seed=seed)
    except ShukeError as refused:
        grouping.refusal = type(refused).__name__
        grouping.save(update_fields=["refusal"])
        return
    placed = found.assign(frame)
    with transaction.atomic():
        followed = _followed(grouping, found, placed["group"]) if is_new else {}
        groups = _new_groups(grouping, followed, len(found.centres_), run) if is_new else _groups(grouping)
        _describe(groups, differences(found, frame), placed["group"], frame["spend"], found)
        _keep_sizes(groups, followed, run)
        _keep_members(grouping, groups, placed, reasons(found, frame), behaviour.keys)
        _keep_fit(grouping, found, run, customers=len(frame), is_new=is_new)


def _fitted(grouping: Grouping, behaviour: Behaviour, *, seed: int) -> tuple[Clusters, pd.DataFrame, bool]:
    """The groups, the customers, and whether the groups were found anew."""
    if grouping.fit and not grouping.wants_new_fit and grouping.fitted_on:
        age = behaviour.as_of - grouping.fitted_on
        if timedelta(0) <= age < timedelta(days=KEPT_DAYS):
            return Clusters.from_dict(grouping.fit), behaviour.year(categories=grouping.categories), False
    frame = behaviour.year()
    # Without the clock or the categories a kind of behaviour may say nothing: it is left out as constant.
    columns = columns_of(grouping.families, categories=behaviour.categories)
    found = Clusters(count=grouping.count, columns=columns, seed=seed).fit(frame)
    grouping.categories = behaviour.categories
    return found, frame, True


def _followed(grouping: Grouping, found: Clusters, place: "pd.Series[int]") -> dict[int, Followed]:
    """{place in the new fit: which place of the fit before}."""
    if not grouping.fit:
        return {}
    held = CustomerGroup.objects.filter(grouping=grouping).values_list("customer__number", "group__place")
    before = dict(held.iterator())
    if before:
        return follow_members(pd.Series(before, dtype="int64"), place)
    return follow_middles(Clusters.from_dict(grouping.fit), found)


def _groups(grouping: Grouping) -> dict[int, Group]:
    return {group.place: group for group in grouping.groups.filter(place__isnull=False) if group.place is not None}


def _new_groups(grouping: Grouping, followed: Mapping[int, Followed], count: int, run: ModelRun) -> dict[int, Group]:
    """A row for each place of the new fit: the one it follows, else a new one; the others are no more."""
    before = _groups(grouping)
    grouping.groups.update(place=None)
    latest = grouping.groups.aggregate(latest=Max("number"))["latest"] or 0
    groups = {}
    for place in range(count):
        known = before.get(followed[place].before) if place in followed else None
        if known is None:
            latest += 1
            known = Group(grouping=grouping, number=latest, since_on=run.as_of)
        known.place = place
        known.save()
        groups[place] = known
    return groups


def _describe(
    groups: Mapping[int, Group],
    profiles: list[list[Difference]],
    place: "pd.Series[int]",
    spend: "pd.Series[float]",
    found: Clusters,
) -> None:
    for at, group in groups.items():
        members = (place == at).to_numpy()
        group.customers = int(members.sum())
        group.spend_minor = round(float(spend.to_numpy()[members].sum()))
        group.solidity = found.chosen_.solidity[at]
        group.profile = [row.as_reason() for row in profiles[at]]
        group.save()


def _keep_sizes(groups: Mapping[int, Group], followed: Mapping[int, Followed], run: ModelRun) -> None:
    for place, group in groups.items():
        GroupSize.objects.update_or_create(
            group=group,
            as_of=run.as_of,
            defaults={
                "customers": group.customers,
                "spend_minor": group.spend_minor,
                "overlap": followed[place].overlap if place in followed else None,
            },
        )


def _keep_members(
    grouping: Grouping,
    groups: Mapping[int, Group],
    placed: pd.DataFrame,
    why: Iterable[object],
    keys: "pd.Series[int]",
) -> None:
    CustomerGroup.objects.filter(grouping=grouping).delete()
    ids = keys.reindex(placed.index).tolist()
    rows = zip(ids, placed["group"].tolist(), placed["distance"].tolist(), why, strict=True)
    insert_rows(
        CustomerGroup._meta.db_table,
        COLUMNS,
        ((int(customer), grouping.pk, groups[at].pk, distance, reason) for customer, at, distance, reason in rows),
    )


def _keep_fit(grouping: Grouping, found: Clusters, run: ModelRun, *, customers: int, is_new: bool) -> None:
    grouping.run, grouping.customers, grouping.refusal = run, customers, ""
    if is_new:
        grouping.fit, grouping.fitted_on, grouping.wants_new_fit = found.as_dict(), run.as_of, False
    grouping.save()
