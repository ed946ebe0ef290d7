from decimal import Decimal

import pytest
from django import forms

from shuke.records.membership.models import Plan, Tier
from shuke.web.forms import Dressed, SeveralField


class MoneyForm(Dressed, forms.Form):
    most = forms.DecimalField(max_digits=16, decimal_places=4)


@pytest.mark.parametrize(
    ("kept", "shown"), [("50.0000", "50"), ("0.0100", "0.01"), ("1200.5000", "1200.5"), ("0", "0")]
)
def test_a_figure_is_shown_without_the_zeros_it_is_kept_with(kept: str, shown: str) -> None:
    form = MoneyForm(initial={"most": Decimal(kept)})

    assert form["most"].value() == Decimal(kept)
    assert f'value="{shown}"' in str(form["most"])


class PlanForm(Dressed, forms.Form):
    plan = forms.ModelChoiceField(Plan.objects.all(), required=False)


@pytest.mark.django_db
def test_no_choice_is_a_dash_and_no_row_of_hyphens() -> None:
    assert '<option value="" selected>—</option>' in str(PlanForm()["plan"])


def test_the_same_figure_is_no_change() -> None:
    form = MoneyForm({"most": "50"}, initial={"most": Decimal("50.0000")})

    assert not form.has_changed()


@pytest.mark.django_db
def test_a_key_that_no_database_can_hold_is_no_choice() -> None:
    tiers = SeveralField(queryset=Tier.objects.all())

    for key in ("9" * 25, "-" + "9" * 25, "x", "7"):
        with pytest.raises(forms.ValidationError):
            tiers.clean([key])
