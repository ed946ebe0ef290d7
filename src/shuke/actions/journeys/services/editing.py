"""Drawing a journey, and its states: draft → running ↔ paused → ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.checks import Fault, faults_of
from shuke.actions.journeys.graph.definition import Definition, document_of, read_definition
from shuke.actions.journeys.graph.nodes import kind_of
from shuke.actions.journeys.models import Journey, JourneyCursor, JourneyRun, JourneyVersion
from shuke.actions.journeys.queries import known_names
from shuke.actions.journeys.recipes import Recipe
from shuke.actions.segments.models import SegmentChange
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Event
from shuke.records.messages.models import Template
from shuke.records.messages.services import save_template
from shuke.records.sales.models import Order
from shuke.records.stores.queries import business_day

MANAGE = "journeys.manage"


class JourneyFaulty(ShukeError):
    """A journey that cannot be started as it is drawn; `faults` say where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


class JourneyBusy(ShukeError):
    """This cannot be done to a journey in its state."""


@transaction.atomic
def add_journey(
    *,
    scope: Scope,
    now: datetime,
    name: str,
    description: str = "",
    hold_out_percent: int = 0,
    definition: Definition | None = None,
) -> Journey:
    scope.require(MANAGE)
    journey = Journey(
        name=name, description=description, hold_out_percent=hold_out_percent,
        draft=document_of(definition or Definition()), created_by_id=scope.staff_id, created_at=now, updated_at=now,
    )  # fmt: skip
    journey.full_clean()
    journey.save()
    _audit(journey, verb="add", scope=scope, now=now, facts={"name": name})
    return journey


@transaction.atomic
def name_journey(
    *, scope: Scope, now: datetime, journey: Journey, name: str, description: str, hold_out_percent: int
) -> Journey:
    """What it is called, and the share of newcomers held out from now on."""
    held = _held(journey, scope)
    held.name, held.description, held.hold_out_percent, held.updated_at = name, description, hold_out_percent, now
    held.full_clean()
    held.save()
    facts = {"name": name, "hold_out_percent": hold_out_percent}
    _audit(held, verb="name", scope=scope, now=now, facts=facts)
    return held


@transaction.atomic
def save_draft(*, scope: Scope, now: datetime, journey: Journey, definition: Definition) -> Journey:
    """What is being drawn; nobody follows it before it is started or made a new version. Raises JourneyBusy."""
    held = _held(journey, scope)
    if held.state == Journey.State.ENDED:
        raise JourneyBusy(_("“%(name)s” is over; draw a new one.") % {"name": held.name})
    held.draft, held.updated_at = document_of(definition), now
    held.save(update_fields=["draft", "updated_at"])
    return held


@transaction.atomic
def start_journey(*, scope: Scope, now: datetime, journey: Journey) -> Journey:
    """From now on people come in; what happened before lets nobody in. Raises JourneyFaulty, JourneyBusy."""
    held = _held(journey, scope)
    _require(held, Journey.State.DRAFT)
    _publish(held, scope=scope, now=now)
    held.state, held.started_at, held.updated_at = Journey.State.RUNNING, now, now
    held.segment_cursor = SegmentChange.objects.aggregate(pk=Max("pk"))["pk"] or 0
    # Whose day is today still comes in.
    held.scanned_on = None
    held.save()
    for log, model in (("events", Event), ("orders", Order)):
        newest = model._default_manager.aggregate(pk=Max("pk"))["pk"] or 0
        JourneyCursor.objects.get_or_create(log=log, defaults={"at": newest})
    _audit(held, verb="start", scope=scope, now=now, facts={"on": str(business_day(now))})
    return held


@transaction.atomic
def publish_version(*, scope: Scope, now: datetime, journey: Journey) -> JourneyVersion:
    """The draft becomes what newcomers follow; who is inside finishes their own version. Raises JourneyFaulty."""
    held = _held(journey, scope)
    _require(held, Journey.State.RUNNING, Journey.State.PAUSED)
    version = _publish(held, scope=scope, now=now)
    held.updated_at = now
    held.save()
    return version


def pause_journey(*, scope: Scope, now: datetime, journey: Journey) -> Journey:
    """Everybody stays where they are, and newcomers wait at the entry, until it goes on."""
    return _move(journey, Journey.State.RUNNING, Journey.State.PAUSED, verb="pause", scope=scope, now=now)


def resume_journey(*, scope: Scope, now: datetime, journey: Journey) -> Journey:
    return _move(journey, Journey.State.PAUSED, Journey.State.RUNNING, verb="resume", scope=scope, now=now)


@transaction.atomic
def end_journey(*, scope: Scope, now: datetime, journey: Journey) -> int:
    """For good: everybody inside leaves, and nothing more is done for them; how many that were."""
    held = _held(journey, scope)
    _require(held, Journey.State.RUNNING, Journey.State.PAUSED)
    held.state, held.ended_at, held.updated_at = Journey.State.ENDED, now, now
    held.save(update_fields=["state", "ended_at", "updated_at"])
    inside = JourneyRun.objects.filter(journey=held, left_at__isnull=True)
    count = inside.update(left=JourneyRun.Left.ENDED, left_at=now, trouble="")
    _audit(held, verb="end", scope=scope, now=now, facts={"inside": count})
    return count


def _publish(journey: Journey, *, scope: Scope, now: datetime) -> JourneyVersion:
    definition = read_definition(journey.draft)
    if faults := faults_of(definition, known_names(scope=scope)):
        raise JourneyFaulty(faults)
    latest = journey.versions.aggregate(number=Max("number"))["number"] or 0
    version = JourneyVersion.objects.create(
        journey=journey, number=latest + 1, definition=journey.draft, made_by_id=scope.staff_id, made_at=now
    )
    journey.version = version
    kinds = sorted({kind_of(node) for node in definition.nodes.values()})
    _audit(journey, verb="version", scope=scope, now=now, facts={"number": version.number, "kinds": kinds})
    return version


@transaction.atomic
def _move(journey: Journey, before: str, after: str, *, verb: str, scope: Scope, now: datetime) -> Journey:
    held = _held(journey, scope)
    _require(held, before)
    held.state, held.updated_at = after, now
    held.save(update_fields=["state", "updated_at"])
    _audit(held, verb=verb, scope=scope, now=now)
    return held


def _held(journey: Journey, scope: Scope) -> Journey:
    scope.require(MANAGE)
    return Journey.objects.select_for_update().get(pk=journey.pk)


def _require(journey: Journey, *states: str) -> None:
    if journey.state not in states:
        raise JourneyBusy(
            _("“%(name)s” is %(state)s; this cannot be done to it now.")
            % {"name": journey.name, "state": journey.get_state_display()}
        )


def _audit(journey: Journey, *, verb: str, scope: Scope, now: datetime, facts: dict[str, object] | None = None) -> None:
    record_audit(scope=scope, action=f"journey.{verb}", at=now, subject=f"journey:{journey.pk}", facts=facts or {})


@transaction.atomic
def add_from_recipe(*, scope: Scope, now: datetime, recipe: Recipe) -> Journey:
    """A draft after a recipe, with the templates it needs where they are not there yet."""
    scope.require(MANAGE)
    for text in recipe.texts:
        if not Template.objects.filter(code=text.code).exists():
            save_template(
                scope=scope, now=now, code=text.code, name=str(text.name), purpose=text.purpose, texts=text.texts
            )
    return add_journey(
        scope=scope, now=now, name=str(recipe.name), description=str(recipe.says),
        hold_out_percent=recipe.hold_out_percent, definition=recipe.definition(),
    )  # fmt: skip
