"""Files of a form, as the cases take them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from shuke.lib.errors import ShukeError
from shuke.records.cases.files import KINDS, MOST_BYTES, GivenFile, checked


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleaned to a list of GivenFile, each small enough, of a kind we take, and what it says."""

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{kind}" for kind in KINDS)
        super().__init__(required=False, widget=_Several(attrs={"accept": accept}), label=_("Files"), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[GivenFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        try:
            return checked([_read(file) for file in given])
        except ShukeError as error:
            raise forms.ValidationError(str(error)) from None


def _read(file: "UploadedFile[Any]") -> GivenFile:
    # One byte more than is taken: enough to know that it is too large without reading the rest.
    return GivenFile(file.name or "", file.read(MOST_BYTES + 1))
