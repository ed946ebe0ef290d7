"""Who may import what, and whose imports one sees."""

import pytest
from django.test import Client
from tests.records import make
from tests.web.imports.uploading import SALES, Begin, SignIn, upload

from shuke.intake.models import ImportRun
from shuke.jobs.worker import drain
from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order
from shuke.web.imports.rights import kinds_for
from shuke.web.imports.standing import Phase, standing_of

PAGES = ("/imports/", "/imports/new/", "/imports/template/orders/", "/imports/{pk}/", "/imports/{pk}/refused/")


def test_a_stranger_is_asked_to_sign_in(owner: Client, begin: Begin) -> None:
    run = begin(owner)

    answers = [Client().get(address.format(pk=run.pk)) for address in PAGES]

    assert {answer.status_code for answer in answers} == {302}
    assert all("/sign-in/" in answer["Location"] for answer in answers)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MARKETER, Role.AGENT, Role.FRONT_LINE])
def test_a_role_without_the_right_sees_and_starts_nothing(
    role: str, owner: Client, begin: Begin, sign_in: SignIn
) -> None:
    run, client = begin(owner), sign_in(make.staff(role))

    seen = [client.get(address.format(pk=run.pk)).status_code for address in PAGES]
    done = [client.post(f"/imports/{run.pk}/{what}/").status_code for what in ("start", "columns", "discard", "undo")]

    assert set(seen + done) == {403}
    assert upload(client, b"a,b\n1,2\n").status_code == 403
    assert standing_of(run).phase is Phase.CHECKED


def test_an_integrator_imports_and_may_not_undo(begin: Begin, sign_in: SignIn) -> None:
    client = sign_in(make.staff(Role.INTEGRATOR))
    run = begin(client)
    client.post(f"/imports/{run.pk}/start/")
    drain()

    assert client.post(f"/imports/{run.pk}/undo/").status_code == 403
    assert 'id="refused"' in client.get(f"/imports/{run.pk}/").content.decode()
    assert Order.objects.count() == 2


def test_a_manager_of_some_stores_does_not_see_a_colleagues_import(
    owner: Client, begin: Begin, sign_in: SignIn
) -> None:
    run, client = begin(owner), sign_in(make.staff(Role.MANAGER, make.store("RIVER")))

    assert client.get(f"/imports/{run.pk}/").status_code == 404
    assert client.post(f"/imports/{run.pk}/start/").status_code == 404
    assert "sales.csv" not in client.get("/imports/").content.decode()


def test_a_manager_imports_orders_of_their_stores(begin: Begin, sign_in: SignIn) -> None:
    client = sign_in(make.staff(Role.MANAGER, make.store("RIVER"), make.store("LAKE")))
    run = begin(client)

    client.post(f"/imports/{run.pk}/start/")
    drain()

    assert Order.objects.count() == 2


@pytest.mark.parametrize("is_known", [True, False])
def test_a_manager_cannot_import_orders_of_another_store(is_known: bool, begin: Begin, sign_in: SignIn) -> None:
    client = sign_in(make.staff(Role.MANAGER, make.store("LAKE")))
    if is_known:
        make.store("RIVER")

    run = begin(client)
    shown = client.get(f"/imports/{run.pk}/").content.decode()
    answer = client.post(f"/imports/{run.pk}/start/")
    drain()

    assert "The file names stores that are not yours: RIVER" in shown
    assert answer.status_code == 403
    assert not Order.objects.exists()


def test_stores_taken_away_after_the_check_are_taken_away(begin: Begin, sign_in: SignIn) -> None:
    manager, other = make.staff(Role.MANAGER, make.store("RIVER")), make.store("LAKE")
    client = sign_in(manager)
    run = begin(client)
    manager.stores.set([other])

    assert client.post(f"/imports/{run.pk}/start/").status_code == 403


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("K1,Lin,HILL", "stores that are not yours: HILL"), ("K1,Lin,", "has no store"), ("C7,Xu,RIVER", "another store")],
)
def test_a_manager_cannot_import_customers_of_others(line: str, sentence: str, begin: Begin, sign_in: SignIn) -> None:
    mine, theirs = make.store("RIVER"), make.store("HILL")
    make.customer("Pan", number="C7", home=theirs)
    client = sign_in(make.staff(Role.MANAGER, mine))

    run = begin(client, "customer number,customer name,store", line, kind="customers")

    assert sentence in client.get(f"/imports/{run.pk}/").content.decode()
    assert client.post(f"/imports/{run.pk}/start/").status_code == 403
    assert Customer.objects.count() == 1


def test_the_catalogue_and_the_stores_are_for_those_who_work_everywhere(sign_in: SignIn) -> None:
    river = make.store("RIVER")
    client = sign_in(make.staff(Role.MANAGER, river))

    answer = upload(client, b"product code,product name\nP1,Mocha\n", kind="products")

    assert answer.status_code == 422
    assert kinds_for(make.scope(Role.MANAGER)) == tuple(ImportRun.Kind)
    assert kinds_for(make.scope(Role.MANAGER, river)) == (ImportRun.Kind.ORDERS, ImportRun.Kind.CUSTOMERS)


def test_filled_fields_are_replaced_only_by_those_who_work_everywhere(begin: Begin, sign_in: SignIn) -> None:
    make.store("RIVER")
    client = sign_in(make.staff(Role.MANAGER, make.store("LAKE")))
    run = begin(client, "customer number,customer name,store", "K1,Lin,LAKE", kind="customers")

    client.post(f"/imports/{run.pk}/reading/", {"decimal": ".", "mode": "create", "overwrite": "on"})

    mapping = ImportRun.objects.get(pk=run.pk).mapping
    assert (mapping["mode"], mapping["overwrite"]) == ("create", False)


def test_a_post_without_the_token_is_refused_before_its_file_is_kept(data_folder: object) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.staff(), backend="django.contrib.auth.backends.ModelBackend")

    answer = upload(client, ("\n".join(SALES) + "\n").encode())

    assert answer.status_code == 403
    assert not ImportRun.objects.exists()
