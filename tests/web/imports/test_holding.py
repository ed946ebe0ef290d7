"""An import held while it runs, and what stands beside the wizard while it is checked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.web.imports.uploading import SALES, Begin, SignIn, upload

from shuke.intake.models import ImportRun
from shuke.jobs.worker import drain
from shuke.records.access.models import Role
from shuke.records.sales.models import Order
from shuke.web.imports import tasks
from shuke.web.imports.standing import Phase, standing_of

State = ImportRun.State


def started(client: Client, begin: Begin) -> ImportRun:
    """Waits for a worker, as far as the page knows it runs."""
    run = begin(client)
    client.post(reverse("start_import", args=[run.pk]))
    ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    return run


def pressed_when(monkeypatch: pytest.MonkeyPatch, client: Client, run: ImportRun, due: Callable[[], bool]) -> None:
    """Somebody presses “Hold it” between two batches, and the worker goes on from there."""
    shown_on: Callable[..., Callable[[float], None]] = tasks._shown_on

    def watched(*args: Any, **named: Any) -> Callable[[float], None]:
        tell = shown_on(*args, **named)

        def told(done: float) -> None:
            tell(done)
            if due():
                client.post(reverse("hold_import", args=[run.pk]))

        return told

    monkeypatch.setattr(tasks, "_shown_on", watched)
    drain()
    monkeypatch.setattr(tasks, "_shown_on", shown_on)


@pytest.mark.parametrize("orders", [0, 2], ids=["after the first batch", "after the last one"])
def test_a_held_import_goes_on_and_loses_nothing(
    owner: Client, begin: Begin, monkeypatch: pytest.MonkeyPatch, orders: int
) -> None:
    run = begin(owner)
    owner.post(reverse("start_import", args=[run.pk]))

    pressed_when(monkeypatch, owner, run, lambda: Order.objects.count() == orders)

    held = ImportRun.objects.get(pk=run.pk)
    assert (held.state, standing_of(held).phase) == (State.STAGED, Phase.BROKEN)
    assert "Held half-way" in owner.get(reverse("import", args=[run.pk])).content.decode()
    owner.post(reverse("start_import", args=[run.pk]))
    drain()
    assert ImportRun.objects.get(pk=run.pk).state == State.DONE
    assert Order.objects.count() == 2


def test_what_no_worker_has_taken_yet_is_not_begun(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    owner.post(reverse("start_import", args=[run.pk]))

    owner.post(reverse("hold_import", args=[run.pk]))
    drain()

    assert standing_of(ImportRun.objects.get(pk=run.pk)).phase is Phase.CHECKED
    assert not Order.objects.exists()
    owner.post(reverse("start_import", args=[run.pk]))
    drain()
    assert Order.objects.count() == 2


def test_holding_what_does_not_run_changes_nothing(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    answer = owner.post(reverse("hold_import", args=[run.pk]))

    assert (answer.status_code, answer["Location"]) == (302, reverse("import", args=[run.pk]))
    assert standing_of(ImportRun.objects.get(pk=run.pk)).phase is Phase.CHECKED
    assert owner.get(reverse("hold_import", args=[run.pk])).status_code == 405


def test_nobody_else_holds_an_import(owner: Client, begin: Begin, sign_in: SignIn) -> None:
    run = started(owner, begin)
    address = reverse("hold_import", args=[run.pk])

    for role in (Role.ANALYST, Role.MARKETER, Role.AGENT, Role.FRONT_LINE):
        assert sign_in(make.staff(role)).post(address).status_code == 403
    assert sign_in(make.staff(Role.MANAGER, make.store("LAKE"))).post(address).status_code == 404
    assert "/sign-in/" in Client().post(address)["Location"]
    assert ImportRun.objects.get(pk=run.pk).state == State.RUNNING


def test_the_rail_asks_until_the_check_is_done_and_then_says_what_it_found(owner: Client, begin: Begin) -> None:
    upload(owner, ("\n".join(SALES) + "\n").encode())
    address = reverse("import_rail", args=[ImportRun.objects.latest("pk").pk])

    checking = owner.get(address).content.decode()
    drain()
    checked = owner.get(address).content.decode()

    assert "waiting for a worker" in checking
    assert 'hx-trigger="every 1s"' in checking
    assert 'hx-trigger="every 1s"' not in checked
    assert "Import 2 lines" in checked


def test_the_rail_of_what_has_begun_leads_to_its_page(owner: Client, begin: Begin) -> None:
    run = started(owner, begin)

    answer = owner.get(reverse("import_rail", args=[run.pk]))

    assert (answer.status_code, answer["Location"]) == (302, reverse("import", args=[run.pk]))


def test_nobody_else_sees_the_rail(owner: Client, begin: Begin, sign_in: SignIn) -> None:
    address = reverse("import_rail", args=[begin(owner).pk])

    for role in (Role.ANALYST, Role.MARKETER, Role.AGENT, Role.FRONT_LINE):
        assert sign_in(make.staff(role)).get(address).status_code == 403
    assert sign_in(make.staff(Role.MANAGER, make.store("LAKE"))).get(address).status_code == 404
    assert "/sign-in/" in Client().get(address)["Location"]
