"""Whom a programme serves, and whom it has dealt with."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shuke.actions.care.models import CarePlan, CareProgramme, CareStep, Does, PlanState
from shuke.actions.care.queries.occasions import Occasion
from shuke.actions.segments.choosing import choose_customers
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import faults_in, fields_for, trees
from shuke.actions.segments.tree import InSegment, Node, conditions_of
from shuke.actions.segments.uses import Use
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import Member

_AT_ONCE = 5_000


class SegmentFaulty(ShukeError):
    """A segment that cannot be asked."""


def read_segment(text: str) -> Node:
    """The tree of a programme's segment. Raises SegmentFaulty, UnreadableSegment."""
    node = parse(text)
    if faults := faults_in(node, scope=scope_of_system("care")):
        raise SegmentFaulty(faults[0])
    return node


def served_among(programme: CareProgramme, ids: Collection[int], *, scope: Scope, today: date) -> set[int]:
    """Those of `ids` that the programme's classes, tiers and segment let in, within the stores of `scope`."""
    allowed = Customer.objects.current().visible_to(scope)
    if programme.classes:
        allowed = allowed.filter(service_class__in=programme.classes)
    if tiers := list(programme.tiers.values_list("pk", flat=True)):
        members = Member.objects.filter(tier__in=tiers)
        allowed = allowed.filter(pk__in=members.values(person=PERSON))
    rows, found = sorted(ids), set[int]()
    for begin in range(0, len(rows), _AT_ONCE):
        found.update(allowed.filter(pk__in=rows[begin : begin + _AT_ONCE]).values_list("pk", flat=True))
    if programme.segment and found:
        node, named = read_segment(programme.segment), fields_for(scope_of_system("care"))
        chosen = choose_customers(node, scope=scope, field_named=named, segments=trees(), today=today)
        found &= set(chosen.ids.tolist())
    return found


def programmes_naming(segment: Segment) -> Iterator[Use]:
    """Programmes that serve this segment, or one made of it and others."""
    for programme in CareProgramme.objects.exclude(segment=""):
        if InSegment(segment.key) in conditions_of(parse(programme.segment)):
            yield Use(_("care programme “%(name)s”") % {"name": programme.name}, "care_programme", programme.pk)


def dealt_with(programme: CareProgramme, occasions: Sequence[Occasion], *, step: int) -> set[tuple[int, str]]:
    """(person, occasion) of those that have a row, also when somebody merged into them has it."""
    keys = sorted({step_key(one, step) for one in occasions})
    plans, found = CarePlan.objects.filter(programme=programme), set[tuple[int, str]]()
    for begin in range(0, len(keys), _AT_ONCE):
        rows = plans.filter(Q(occasion__in=keys[begin : begin + _AT_ONCE]))
        found.update(rows.values_list(PERSON, "occasion"))
    return found


def tasks_beside(programme: CareProgramme, step: CareStep) -> QuerySet[CareStep]:
    """Steps by which another programme of the kind has somebody spoken to on the same day of the occasion."""
    same = CareStep.objects.filter(programme__kind=programme.kind, programme__is_on=True, after_days=step.after_days)
    return same.filter(does=Does.TASK).exclude(programme=programme).select_related("programme")


def tasks_made(step: CareStep, occasions: Sequence[Occasion]) -> set[tuple[int, str]]:
    """(person, occasion without its step) of those for whom `step` made a task."""
    keys, found = {step_key(one, step.number): one.key for one in occasions}, set[tuple[int, str]]()
    plans = CarePlan.objects.filter(programme=step.programme, state=PlanState.TASK)
    for begin in range(0, len(keys), _AT_ONCE):
        rows = plans.filter(occasion__in=sorted(keys)[begin : begin + _AT_ONCE]).values_list(PERSON, "occasion")
        found |= {(person, keys[occasion]) for person, occasion in rows}
    return found


def step_key(occasion: Occasion, step: int) -> str:
    return f"{occasion.key}#{step}"
