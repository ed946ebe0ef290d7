"""What a person fills in: the file, and how it is to be read."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.intake.models import ImportRun
from shuke.intake.reading import Options
from shuke.lib.money import CURRENCIES
from shuke.records.stores.models import Store
from shuke.web.forms import Dressed
from shuke.web.imports.facts import ENCODINGS, said_delimiter
from shuke.web.imports.told import OF_THE_COLUMNS, columns_told, settings_of

DELIMITERS = (",", ";", "\t", "|", " ")
# Words in the form, for an HTML value cannot be a tab.
_TAB = "tab"


class NewImportForm(Dressed, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What is in the file"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, TSV, XLSX or Parquet, also zipped; any encoding. The columns are recognised and can be changed."
        ),
        error_messages={"required": gettext_lazy("Choose a file first."), "empty": gettext_lazy("The file is empty.")},
    )

    def __init__(self, *args: Any, kinds: Iterable[ImportRun.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]


class ReadingForm(Dressed, forms.Form):
    """How the file is read; an empty answer leaves it to the detection."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Delimiter"), required=False)
    header = forms.ChoiceField(label=gettext_lazy("Header"), required=False)
    sheet = forms.CharField(label=gettext_lazy("Sheet"), required=False, max_length=120)
    date_format = forms.ChoiceField(label=gettext_lazy("Date order"), required=False)
    decimal = forms.ChoiceField(label=gettext_lazy("Decimal mark"), required=False)
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone of the moments"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("Empty: each store’s own. For example UTC or Asia/Shanghai."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency of lines that name none"), required=False, max_length=3)
    store = forms.ChoiceField(label=gettext_lazy("Store of lines that name none"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("Rows known already"), required=False)
    overwrite = forms.BooleanField(
        label=gettext_lazy("Replace fields that are filled"),
        required=False,
        help_text=gettext_lazy("Otherwise only empty ones are filled."),
    )

    def __init__(self, *args: Any, run: ImportRun, stores: Iterable[Store], may_overwrite: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(run), **kwargs)
        self._run = run
        for name, choices in _choices(run, stores).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name in _pointless(run, may_overwrite=may_overwrite):
            del self.fields[name]
        self.dress()

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone and zone not in available_timezones():
            raise forms.ValidationError(
                _("“%(value)s” is not a time zone; write for example Asia/Shanghai.") % {"value": zone}
            )
        return zone

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(
                _("“%(value)s” is not a currency code; write for example CNY.") % {"value": code}
            )
        return code

    def options(self) -> Options:
        said = self.cleaned_data
        delimiter = said.get("delimiter", "")
        return replace(
            Options(**self._run.options),
            encoding=said.get("encoding", ""),
            delimiter="\t" if delimiter == _TAB else delimiter,
            has_header={"yes": True, "no": False}.get(said.get("header", "")),
            sheet=said.get("sheet", ""),
        )

    def told(self) -> dict[str, Any]:
        """With what was told before; about other columns nothing is told any more."""
        said = {name: self.cleaned_data[name] for name in _SETTINGS if name in self.cleaned_data}
        told = {**settings_of(self._run), **said, "columns": columns_told(self._run)}
        if self.options() != Options(**self._run.options):
            void = [name for name in OF_THE_COLUMNS if name not in self.changed_data]
            told = {name: value for name, value in told.items() if name not in void}
        return told


_SETTINGS = ("date_format", "decimal", "time_zone", "currency", "store", "mode", "overwrite")


def _initial(run: ImportRun) -> dict[str, Any]:
    delimiter = run.options.get("delimiter", "")
    header = {True: "yes", False: "no"}.get(run.options.get("has_header"), "")
    settings = {name: run.mapping.get(name, "") for name in _SETTINGS}
    return {**run.options, "delimiter": _TAB if delimiter == "\t" else delimiter, "header": header, **settings}


def _choices(run: ImportRun, stores: Iterable[Store]) -> dict[str, list[tuple[str, Any]]]:
    detected = _("as detected")
    return {
        "encoding": [("", detected), *ENCODINGS.items()],
        "delimiter": [("", detected), *((_TAB if mark == "\t" else mark, said_delimiter(mark)) for mark in DELIMITERS)],
        "header": [("", detected), ("yes", _("The file names its columns")), ("no", _("No header"))],
        "date_format": [
            ("", detected),
            ("day_first", _("Day first: 31/12/2026")),
            ("month_first", _("Month first: 12/31/2026")),
        ],
        "decimal": [(".", _("Point: 1,234.50")), (",", _("Comma: 1.234,50"))],
        "store": [("", "—"), *((store.code, store.name) for store in stores)],
        "mode": [
            ("create_and_update", _("Add new ones, complete known ones")),
            ("create", _("Add new ones only")),
            ("update", _("Complete known ones only")),
        ],
    }


def _pointless(run: ImportRun, *, may_overwrite: bool) -> set[str]:
    """What says nothing about a file of this kind."""
    kind, form = run.kind, run.detected["format"]
    gone = {"sheet"} if form != "workbook" else {"encoding", "delimiter"}
    gone |= {"encoding", "delimiter", "header", "sheet"} if form == "parquet" else set()
    gone |= {"store", "currency", "time_zone"} if kind != "orders" else {"mode", "overwrite"}
    gone |= {"date_format"} if kind in ("products", "stores") else set()
    gone |= set() if may_overwrite else {"overwrite"}
    return gone


class CorrectionForm(forms.Form):
    column = forms.CharField()
    value = forms.CharField(required=False, max_length=4_000)


class MappingNameForm(Dressed, forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
