"""Rules about what may happen: who foretells best is judged on the latest 90 days, the rules shown learn from them.

Who answers a test was asked on one day: there one half of the tested, drawn at random, judges what the other taught.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction

from shuke.analytics.groups.contest import Half, contest, halves
from shuke.analytics.groups.rules import Rule, RuleTree, TooFew
from shuke.analytics.groups.targets import HORIZON_DAYS, Target
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.records.customers.queries import PERSON
from shuke.scores.groups.models import CustomerRule, RuleSet
from shuke.scores.groups.services.behaviour import HALF_YEAR_DAYS, Behaviour
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellMember, CellTable

COLUMNS = ("customer_id", "rule_set_id", "place")


@dataclass(frozen=True)
class Lesson:
    """What the contest learns from and is judged on, which of the two the rules shown learn from, whom they place."""

    learnt: Half
    judged: Half
    shown: Half
    now: pd.DataFrame
    days: dict[str, str]


def learn_rules(rules: RuleSet, behaviour: Behaviour, *, run: ModelRun, seed: int) -> None:
    """The contest, the rules, and the rule of every customer asked about today; a refusal is kept with the rules."""
    try:
        lesson = _of_test(rules.table, behaviour, seed=seed) if rules.table else _of_target(rules.target, behaviour)
        judged = contest(*lesson.learnt, *lesson.judged, seed=seed)
        tree = RuleTree(seed=seed).fit(*lesson.shown)
    except ShukeError as refused:
        rules.refusal = type(refused).__name__
        rules.save(update_fields=["refusal"])
        return
    place = tree.rule_of(lesson.now)
    today = np.bincount(place, minlength=len(tree.rules_)).tolist()
    rules.contest = {**judged.as_dict(), **lesson.days}
    rules.rules = [_kept(rule, count) for rule, count in zip(tree.rules_, today, strict=True)]
    rules.as_of, rules.run, rules.refusal = run.as_of, run, ""
    ids = behaviour.keys.reindex(lesson.now.index).tolist()
    with transaction.atomic():
        rules.save()
        CustomerRule.objects.filter(rule_set=rules).delete()
        rows = ((int(customer), rules.pk, at) for customer, at in zip(ids, place.tolist(), strict=True))
        insert_rows(CustomerRule._meta.db_table, COLUMNS, rows)


def _of_target(name: str, behaviour: Behaviour) -> Lesson:
    target = Target(name)
    early, late = _periods(behaviour, target)
    now = _frame(behaviour, back_days=0).reindex(behaviour.asked(target))
    return Lesson(learnt=early, judged=late, shown=late, now=now, days=_days(behaviour))


def _of_test(table: CellTable, behaviour: Behaviour, *, seed: int) -> Lesson:
    """The tested as they stood the day before, and who of them answered; everybody of the year is placed."""
    # Of two records that became one person the one that answered counts: it comes last.
    tested = CellMember.objects.filter(table=table, is_tested=True).annotate(person=PERSON).order_by("answered")
    answered = dict(tested.values_list("person", "answered").iterator())
    frame = behaviour.before(table.begins_on)
    frame = frame[behaviour.keys.reindex(frame.index).isin(answered).to_numpy()]
    happened = behaviour.keys.reindex(frame.index).map(answered).to_numpy(dtype=np.bool_)
    learnt, judged = halves(frame, happened, seed=seed)
    # Shown is the tree that was judged: a test has no later customers to learn anew from.
    return Lesson(learnt=learnt, judged=judged, shown=learnt, now=behaviour.year(), days=_days_of(table))


def _periods(behaviour: Behaviour, target: Target) -> list[Half]:
    """Customers 180 and 90 days ago, and to whom it happened in the 90 days after each."""
    first_on = behaviour.first_on
    needed = 3 * HORIZON_DAYS
    if first_on is None or (behaviour.as_of - first_on).days < needed:
        raise TooFew(f"Rules are judged on later days than they learn from: that takes {needed} days of sales.")
    periods = []
    for back_days in (2 * HORIZON_DAYS, HORIZON_DAYS):
        happened = behaviour.happened(target, as_of=behaviour.as_of - timedelta(days=back_days))
        frame = _frame(behaviour, back_days=back_days)
        happened = happened[happened.index.isin(frame.index)]
        periods.append((frame.loc[happened.index], happened.to_numpy(dtype=np.bool_)))
    return periods


def _frame(behaviour: Behaviour, *, back_days: int) -> pd.DataFrame:
    return behaviour.frame(as_of=behaviour.as_of - timedelta(days=back_days), window_days=HALF_YEAR_DAYS)


def _days(behaviour: Behaviour) -> dict[str, str]:
    return {
        "learnt_on": (behaviour.as_of - timedelta(days=2 * HORIZON_DAYS)).isoformat(),
        "judged_from": (behaviour.as_of - timedelta(days=HORIZON_DAYS)).isoformat(),
        "judged_until": behaviour.as_of.isoformat(),
        "split": "days",
    }


def _days_of(table: CellTable) -> dict[str, str]:
    return {
        "split": "halves",
        "asked_on": table.begins_on.isoformat(),
        "answered_until": table.ends_on.isoformat(),
    }


def _kept(rule: Rule, today: int) -> dict[str, Any]:
    return {
        "conditions": [condition.as_reason() for condition in rule.conditions],
        "customers": rule.customers,
        "happened": rule.happened,
        "share": rule.share,
        "today": today,
    }
