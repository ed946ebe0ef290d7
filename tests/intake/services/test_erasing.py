"""Who was erased stays nobody, whatever file is read again, and no refused row names them."""

import pytest
from tests.intake.conftest import Sales
from tests.intake.services.conftest import NOW, Load
from tests.records import make

from shuke.intake.models import ImportChange, ImportRun
from shuke.intake.queries import refusals_of
from shuke.intake.services.erasing import forget_refused_rows
from shuke.records.customers.erased import marks_of
from shuke.records.customers.models import Customer, Identity
from shuke.records.sales.models import Order
from shuke.web.erasing.services import erase_customer

HEAD = "order,date,customer id,name,phone,store,product code,quantity,amount"
KNOWN = "1,2024-01-05,K7,Mei Lin,13800000007,S1,P1,2,136.00"
LATER = "2,2024-02-05,K7,Mei Lin,13800000007,S1,P1,1,68.00"
NAMELESS = "3,2024-03-05,,Mei Lin,138 0000 0007,S1,P1,1,68.00"


def erased() -> Customer:
    return erase_customer(scope=make.SYSTEM, now=NOW, customer=Customer.objects.get(number="K7"))


def test_a_longer_file_puts_their_orders_on_the_nameless_record(load: Load, sales: Sales) -> None:
    load(sales(HEAD, KNOWN))
    nobody = erased()

    load(sales(HEAD, KNOWN, LATER))

    assert [one.customer for one in Order.objects.order_by("pk")] == [nobody, nobody]
    assert [one.number for one in Customer.objects.all()] == [f"erased-{nobody.pk}"]
    assert not Identity.objects.exists()
    assert Customer.objects.get().name == ""


def test_who_came_without_a_number_is_known_by_the_phone_and_stays_nameless(load: Load, sales: Sales) -> None:
    load(sales(HEAD, KNOWN))
    nobody = erased()

    load(sales(HEAD, KNOWN, NAMELESS))

    assert set(Order.objects.values_list("customer", flat=True)) == {nobody.pk}


def test_undoing_an_import_does_not_bring_back_what_they_were(load: Load, sales: Sales) -> None:
    load(sales(HEAD, KNOWN))
    people = "customer id,name,occupation\nK7,Mei Lin,driver\n"
    source = sales(HEAD, KNOWN).with_name("people.csv")
    source.write_text(people)
    load(source, kind="customers")
    assert ImportChange.objects.filter(table="customers_customer").exists()

    erased()

    assert not ImportChange.objects.filter(table="customers_customer").exists()


def test_refused_rows_that_name_them_go_and_others_stay(load: Load, sales: Sales) -> None:
    wrong = [KNOWN.replace("136.00", "much"), "9,2024-01-05,K9,Ann,,S1,P1,2,many"]
    right = [f"{100 + day},2024-01-{day:02},K8,Wei,,S1,P1,1,9.50" for day in range(1, 29)]
    summary = load(sales(HEAD, *right, *wrong))
    run = ImportRun.objects.get(pk=summary.run_id)
    assert len(list(refusals_of(run))) == 2

    for gone in (1, 0):  # the second time there is nothing left to do
        assert forget_refused_rows(marks=marks_of(["+86 138 0000 0007"])) == gone

    assert [row.cells[2] for row in refusals_of(run)] == ["K9"]
    assert summary.rejected is not None
    assert not summary.rejected.exists()


@pytest.mark.parametrize("spelt", ["+8613800000007", "138-0000-0007", "13800000007"])
def test_a_phone_is_known_however_it_is_written(spelt: str) -> None:
    assert marks_of(["+8613800000007"]) & marks_of([spelt])
