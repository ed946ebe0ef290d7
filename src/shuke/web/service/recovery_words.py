"""Whom the report of what complaints keep tells apart."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: Mapping[str, Promise] = {
    "all": _("all who complained"),
    "compensated": _("with a compensation"),
    "satisfied": _("satisfied with the handling"),
    "dissatisfied": _("not satisfied with the handling"),
}
