"""Paper: letters and address labels as one PDF for the printer."""

from shuke.channels.print.paper import Label, Letter, Posting, label_sheets, letters, packing_list

__all__ = ["Label", "Letter", "Posting", "label_sheets", "letters", "packing_list"]
