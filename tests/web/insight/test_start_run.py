"""Having the scores computed now."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.web.conftest import SignedIn, page

from shuke.jobs.models import Job
from shuke.records.access.models import Role
from shuke.web.insight.views.answer import REFRESH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.ANALYST])
def test_asked_twice_the_scores_are_computed_once(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)

    answers = [client.post(reverse("start_run")) for _ in range(2)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, reverse("insight_models"))}
    assert [job.task for job in Job.objects.all()] == [REFRESH]
    assert "The scores are being computed" in page(client, "insight_models")


def test_it_is_no_page_to_look_at(signed_in: SignedIn) -> None:
    assert signed_in().get(reverse("start_run")).status_code == 405


@pytest.mark.parametrize("role", [Role.MARKETER, Role.AGENT, Role.FRONT_LINE, Role.INTEGRATOR])
def test_a_role_without_the_right_starts_nothing(signed_in: SignedIn, role: str) -> None:
    assert signed_in(role).post(reverse("start_run")).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST])
def test_who_works_for_one_store_does_not_start_it_for_all(signed_in: SignedIn, role: str) -> None:
    assert signed_in(role, make.store()).post(reverse("start_run")).status_code == 403
    assert not Job.objects.exists()


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert "/sign-in/" in Client().post(reverse("start_run"))["Location"]
    assert not Job.objects.exists()
