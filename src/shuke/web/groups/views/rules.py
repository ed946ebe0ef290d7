"""Rules about what happens to customers: sentences, and who foretells best."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.scores.groups.models import RESPONDED, RuleSet
from shuke.scores.trials.results import counted_tables
from shuke.web.groups import words
from shuke.web.groups.rows import rule_counts
from shuke.web.groups.views.working import working
from shuke.web.insight.charts import Sheet, hundredths
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer

DAYS = ("learnt_on", "judged_from", "judged_until", "asked_on", "answered_until")


@require_GET
@staff_view("insight.view")
def rules(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/groups/rules.html", _rules)


def _rules(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    tables = {f"{RESPONDED}-{table.pk}": table for table in counted_tables()}
    offered = {**dict.fromkeys(words.TARGETS), **tables}
    key = request.GET.get("target", "") or next(iter(words.TARGETS))
    if key not in offered:
        raise Http404
    table = offered[key]
    found = RuleSet.objects.filter(target=RESPONDED if table else key, table=table).first()
    return {
        **working(request, current),
        "targets": [(each, words.target_words(each, of)[0]) for each, of in offered.items()],
        "target": key,
        "table": table,
        "meaning": words.target_words(key, table)[1],
        "found": found,
        "refusal": words.rules_refusal(found) if found else "",
        **(_found(found, scope, currency=current.currency) if found and found.rules else {}),
    }


def _found(found: RuleSet, scope: Scope, *, currency: str) -> dict[str, object]:
    today = rule_counts(found.pk, [rule["today"] for rule in found.rules], scope=scope)
    said = [
        {
            **rule,
            "says": words.conditions_words(rule["conditions"], currency=currency),
            "now": count,
            "door": f"{found.key}-{place}",
            "times": rule["share"] / found.contest["base_rate"] if found.contest["base_rate"] else None,
        }
        for place, (rule, count) in enumerate(zip(found.rules, today, strict=True))
    ]
    return {"rules": said, "contest": _contest(found.contest), "sheet": _sheet(said)}


def _contest(kept: dict[str, Any]) -> dict[str, Any]:
    entries = [{**entry, "said": str(words.FORECASTERS[entry["name"]])} for entry in kept["entries"]]
    return {
        **kept,
        "entries": entries,
        "column_name": words.column_name(kept["column"]),
        "winner_name": str(words.FORECASTERS[kept["winner"]]),
        **{day: date.fromisoformat(kept[day]) for day in DAYS if day in kept},
    }


def _sheet(rules: list[dict[str, Any]]) -> Sheet:
    heads = [_("Rule"), _("Happened to, %"), _("Learnt from"), _("Today")]
    rows = [(rule["says"], hundredths(rule["share"]), rule["customers"], rule["now"]) for rule in rules]
    return Sheet("rules", heads, rows)
