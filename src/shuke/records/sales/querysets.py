from typing import TYPE_CHECKING

from django.db import models

from shuke.records.access.scope import Scope

if TYPE_CHECKING:
    from shuke.records.sales.models import Order  # noqa: F401  (named in the bases below)


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, scope: Scope) -> "OrderQuerySet":
        """Orders of the stores the caller works for."""
        if scope.store_ids is None:
            return self
        return self.filter(store__in=scope.store_ids)

    def purchases(self) -> "OrderQuerySet":
        """Orders with at least one line of positive quantity."""
        return self.filter(has_sale=True)
