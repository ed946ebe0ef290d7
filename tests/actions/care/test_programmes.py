from itertools import count

import pytest
from tests.actions.care.given import NOW, message_step, programme, task_step
from tests.records import make

from shuke.actions.care.models import CareProgramme, Kind
from shuke.actions.care.queries.served import SegmentFaulty
from shuke.actions.care.services import ProgrammeIncomplete, save_programme, seed_programmes, switch_programme
from shuke.actions.segments.tree import UnreadableSegment
from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed
from shuke.records.messages.models import Template
from shuke.records.messages.rules.writing import UnknownVariable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "values", "step", "refusal"),
    [
        ("holiday", {}, task_step(), ProgrammeIncomplete),
        ("thanks", {"month_day": "13-01"}, task_step(), ProgrammeIncomplete),
        ("birthday", {}, task_step(script="{{ shoe_size }}"), UnknownVariable),
        ("birthday", {}, {"after_days": 0, "does": "message", "channel": "email", "script": ""}, ProgrammeIncomplete),
        ("birthday", {"segment": "gender ="}, task_step(), UnreadableSegment),
        ("birthday", {"segment": "shoe_size = 40"}, task_step(), SegmentFaulty),
    ],
)
def test_what_could_not_work_is_refused(
    kind: str, values: dict[str, object], step: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        programme(kind, step, **values)
    assert not CareProgramme.objects.exists()


def test_a_programme_without_steps_is_refused() -> None:
    with pytest.raises(ProgrammeIncomplete):
        save_programme(scope=make.SYSTEM, now=NOW, values={"code": "x", "name": "x", "kind": "birthday"}, steps=[])


def test_steps_are_changed_by_their_number() -> None:
    made = programme("first_visit", task_step(7), message_step(20))

    save_programme(
        scope=make.SYSTEM, now=NOW, values={}, steps=[{"number": 2, **task_step(21)}], programme=made, seed=8
    )

    assert list(made.steps.values_list("number", "after_days", "does")) == [(2, 21, "task")]
    assert CareProgramme.objects.get().seed == 7


def test_who_may_not_manage_care_changes_no_programme() -> None:
    made = programme("birthday")

    with pytest.raises(NotAllowed):
        switch_programme(scope=make.scope(Role.AGENT), now=NOW, programme=made, is_on=False)


def test_the_usual_programmes_are_made_once_and_off() -> None:
    serial = count(1)

    made = seed_programmes(scope=make.SYSTEM, now=NOW, draw=lambda: next(serial))
    again = seed_programmes(scope=make.SYSTEM, now=NOW, draw=lambda: next(serial))

    assert (made, again) == (CareProgramme.objects.count(), 0)
    assert not CareProgramme.objects.filter(is_on=True).exists()
    assert set(CareProgramme.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert CareProgramme.objects.values("seed").distinct().count() == made
    assert Template.objects.get(code="care-greeting").texts.count() == 3
    for one in CareProgramme.objects.all():
        switch_programme(scope=make.SYSTEM, now=NOW, programme=one, is_on=True)
    assert AuditEntry.objects.filter(action="care.on").count() == made
