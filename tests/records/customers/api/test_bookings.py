"""A booking system hands bookings in, and reads what became of them."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role
from shuke.records.customers.api import bookings
from shuke.records.customers.models import Booking, Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


def wanted(**more: Any) -> dict[str, Any]:
    return {
        "store": "RIVER", "name": "Mei", "phone": "13900000001", "day": "2026-03-03", "time": "18:30",
        "party_size": 2, "seat": "window", "number": "R-1", **more,
    }  # fmt: skip


def test_a_stranger_books_by_name_and_phone_and_is_known_the_next_time() -> None:
    river = make.store("RIVER")
    system = Api(Role.INTEGRATOR, river)

    made = system.post("/bookings", wanted())
    assert made.status_code == 201, made.content
    again = system.post("/bookings", wanted(number="R-2", day="2026-03-04", name="Mei L."))

    told = made.json()
    assert {name: told[name] for name in ("store", "name", "day", "time", "starts_at", "status", "source")} == {
        "store": "RIVER", "name": "Mei", "day": "2026-03-03", "time": "18:30", "starts_at": "2026-03-03T10:30:00Z",
        "status": "booked", "source": "api",
    }  # fmt: skip
    assert Customer.objects.get().home_store == river
    assert again.json()["customer"] == told["customer"]


def test_a_stranger_whose_booking_is_refused_becomes_no_customer() -> None:
    system = Api(Role.INTEGRATOR, make.store("RIVER"))

    assert system.post("/bookings", wanted(day="2026-02-01")).status_code == 422
    assert not Customer.objects.exists()


def test_handed_in_twice_it_is_one_booking() -> None:
    system = Api(Role.INTEGRATOR, make.store("RIVER"))

    first, second = (system.post("/bookings", wanted()) for _ in range(2))
    keyed = [system.post("/bookings", wanted(number="", day="2026-03-05"), Idempotency_Key="k-1") for _ in range(2)]

    assert first.json() == second.json()
    assert keyed[0].json()["id"] == keyed[1].json()["id"]
    assert keyed[1]["Idempotent-Replayed"] == "true"
    assert Booking.objects.count() == 2


def test_refusals_are_told_as_problems() -> None:
    river = make.store("RIVER")
    make.store("HILL")
    make.customer("Far", number="FAR", home=make.store())
    system = Api(Role.INTEGRATOR, river)
    system.post("/bookings", wanted())

    def refused(**more: Any) -> tuple[int, str]:
        answer = system.post("/bookings", wanted(**more))
        return answer.status_code, answer.content.decode()

    assert refused(party_size=3)[0] == 409
    status, said = refused(number="R-2")
    assert (status, "/problems/already-booked" in said) == (409, True)
    for more, told in (
        ({"day": "2026-03-01"}, "2026-03-01 is over"),
        ({"store": "HILL"}, "body.store"),
        ({"store": "NONE"}, "body.store"),
        ({"customer": "FAR"}, "body.customer"),
        ({"phone": ""}, "Give the phone"),
        ({"phone": "12"}, "phone"),
        ({"party_size": 0}, "party_size"),
        ({"time": "24:00"}, "time"),
        ({"surprise": 1}, "surprise"),
    ):
        status, said = refused(number="R-3", **more)
        assert (status, told in said) == (422, True), (more, said)
    assert Booking.objects.count() == 1
    assert Customer.objects.count() == 2


def test_bookings_are_listed_by_day_and_store_in_the_order_of_their_time() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    system = Api()
    for number, (store, day, time) in enumerate(
        (("RIVER", "2026-03-03", "19:00"), ("RIVER", "2026-03-03", "12:00"), ("HILL", "2026-03-03", "18:00"),
         ("RIVER", "2026-03-04", "11:00"))
    ):  # fmt: skip
        body = wanted(store=store, day=day, time=time, number=f"R-{number}", phone=f"1390000000{number}")
        assert system.post("/bookings", body).status_code == 201

    def times(api: Api, **query: str) -> list[str]:
        return [one["time"] for one in api.get("/bookings", **query).json()["data"]]

    assert times(system, day="2026-03-03", store="RIVER") == ["12:00", "19:00"]
    assert times(system) == ["12:00", "18:00", "19:00", "11:00"]
    assert times(Api(Role.FRONT_LINE, hill)) == ["18:00"]
    assert times(Api(Role.ANALYST, river), number="R-3") == ["11:00"]
    first = system.get("/bookings", limit=1).json()
    assert times(system, starting_after=first["next_cursor"]) == ["18:00", "19:00", "11:00"]


def test_many_bookings_cost_no_more_queries_than_one() -> None:
    make.store("RIVER")
    system = Api()
    system.post("/bookings", wanted())
    system.get("/bookings")
    with CaptureQueriesContext(connection) as few:
        system.get("/bookings")
    for number in range(2, 6):
        system.post("/bookings", wanted(number=f"R-{number}", phone=f"1390000000{number}"))

    with CaptureQueriesContext(connection) as many:
        system.get("/bookings")

    assert len(many) == len(few) <= 6


def test_a_booking_is_changed_and_cancelled_once() -> None:
    system = Api(Role.INTEGRATOR, make.store("RIVER"))
    path = f"/bookings/{system.post('/bookings', wanted()).json()['id']}"

    changed = system.patch(path, {"time": "19:00", "party_size": 4, "seat": None})
    assert (changed.json()["time"], changed.json()["party_size"], changed.json()["seat"]) == ("19:00", 4, "window")
    assert [system.post(f"{path}/cancel").json()["status"] for _ in range(2)] == ["cancelled", "cancelled"]
    assert system.patch(path, {"time": "20:00"}).status_code == 422
    assert system.get(path).json()["status"] == "cancelled"


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_changes_in_the_same_moment_both_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    system = Api(Role.INTEGRATOR, make.store("RIVER"))
    path = f"/bookings/{system.post('/bookings', wanted()).json()['id']}"
    second = threading.Thread(target=lambda: (system.patch(path, {"party_size": 5}), connection.close()), daemon=True)
    change = bookings.change_booking

    def change_while_another_asks(**told: Any) -> Any:
        if second.ident is None:
            second.start()
            second.join(timeout=1)  # it waits for this one, or would be done by then
        return change(**told)

    monkeypatch.setattr(bookings, "change_booking", change_while_another_asks)
    system.patch(path, {"time": "19:00"})
    second.join(timeout=120)

    booking = Booking.objects.get()
    assert (booking.clock, booking.party_size) == ("19:00", 5)


def test_who_came_and_who_did_not() -> None:
    system = Api(Role.INTEGRATOR, make.store("RIVER"))
    early = system.post("/bookings", wanted(day="2026-03-02", time="12:00")).json()["id"]
    later = system.post("/bookings", wanted(day="2026-03-02", number="R-2")).json()["id"]

    assert system.post(f"/bookings/{early}/missed").json()["status"] == "missed"
    assert system.post(f"/bookings/{later}/missed").status_code == 422
    assert system.post(f"/bookings/{later}/came").json()["status"] == "came"


def test_another_stores_booking_is_not_there_and_the_read_only_role_changes_nothing() -> None:
    river = make.store("RIVER")
    path = f"/bookings/{Api().post('/bookings', wanted()).json()['id']}"
    stranger, analyst = Api(Role.INTEGRATOR, make.store("HILL")), Api(Role.ANALYST, river)

    assert stranger.get(path).status_code == 404
    assert stranger.patch(path, {"party_size": 9}).status_code == 404
    assert analyst.get(path).status_code == 200
    for verb in ("came", "missed", "cancel"):
        assert stranger.post(f"{path}/{verb}").status_code == 404
        assert analyst.post(f"{path}/{verb}").status_code == 403
    assert analyst.post("/bookings", wanted(number="R-2")).status_code == 403
    assert analyst.patch(path, {"party_size": 9}).status_code == 403
    assert Booking.objects.get().party_size == 2
