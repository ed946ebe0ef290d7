from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.catalog.models import Category, Product
from shuke.web.forms import Dressed
from shuke.web.wants.subject import Subject, subjects_like

SUGGESTED = 5


class ExclusionForm(Dressed, forms.Form):
    what = forms.CharField(
        label=gettext_lazy("Product or kind of product"),
        max_length=640,
        help_text=gettext_lazy("A product’s code or name, or a kind as the catalogue spells it: Grocery › Dairy"),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, subject: Subject | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if subject:
            self.initial["what"] = subject.code or subject.path

    def clean_what(self) -> Product | Category:
        words = self.cleaned_data["what"]
        named = Product.objects.filter(name=words)[:2]
        found = (
            Product.objects.filter(code=words).first()
            or Category.objects.filter(path=words).first()
            or (named[0] if len(named) == 1 else None)
        )
        if found is None:
            raise forms.ValidationError(_unknown(words))
        return found


def _unknown(words: str) -> str:
    near = [subject.code or subject.path for subject in subjects_like(words, most=SUGGESTED)]
    if near:
        return _("Nothing is called exactly that. By code or path: %(near)s") % {"near": _(", ").join(near)}
    return _("The catalogue has nothing of that name.")
