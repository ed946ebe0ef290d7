import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.idempotency import ABANDONED_AFTER, KEPT, Answer, Claim, claim, purge_idempotency_keys
from shuke.records.access.models import IdempotencyKey, Role
from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.services import record_preference


@pytest.mark.django_db
def test_the_same_request_again_gets_the_same_answer_and_happens_once() -> None:
    api = Api()

    first = api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1")
    again = api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_key_of_another_request_is_refused() -> None:
    api = Api()
    api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1")

    assert api.post("/customers", {"name": "Fang"}, Idempotency_Key="k1").status_code == 422
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_callers_do_not_see_each_others_answers() -> None:
    Api().post("/customers", {"name": "Mei"}, Idempotency_Key="k1")

    other = Api().post("/customers", {"name": "Mei"}, Idempotency_Key="k1")

    assert other.status_code == 201
    assert "Idempotent-Replayed" not in other
    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_write_leaves_the_key_free() -> None:
    api = Api()

    assert api.post("/customers", {"gender": "robot"}, Idempotency_Key="k1").status_code == 422
    assert api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1").status_code == 201


@pytest.mark.django_db
def test_a_write_that_breaks_is_undone_and_leaves_the_key_free(monkeypatch: pytest.MonkeyPatch) -> None:
    make.customer("Pan", number="N1")
    api = Api()
    api.client.raise_request_exception = False
    body = {"topic": "seat", "value": "corner", "how": "ask"}

    def written_then_broken(**values: object) -> Preference:
        record_preference(**values)  # type: ignore[arg-type]
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr("shuke.records.customers.api.details.record_preference", written_then_broken)
        assert api.post("/customers/N1/preferences", body, Idempotency_Key="k1").status_code == 500
    assert not Preference.objects.exists()

    assert api.post("/customers/N1/preferences", body, Idempotency_Key="k1").status_code == 201


@pytest.mark.django_db
def test_overlong_key_is_refused() -> None:
    assert Api().post("/customers", {"name": "Mei"}, Idempotency_Key="k" * 256).status_code == 422


@pytest.mark.django_db
def test_a_stranger_claims_no_key() -> None:
    api = Api()
    api.client.defaults["HTTP_AUTHORIZATION"] = "Bearer wrong"

    assert api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1").status_code == 401
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_running_request_is_waited_for_and_an_abandoned_one_taken_over() -> None:
    api = Api()
    api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1")
    IdempotencyKey.objects.update(status=None, body=b"")
    running = IdempotencyKey.objects.get()

    assert api.post("/customers", {"name": "Mei"}, Idempotency_Key="k1").status_code == 409

    args = {"caller": running.caller, "key": "k1", "hashed": running.request_hash}
    later = running.created_at + ABANDONED_AFTER
    assert isinstance(claim(**args, now=later), Claim)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_answers_are_kept_for_a_day() -> None:
    key = {"caller": "key:1", "key": "k1", "hashed": "h"}
    assert isinstance(claim(**key, now=make.NOW), Claim)
    IdempotencyKey.objects.update(status=201, body=b"first")

    assert claim(**key, now=make.NOW + KEPT - timedelta(seconds=1)) == Answer(201, "", b"first")
    assert isinstance(claim(**key, now=make.NOW + KEPT), Claim)
    assert purge_idempotency_keys(now=make.NOW + 3 * KEPT) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_happen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first is at work: it is told to wait, then gets the first one's answer."""
    api = Api(Role.OWNER)
    make.customer("Pan", number="N1")
    body = {"topic": "seat", "value": "corner", "how": "ask"}
    at_work, may_finish = threading.Event(), threading.Event()

    def slowly(**values: object) -> Preference:
        at_work.set()
        assert may_finish.wait(timeout=120)
        return record_preference(**values)  # type: ignore[arg-type]

    monkeypatch.setattr("shuke.records.customers.api.details.record_preference", slowly)
    statuses: list[int] = []

    def send() -> None:
        statuses.append(api.post("/customers/N1/preferences", body, Idempotency_Key="k1").status_code)
        connection.close()

    first = threading.Thread(target=send)
    first.start()
    assert at_work.wait(timeout=120)
    second = threading.Thread(target=send)
    second.start()
    if connection.vendor == "postgresql":
        second.join(timeout=120)  # answered at once; SQLite's one writer lets it in when the first has finished
    may_finish.set()
    first.join(timeout=120)
    second.join(timeout=120)

    assert Preference.objects.get().confirmations == 1
    assert sorted(statuses) == ([201, 409] if connection.vendor == "postgresql" else [201, 201])
    assert api.post("/customers/N1/preferences", body, Idempotency_Key="k1")["Idempotent-Replayed"] == "true"
