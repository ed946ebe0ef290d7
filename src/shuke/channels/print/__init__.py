"""Paper: letters and address labels as one PDF for the printer."""

from shuke.channels.print.paper import Label, Letter, label_sheets, letters

__all__ = ["Label", "Letter", "label_sheets", "letters"]
