import pytest
from django.test import Client
from django.utils import translation
from pytest_django.asserts import assertNumQueries
from tests.records import make
from tests.web.imports.uploading import Begin

from shuke.intake.models import ImportRun
from shuke.intake.names import FIELD_OF, normal
from shuke.jobs.worker import drain
from shuke.web.imports.template_files import COLUMNS, head_of
from shuke.web.imports.views.listing import PAGE_SIZE


def draft(number: int) -> ImportRun:
    return ImportRun.objects.create(
        kind="orders",
        file_name=f"file-{number:03}.csv",
        path="/nowhere",
        size_bytes=10,
        sha256="0" * 64,
        created_at=make.NOW,
        detected={},
        mapping={"columns": {}},
    )


def test_the_list_shows_kind_file_person_and_what_changed(owner: Client, begin: Begin) -> None:
    run = begin(owner)
    owner.post(f"/imports/{run.pk}/start/")
    drain()

    shown = owner.get("/imports/").content.decode()

    assert "sales.csv" in shown
    assert run.started_by is not None
    assert run.started_by.name in shown
    assert f"/imports/{run.pk}/rows/orders/created/" in shown
    assert f"/imports/{run.pk}/#refused" in shown


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(owner: Client) -> None:
    for number in range(3):
        draft(number)
    with assertNumQueries(7):
        owner.get("/imports/")
    for number in range(20):
        draft(number)

    with assertNumQueries(7):
        owner.get("/imports/")


def test_older_imports_are_a_page_further(owner: Client) -> None:
    for number in range(PAGE_SIZE + 1):
        draft(number)

    first = owner.get("/imports/").content.decode()
    oldest = ImportRun.objects.order_by("pk").first()
    assert oldest is not None
    second = owner.get(f"/imports/?before={oldest.pk + 1}").content.decode()

    assert "file-000.csv" not in first
    assert f"?before={oldest.pk + 1}" in first
    assert "file-000.csv" in second


def test_an_empty_list_says_how_to_fill_it(owner: Client) -> None:
    assert "No imports yet" in owner.get("/imports/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("kind", list(COLUMNS))
def test_a_templates_header_is_recognised_column_by_column(kind: str, language: str) -> None:
    with translation.override(language):
        heads = {field: head_of(kind, field) for field in COLUMNS[kind]}

    assert {field: FIELD_OF[kind].get(normal(head)) for field, head in heads.items()} == {
        field: field for field in heads
    }


def test_the_template_is_a_csv_of_its_header(owner: Client) -> None:
    answer = owner.get("/imports/template/orders/")

    assert answer.getvalue().decode("utf-8-sig").startswith("order number,order date,")
    assert owner.get("/imports/template/nothing/").status_code == 404
