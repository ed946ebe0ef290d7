"""The list's address, read once for every view that works on a list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from shuke.records.access.decorators import StaffRequest
from shuke.records.customers.models import CustomField
from shuke.records.customers.queries import custom_fields
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.web.customers.columns import Column, chosen_columns, columns_for
from shuke.web.customers.filters import Filter, filters_for
from shuke.web.customers.listing import customers_of, few_or_many
from shuke.web.customers.setting import Setting, setting_for
from shuke.web.customers.sorting import Sort, sort_of
from shuke.web.customers.state import VIEW, State, state_from, state_of
from shuke.web.customers.views_offered import ALL, OfferedView, offered_views
from shuke.web.frame import shown_scope


@dataclass(frozen=True)
class ListRequest:
    setting: Setting
    fields: list[CustomField]
    filters: Mapping[str, Filter]  # those the reader may use
    offered_columns: dict[str, Column]
    views: dict[str, OfferedView]
    view: OfferedView  # the one the list started from
    state: State

    @property
    def sort(self) -> Sort:
        return sort_of(self.state.sort, sees_money=self.setting.sees_money)

    @property
    def columns(self) -> list[Column]:
        return chosen_columns(self.state.columns, self.offered_columns)

    @property
    def is_changed(self) -> bool:
        """Something differs from the view: it can be saved or put back."""
        return self.state.parameters() != self._state_of(self.view).parameters()

    def customers(self) -> CustomerQuerySet:
        return self.customers_and_unread()[0]

    def customers_and_unread(self) -> tuple[CustomerQuerySet, list[str]]:
        return customers_of(self.state, setting=self.setting, filters=self.filters)

    def customers_to_page(self) -> tuple[CustomerQuerySet, list[str]]:
        """For a sorted page: the same, named by id where they are few; with what could not be read."""
        customers, unread = self.customers_and_unread()
        is_narrowed = bool(self.state.q or self.state.filters)
        return (few_or_many(customers) if is_narrowed else customers), unread

    def customers_of_view(self, view: OfferedView) -> CustomerQuerySet:
        return customers_of(self._state_of(view), setting=self.setting, filters=self.filters)[0]

    def address(self, state: State | None = None, **more: str) -> str:
        """Of this list, or of one with another state; without any filter left it is the list of all."""
        state = self.state if state is None else state
        view = "" if self.view.key == ALL or not state.parameters() else self.view.key
        return state.address(**{VIEW: view}, **more)

    def _state_of(self, view: OfferedView) -> State:
        return state_from(view.parameters, filter_keys=self.filters)


def list_request(request: StaffRequest) -> ListRequest:
    setting = setting_for(shown_scope(request), now=timezone.now())
    fields = list(custom_fields())
    filters = filters_for(setting, fields)
    views = offered_views(setting, request.user)
    view = views.get(request.GET.get(VIEW, ""), views[ALL])
    state = state_of(request.GET, filter_keys=filters)
    if not state.parameters():
        state = state_from(view.parameters, filter_keys=filters)
    return ListRequest(setting, fields, filters, columns_for(setting, fields), views, view, state)
