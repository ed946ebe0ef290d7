import json
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from ninja import Schema
from schemathesis import APIOperation, Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.actions.campaigns import given as given_campaigns
from tests.conftest import is_postgres
from tests.records import make
from tests.records.api_client import Api
from tests.records.cases import given as given_cases
from tests.records.cases.conftest import usual_desk
from tests.records.membership import given as given_membership
from tests.records.messages import given as given_messages

from shuke.config.api import api
from shuke.config.wsgi import application
from shuke.records.access.models import Role

__all__ = ["usual_desk"]  # a fixture is known by standing here

pytestmark = pytest.mark.django_db


def test_the_document_is_openapi_3_1_and_says_how_to_sign_in_and_how_each_refuses() -> None:
    document = Client().get("/api/v1/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Shuke"
    assert {one["type"] for one in document["components"]["securitySchemes"].values()} == {"http", "apiKey"}
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(operations) > 15
    for operation in operations:
        assert "application/problem+json" in operation["responses"]["401"]["content"]
        assert operation["security"]


def test_no_two_shapes_share_a_name() -> None:
    """The document keeps one of them, and the other's answers are then undocumented."""
    shapes = [shape for shape in _below(Schema) if shape.__module__.startswith("shuke.") and "[" not in shape.__name__]
    names = Counter(shape.__name__ for shape in shapes)

    assert [name for name, count in names.items() if count > 1] == []


def _below(kind: type) -> set[type]:
    return {each for direct in kind.__subclasses__() for each in (direct, *_below(direct))}


def test_every_post_takes_an_idempotency_key() -> None:
    posts = [
        operation
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        if "POST" in operation.methods
    ]

    assert len(posts) > 4
    assert [post.path for post in posts if not getattr(post, "_run_decorators", [])] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/customers", 405), ("GET", f"/api/v1/orders/{10**20}", 422)],
)  # fmt: skip
def test_every_error_is_a_problem(method: str, path: str, status: int) -> None:
    answer = Api().client.generic(method, path)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert ("Allow" in answer) == (status == 405)


def test_a_fault_is_a_problem_without_its_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Api()
    caller.client.raise_request_exception = False

    def broken(**values: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("shuke.records.sales.api.timeline_of", broken)
    make.customer("Pan", number="N1")
    answer = caller.get("/customers/N1/timeline")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.content.decode()


def test_unreadable_json_is_a_problem() -> None:
    answer = Api().client.generic("POST", "/api/v1/customers", "{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
SCHEMA.app = application
EXAMPLES = 12 if is_postgres() else 4  # PostgreSQL refuses more: a NUL in a text, a number too great
EVERY = list(HealthCheck)
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


@pytest.fixture
def _kept_connection() -> Iterator[None]:
    """A real server closes its connection around a request; the test's transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_kept_connection")
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_whatever_is_sent_is_answered_as_the_document_says(operation: APIOperation) -> None:
    shop, beans = make.store("S1"), make.product("P1")
    pan = make.customer("潘伟", number="N1", home=shop, phone="138 1234 5678")
    order = make.order(pan, shop, make.NOW.date(), (beans, 1, "9"))
    member = given_membership.member(given_membership.plan("vip"), pan)
    earned = given_membership.earn(member, 100)
    given_membership.code("C0DE")
    letter = given_messages.queued(pan)
    there = {"number": "N1", "order_id": order.pk, "member_id": member.pk, "entry_id": earned.pk, "code": "C0DE"}
    there["message_id"] = letter.pk
    there["case_id"] = given_cases.complaint(customer=pan, store=shop).pk
    there["campaign_id"] = given_campaigns.draft().pk
    headers = {"Authorization": f"Bearer {Api(Role.OWNER).secret}"}
    checks = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
    )
    def send(case: Case) -> None:
        for name in there.keys() & case.path_parameters.keys():
            if len(str(case.path_parameters[name])) % 2:  # else nearly all that is asked for is not there
                case.path_parameters[name] = there[name]
        case.call_and_validate(headers=headers, checks=checks)

    send()
