"""Django's form fields in the look's clothes."""

from typing import Any

from django import forms

_PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class Dressed(forms.BaseForm):
    """Mixin before a form class: every widget gets the look's class."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs["class"] = _class_of(field.widget)


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, _PLAIN):
        return "sk-check"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
