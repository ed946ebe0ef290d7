"""Rules about what may happen: who foretells best is judged on the latest 90 days, the rules shown learn from them."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction

from shuke.analytics.groups.contest import contest
from shuke.analytics.groups.rules import Flags, Rule, RuleTree, TooFew
from shuke.analytics.groups.targets import HORIZON_DAYS, Target
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.scores.groups.models import CustomerRule, RuleSet
from shuke.scores.groups.services.behaviour import HALF_YEAR_DAYS, Behaviour
from shuke.scores.models import ModelRun

COLUMNS = ("customer_id", "rule_set_id", "place")


def learn_rules(rules: RuleSet, behaviour: Behaviour, *, run: ModelRun, seed: int) -> None:
    """The contest, the rules, and the rule of every customer asked about today; a refusal is kept with the rules."""
    target = Target(rules.target)
    try:
        (early, early_happened), (late, late_happened) = _periods(behaviour, target)
        judged = contest(early, early_happened, late, late_happened, seed=seed)
        tree = RuleTree(seed=seed).fit(late, late_happened)
    except ShukeError as refused:
        rules.refusal = type(refused).__name__
        rules.save(update_fields=["refusal"])
        return
    asked = behaviour.asked(target)
    now = _frame(behaviour, back_days=0).reindex(asked)
    place = tree.rule_of(now)
    today = np.bincount(place, minlength=len(tree.rules_)).tolist()
    rules.contest = {**judged.as_dict(), **_days(behaviour)}
    rules.rules = [_kept(rule, count) for rule, count in zip(tree.rules_, today, strict=True)]
    rules.as_of, rules.run, rules.refusal = run.as_of, run, ""
    ids = behaviour.keys.reindex(asked).tolist()
    with transaction.atomic():
        rules.save()
        CustomerRule.objects.filter(rule_set=rules).delete()
        rows = ((int(customer), rules.pk, at) for customer, at in zip(ids, place.tolist(), strict=True))
        insert_rows(CustomerRule._meta.db_table, COLUMNS, rows)


def _periods(behaviour: Behaviour, target: Target) -> list[tuple[pd.DataFrame, Flags]]:
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
    }


def _kept(rule: Rule, today: int) -> dict[str, Any]:
    return {
        "conditions": [condition.as_reason() for condition in rule.conditions],
        "customers": rule.customers,
        "happened": rule.happened,
        "share": rule.share,
        "today": today,
    }
