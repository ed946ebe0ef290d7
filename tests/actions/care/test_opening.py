import pytest
from tests.records import make

from shuke.actions.care.models import CareTask
from shuke.actions.care.services import NotContactable, open_task
from shuke.records.access.models import Role
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, record_consent

pytestmark = pytest.mark.django_db


def wished(customer: Customer, **fields: object) -> CareTask:
    plain = {
        "scope": make.SYSTEM,
        "now": make.NOW,
        "origin": "journey:5",
        "key": "journey:5:1",
        "customer": customer,
        "title": "Ask how the beans were",
        "why": "Bought the new beans a week ago",
        "due_on": make.NOW.date(),
    }
    return open_task(**{**plain, **fields})  # type: ignore[arg-type]


def test_the_same_key_is_one_task() -> None:
    guest = make.customer("潘伟")

    assert wished(guest).pk == wished(guest, title="Another wish").pk
    assert CareTask.objects.get().title == "Ask how the beans were"


def test_a_task_goes_to_who_looks_after_the_customer_unless_somebody_is_named() -> None:
    keeper, named = make.staff(Role.AGENT), make.staff(Role.AGENT)
    guest = make.customer("潘伟", owner=keeper)

    assert wished(guest).owner == keeper
    assert wished(guest, key="journey:5:2", owner=named).owner == named


def test_a_task_for_who_was_merged_is_one_for_the_whole_person() -> None:
    part, whole = make.customer("潘伟"), make.customer("潘伟")
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=whole)

    part.refresh_from_db()

    assert wished(part).customer == whole


def test_who_does_not_want_to_be_contacted_gets_no_task_and_it_says_why() -> None:
    silent = make.customer("潘伟", is_do_not_contact=True)
    refused = make.customer("陈静")
    consent = {"channel": "phone", "purpose": "care", "is_granted": False, "source": "test"}
    record_consent(scope=make.SYSTEM, now=make.NOW, origin="test", customer=refused, **consent)  # type: ignore[arg-type]

    with pytest.raises(NotContactable) as told:
        wished(silent)
    assert (told.value.reason, str(told.value)) == (
        "do_not_contact",
        "No task was made: The customer does not want to be contacted.",
    )
    with pytest.raises(NotContactable) as said:
        wished(refused)
    assert said.value.reason == "unsubscribed"


def test_a_customer_of_another_store_is_not_ours_to_give_tasks_for() -> None:
    here, elsewhere = make.store(), make.store()

    with pytest.raises(NotAllowed):
        wished(make.customer("潘伟", home=elsewhere), scope=make.scope(Role.MARKETER, here))
