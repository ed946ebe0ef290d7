"""What colleagues write about a case."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.access.queries import active_staff, colleagues_of
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Compensation, Topic
from shuke.records.cases.models.desk import Priority
from shuke.records.cases.services import workers_for
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import matching
from shuke.records.membership.models import Coupon
from shuke.records.stores.models import Store
from shuke.web.forms import Dressed, choose_from
from shuke.web.service.uploads import FilesField

_TALL = forms.Textarea(attrs={"rows": 4})


def _topics(tree: str) -> Any:
    return Topic.objects.filter(tree=tree, is_offered=True)


class NewCaseForm(Dressed, forms.Form):
    """At the counter or on the phone."""

    channel = forms.ChoiceField(
        label=_("How it reached us"), choices=[(key, Case.Channel(key).label) for key in ("counter", "phone")]
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Case.Kind.choices)
    text = forms.CharField(label=_("What the customer says"), widget=_TALL, max_length=20_000)
    contact = forms.CharField(
        label=_("Phone or e-mail"), max_length=254, required=False,
        help_text=_("Whoever goes by it is recognised."),
    )  # fmt: skip
    contact_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none(), required=False)
    category = forms.ModelChoiceField(
        label=pgettext_lazy("of a case", "Category"), queryset=Topic.objects.none(), required=False
    )
    praised = forms.ModelChoiceField(
        label=_("Colleague who is praised"), queryset=Staff.objects.none(), required=False,
        help_text=_("For praise only; it is credited to them."),
    )  # fmt: skip
    attached = FilesField()

    def __init__(self, *args: Any, scope: Scope, customer: Customer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = Store.objects.filter(is_open=True)
        choose_from(self, "store", stores if scope.store_ids is None else stores.filter(pk__in=scope.store_ids))
        choose_from(self, "category", _topics("category"))
        choose_from(self, "praised", active_staff())
        if scope.store_ids is not None and customer is None:
            self.fields["store"].required = True
        if customer is not None:
            del self.fields["contact"], self.fields["contact_name"]


class ReplyForm(Dressed, forms.Form):
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)
    attached = FilesField()
    is_question = forms.BooleanField(required=False)
    is_final = forms.BooleanField(required=False)
    by_email = forms.BooleanField(required=False)
    by_sms = forms.BooleanField(required=False)
    is_told = forms.BooleanField(required=False)


class NoteForm(Dressed, forms.Form):
    text = forms.CharField(label=_("Note for colleagues; the customer never sees it"), widget=_TALL)
    attached = FilesField()


class CallForm(Dressed, forms.Form):
    is_reached = forms.BooleanField(label=_("Spoke with the customer"), required=False, initial=True)
    text = forms.CharField(label=_("What was said"), widget=_TALL)


class AssignForm(Dressed, forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Who takes it"), queryset=Staff.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, initial={"owner": case.owner_id}, **kwargs)
        choose_from(self, "owner", Staff.objects.filter(pk__in=[one.pk for one in workers_for(case)]).order_by("name"))


class FileForm(Dressed, forms.Form):
    """Kind, priority, place: how the case is filed."""

    subject = forms.CharField(label=_("Subject"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Case.Kind.choices)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)
    category = forms.ModelChoiceField(
        label=pgettext_lazy("of a case", "Category"), queryset=Topic.objects.none(), required=False
    )
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none(), required=False)
    answer = forms.ChoiceField(
        label=_("Answer to the suggestion"), choices=[("", "—"), *Case.Answer.choices], required=False
    )
    praised = forms.ModelChoiceField(label=_("Colleague who is praised"), queryset=Staff.objects.none(), required=False)
    tags = forms.CharField(label=_("Tags"), required=False, help_text=_("Separated by commas."))

    def __init__(self, *args: Any, case: Case, scope: Scope, **kwargs: Any) -> None:
        initial = {name: getattr(case, name) for name in ("subject", "kind", "priority", "answer")}
        initial |= {name: getattr(case, f"{name}_id") for name in ("category", "store", "praised")}
        initial["tags"] = ", ".join(case.tags.values_list("name", flat=True))
        super().__init__(*args, initial=initial, **kwargs)
        choose_from(self, "category", _topics("category"))
        stores = Store.objects.all()
        choose_from(self, "store", stores if scope.store_ids is None else stores.filter(pk__in=scope.store_ids))
        choose_from(self, "praised", active_staff())
        self.fields["store"].required = scope.store_ids is not None

    def clean_tags(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["tags"].replace("，", ",").split(",") if name.strip()]


class CustomerForm(Dressed, forms.Form):
    """Who it is: found by card, phone, name or number."""

    customer = forms.CharField(label=_("Customer"), max_length=120, help_text=_("Number, card, full phone or e-mail."))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_customer(self) -> Customer:
        text = self.cleaned_data["customer"].strip()
        seen = Customer.objects.current().visible_to(self.scope)
        by_number = list(seen.filter(number=text)[:1])
        found = by_number or list(matching(seen, text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("That is not one customer; write the number, the card or the whole phone."))
        return found[0]


class StepForm(Dressed, forms.Form):
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4_000)
    investigator = forms.ModelChoiceField(queryset=Staff.objects.none(), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "investigator", Staff.objects.filter(pk__in=[one.pk for one in workers_for(case)]))


class GiftForm(Dressed, forms.Form):
    kind = forms.ChoiceField(label=_("What is given"), choices=Compensation.Kind.choices)
    points = forms.IntegerField(label=_("Points"), min_value=1, required=False)
    coupon = forms.ModelChoiceField(
        label=_("Coupon"), queryset=Coupon.objects.filter(is_offered=True).order_by("name"), required=False
    )
    amount = forms.DecimalField(
        label=_("Refund"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False
    )
    reason = forms.CharField(label=_("Reason, which the customer reads"), max_length=200)


class WhyForm(Dressed, forms.Form):
    text = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class FollowForm(Dressed, forms.Form):
    outcome = forms.ChoiceField(
        label=_("Satisfied with the handling?"),
        choices=[("yes", _("satisfied")), ("no", _("not satisfied")), ("silent", _("could not be reached"))],
        help_text=_("A no opens the complaint again."),
    )
    text = forms.CharField(label=_("What should become better"), required=False, widget=_TALL)


class LearnForm(Dressed, forms.Form):
    cause = forms.ModelChoiceField(label=_("Cause"), queryset=Topic.objects.none())
    text = forms.CharField(label=_("What is changed, or why nothing has to be"), max_length=300)
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=Staff.objects.none(), required=False)
    due_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "cause", _topics("cause"))
        choose_from(self, "owner", colleagues_of(scope))

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if bool(held.get("owner")) != bool(held.get("due_on")):
            raise forms.ValidationError(_("An improvement needs both: who sees to it, and until when."))
        return held


class MergeForm(Dressed, forms.Form):
    number = forms.IntegerField(label=_("Number of the case it becomes part of"), min_value=1)


class SplitForm(Dressed, forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Case.Kind.choices)


class OrdersForm(Dressed, forms.Form):
    orders = forms.MultipleChoiceField(label=_("Orders"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["orders"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
