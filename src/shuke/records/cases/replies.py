"""Canned replies: words with gaps that the case fills."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

GAPS = ("customer", "number", "subject", "store", "agent", "due", "points")
_GAP = re.compile(r"\{(\w*)\}")


class UnknownGap(ShukeError):
    """A reply with a gap that nothing fills."""


def check_gaps(text: str) -> None:
    """Raises UnknownGap."""
    for name in _GAP.findall(text):
        if name not in GAPS:
            raise UnknownGap(
                _("Nothing fills “{%(name)s}”; the gaps are %(gaps)s.")
                % {"name": name, "gaps": ", ".join(f"{{{gap}}}" for gap in GAPS)}
            )


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A gap without a fact stays as it is written, so that whoever sends it sees it."""
    return _GAP.sub(lambda gap: facts.get(gap[1]) or gap[0], text)
