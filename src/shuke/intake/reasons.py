"""Why something was refused, guessed or noticed: a stable code with facts, and its sentence in English.

`words.py` says the same sentence in the reader's language; without Django (`shuke analyse`) English is spoken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shuke.lib.errors import ShukeError

Fact = str | int | float


@dataclass(frozen=True)
class Reason:
    """`code` is a key of a table of sentences; `facts` fill that sentence's %(name)s places."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


class SourceRefused(ShukeError):
    """A file that cannot be read as a table. `reason` lets an edge say it in the reader's language."""

    def __init__(self, code: str, **facts: Fact) -> None:
        self.reason = Reason(code, facts)
        super().__init__(sentence(self.reason))


def sentence(reason: Reason, translate: Callable[[str], str] = str) -> str:
    """The reason in words; `translate` turns the English pattern into the reader's language."""
    facts = {name: f"{value:,}" if isinstance(value, int) else value for name, value in reason.facts.items()}
    return translate(SENTENCES[reason.code]) % facts


def _(message: str) -> str:
    """Marks a sentence for the translators' catalogue; `words.py` looks it up."""
    return message


SENTENCES: dict[str, str] = {
    # a file that cannot be read
    "file_missing": _("There is no file %(name)s; check the path."),
    "file_not_plain": _("%(name)s is a folder or a device, not a file; name the file itself."),
    "file_unreadable": _(
        "The file %(name)s cannot be opened (%(detail)s); let the account that runs Shuke read it, or copy the file."
    ),
    "file_empty": _("The file %(name)s is empty; export it again, it should hold at least one line of data."),
    "file_not_text": _(
        "The file %(name)s is neither text nor a spreadsheet nor Parquet (line %(line)s holds a zero byte); "
        "save it as CSV or XLSX."
    ),
    "no_rows": _("The file %(name)s has a header in line %(line)s and no line of data below it; export it again."),
    "archive_broken": _("The compressed file %(name)s is damaged or cut short; copy or download it again."),
    "archive_locked": _("The compressed file %(name)s asks for a password; unpack it and import what is inside."),
    "archive_without_data": _("The zip %(name)s holds no data file; put one CSV, XLSX or Parquet file in it."),
    "archive_with_many": _(
        "The zip %(name)s holds %(count)s files (%(first)s, %(second)s …); import them one by one, or zip one alone."
    ),
    "archive_bomb": _(
        "The compressed file %(name)s unpacks to more than %(ratio)s times its size, which no sales file does; "
        "it was not read any further. Unpack it yourself and import what is inside."
    ),
    "archive_too_large": _(
        "The compressed file %(name)s unpacks to more than %(gigabytes)s GB; split it and import the parts."
    ),
    "compression_unknown": _("The file %(name)s is compressed with %(method)s; use zip or gzip instead."),
    "no_table": _("The file %(name)s is a %(kind)s and holds no table; save the table itself as CSV or XLSX."),
    "not_decodable": _(
        "Line %(line)s is not %(encoding)s (byte %(byte)s in it has no meaning there); choose another encoding, "
        "or save the file as UTF-8."
    ),
    "encoding_unknown": _("“%(encoding)s” is not an encoding known here; write utf-8, gb18030, big5 or latin-1."),
    "line_without_end": _(
        "Line %(line)s is longer than %(limit)s characters and does not end; check the delimiter, the quotes and the "
        "line ends of the file."
    ),
    "quote_without_end": _(
        "The quote that opens in line %(line)s is never closed, so everything after it would be one cell; close or "
        "remove it."
    ),
    "delimiter_unknown": _("“%(delimiter)s” cannot separate columns; give one character, such as a comma or a tab."),
    "sheet_missing": _("The workbook has no sheet “%(sheet)s”; it has %(sheets)s."),
    "workbook_broken": _("The workbook %(name)s cannot be read (%(detail)s); open it and save it as XLSX again."),
    "parquet_broken": _("The file %(name)s is not readable as Parquet (%(detail)s); write it again."),
    "column_missing": _("The file has no column “%(column)s”; its columns are %(columns)s."),
    "field_unknown": _("“%(field)s” is not something a file of %(kind)s can hold; it can hold %(fields)s."),
    "mapping_broken": _("The mapping %(name)s cannot be read: %(detail)s."),
    "kind_unknown": _("“%(kind)s” cannot be imported; write orders, customers, products or stores."),
    "one_column": _(
        "Every line is one cell (%(column)s): the character between the columns could not be told; name it "
        "(--delimiter on the command line)."
    ),
    "date_format_unknown": _(
        "“%(format)s” is no date format; write day_first, month_first or a pattern such as %%d/%%m/%%Y."
    ),
    "fields_unmapped": _("No column could be recognised as %(fields)s among %(columns)s; name it in the mapping."),
    "date_order_open": _(
        "The dates in column %(column)s can be read day first and month first (%(example)s); say which in the mapping: "
        'date_format = "day_first" or "month_first".'
    ),
    "date_orders_mixed": _(
        "Column %(column)s mixes two orders: %(day_first)s dates need day first, %(month_first)s need month first. "
        'Say which holds in the mapping (date_format = "day_first" or "month_first"); the others are then refused '
        "line by line."
    ),
    "store_unknown": _("There is no store with the code %(store)s; the stores are %(stores)s."),
    "store_open": _(
        "The file names no store and there are %(count)s (%(stores)s): choose one for the whole file (--store on the "
        "command line), or map a column."
    ),
    "import_under_way": _("The import of %(name)s is under way or over; start it anew to read the file differently."),
    # a row that is refused
    "value_missing": _("nothing stands there, and it is needed"),
    "date_unreadable": _("“%(value)s” is not a date"),
    "date_not_in_format": _("“%(value)s” is not a date in the format %(format)s"),
    "date_no_such_day": _("“%(value)s”: there is no such day"),
    "date_out_of_range": _("“%(value)s”: the year %(year)s cannot be meant"),
    "date_day_first_here": _("“%(value)s” has the day first, the rest of the column the month"),
    "date_month_first_here": _("“%(value)s” has the month first, the rest of the column the day"),
    "time_unreadable": _("“%(value)s” is not a time of day"),
    "number_unreadable": _("“%(value)s” is not a number"),
    "number_in_words": _("“%(value)s” is not a number; did you mean %(number)s?"),
    "number_rounded": _("“%(value)s”: a spreadsheet rounded it, the figure is lost; export it again"),
    "number_too_large": _("“%(value)s” is larger than any sale"),
    "number_too_long": _("“%(value)s” has more than 15 digits before the decimal mark; write a smaller number"),
    "yes_no_unknown": _("“%(value)s” is neither yes nor no; write yes or no"),
    "choice_unknown": _(
        "“%(value)s” is none of %(choices)s; write one of them, or add it to the field in the settings"
    ),
    "amount_too_large": _("price times quantity is larger than any sale"),
    "price_negative": _("a negative price with a quantity that is not; a return has a negative quantity"),
    "currency_unknown": _("“%(value)s” is not a currency; write an ISO code such as CNY"),
    "time_zone_unknown": _("“%(value)s” is not a time zone; write for example Asia/Shanghai"),
    "key_too_long": _("longer than %(limit)s characters"),
    "id_rounded": _("“%(value)s”: a spreadsheet rounded this number; format the column as text and export it again"),
    "cells_too_few": _("%(found)s cells where the file has %(expected)s columns; is the line cut short?"),
    "cells_too_many": _("%(found)s cells where the file has %(expected)s columns; is a delimiter inside a value?"),
    # a row that went in, with something worth a look
    "phone_unreadable": _("“%(value)s” is not a telephone number; left aside"),
    "email_unreadable": _("“%(value)s” is not an e-mail address; left aside"),
    "two_names": _("customer %(customer)s is called “%(kept)s” above and “%(other)s” here; the first was kept"),
    # how the file was understood
    "encoding_given": _("as told"),
    "encoding_ascii": _("plain ASCII, the same in every encoding"),
    "encoding_bom": _("the file begins with its mark"),
    "encoding_utf8": _("every byte is valid UTF-8"),
    "encoding_guessed": _("not UTF-8 from byte %(byte)s on"),
    "header_given": _("as told"),
    "header_names_known": _("%(count)s of %(columns)s names are known"),
    "header_types_differ": _("names above, values below"),
    "header_absent": _("the first line holds values: columns are numbered"),
    "header_words": _("the first line holds words only"),
    "header_schema": _("names come with the file"),
    # why a column is taken for a field
    "mapping_given": _("as told"),
    "name_known": _("known by its name"),
    "mapping_remembered": _("as in an earlier import"),
    "dates_parsed": _("%(share)s of the values are dates"),
    "day_first_needed": _("%(count)s dates need day first, %(against)s are against"),
    "month_first_needed": _("%(count)s dates need month first, %(against)s are against"),
    "money_by_look": _("numbers with decimals"),
    "counts_by_look": _("small whole numbers"),
    "ids_by_look": _("%(distinct)s different values that return"),
    "check_digit_right": _("check digit right in %(share)s"),
    "phones_by_look": _("%(share)s are phone numbers"),
    "emails_by_look": _("%(share)s are e-mail addresses"),
    "left_out": _("kept in the file, not read"),
}
