from shuke.web.customers.filters.definitions import FILTERS, GROUPS, filters_for
from shuke.web.customers.filters.kinds import Choice, Day, Filter, Number, Text, UnreadableFilter, YesNo

__all__ = [
    "FILTERS",
    "GROUPS",
    "Choice",
    "Day",
    "Filter",
    "Number",
    "Text",
    "UnreadableFilter",
    "YesNo",
    "filters_for",
]
