from typing import Any
from uuid import uuid4

from django import forms


class Once(forms.Form):
    """A form that is done once, however often it is sent: it carries the key of its cause."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4().hex)
