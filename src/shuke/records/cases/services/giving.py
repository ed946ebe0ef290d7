"""Whom a case goes to."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from shuke.records.access.models import Staff
from shuke.records.access.permissions import ROLES_OF
from shuke.records.access.scope import Scope
from shuke.records.cases.models import AgentPlace, Case, ClassRule, Topic
from shuke.records.cases.models.case import LIVE
from shuke.records.cases.routing import Choice, Place, choose
from shuke.records.cases.services.history import happened, save


def route(case: Case, *, scope: Scope, now: datetime) -> Choice | None:
    """Gives a case without an owner to somebody; None when nobody can take it, and it waits for whoever comes."""
    rule = _rule_of(case)
    choice = choose(
        _places(case),
        relation_id=_able(case.customer.owner_id if case.customer else None),
        class_id=_able(rule.goes_to_id if rule else None),
    )
    if choice is None:
        return None
    case.owner_id = choice.staff_id
    save(case, now, "owner")
    AgentPlace.objects.filter(staff=choice.staff_id).update(latest_given_at=now)
    happened(case, "given", scope=scope, now=now, facts={"to": choice.staff_id, "why": choice.why})
    return choice


def workers_for(case: Case) -> list[Staff]:
    """Colleagues who may work on the case, by name."""
    return list(_workers().filter(_covers(case)).distinct().order_by("name", "username"))


def _workers() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True, role__in=ROLES_OF["cases.work"])


def _covers(case: Case) -> Q:
    everywhere = Q(works_everywhere=True)
    return everywhere | Q(stores=case.store_id) if case.store_id else everywhere


def _able(staff_id: int | None) -> int | None:
    """The relation holds across stores: whoever looks after the customer sees the case that is theirs.

    Not while they are marked away: the customer would wait for them alone.
    """
    if staff_id is None:
        return None
    away = AgentPlace.objects.filter(is_here=False).values("staff")
    return staff_id if _workers().filter(pk=staff_id).exclude(pk__in=away).exists() else None


def _rule_of(case: Case) -> ClassRule | None:
    service_class = case.customer.service_class if case.customer else ""
    return ClassRule.objects.filter(service_class=service_class).first() if service_class else None


def _places(case: Case) -> list[Place]:
    held = AgentPlace.objects.filter(is_here=True, staff__in=_workers().filter(_covers(case)))
    held = held.prefetch_related("skills").order_by("pk")
    owners = Case.objects.filter(status__in=LIVE, owner__isnull=False)
    counts = dict(owners.order_by().values_list("owner").annotate(n=Count("pk")))
    wanted = _branch(case.category)
    return [
        Place(
            staff_id=one.staff_id,
            has_skill=bool(wanted & {skill.pk for skill in one.skills.all()}),
            open_cases=counts.get(one.staff_id, 0),
            most_open=one.most_open,
            latest_given_at=one.latest_given_at,
        )
        for one in held
    ]


def _branch(topic: Topic | None) -> set[int]:
    """The topic and those above it: who knows “goods” knows “goods › packing”."""
    found: set[int] = set()
    while topic is not None and topic.pk not in found:
        found.add(topic.pk)
        topic = topic.parent
    return found
