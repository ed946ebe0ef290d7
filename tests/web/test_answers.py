import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from shuke.lib.errors import ShukeError
from shuke.lib.paging import Page
from shuke.records.customers.models import Customer
from shuke.web.answers import is_saved, next_url, refusals_in

pytestmark = pytest.mark.sqlite_only


class NameForm(forms.Form):
    name = forms.CharField()


def refuse_with(refusal: Exception) -> None:
    raise refusal


def filled(name: str = "Mei") -> NameForm:
    form = NameForm({"name": name})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("refusal", "field", "told"),
    [
        (ShukeError("Taken."), None, {"__all__": ["Taken."]}),
        (ShukeError("Taken."), "name", {"name": ["Taken."]}),
        (ValidationError("Too long."), None, {"__all__": ["Too long."]}),
        (ValidationError({"name": ["Too long."]}), None, {"name": ["Too long."]}),
        (ValidationError({"code": ["Too long."]}), None, {"__all__": ["Too long."]}),
        (ValidationError({"code": ["Too long."]}), "name", {"name": ["Too long."]}),
    ],
)
def test_a_refusal_stands_at_its_field_or_above_the_form(
    refusal: Exception, field: str | None, told: dict[str, list[str]]
) -> None:
    form = filled()

    with refusals_in(form, field):
        refuse_with(refusal)

    assert form.errors == told


def test_what_is_no_refusal_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError), refusals_in(filled()):
        _ = 1 / 0


def test_saved_is_what_was_sent_and_read_and_not_refused() -> None:
    get, post, kept = RequestFactory().get("/"), RequestFactory().post("/"), list[dict[str, str]]()

    def refuse(values: dict[str, str]) -> None:
        raise ShukeError("Not today.")

    assert not is_saved(get, filled(), kept.append)  # type: ignore[arg-type]
    assert not is_saved(post, filled(name=""), kept.append)  # type: ignore[arg-type]
    assert not is_saved(post, filled(), refuse)  # type: ignore[arg-type]
    assert kept == []
    assert is_saved(post, filled(), kept.append)  # type: ignore[arg-type]
    assert kept == [{"name": "Mei"}]


def test_the_next_page_asks_the_same_question_from_where_this_one_ends() -> None:
    asked = RequestFactory().get("/outbox/", {"state": "sent", "from": "first"})

    on = next_url(asked, Page[Customer](data=[], has_more=True, next_cursor="second"))  # type: ignore[arg-type]
    end = next_url(asked, Page[Customer](data=[], has_more=False, next_cursor=None))  # type: ignore[arg-type]

    assert (on, end) == ("/outbox/?state=sent&from=second", "")
