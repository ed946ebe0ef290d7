"""Whether there is enough to learn from, and what was said when there is not."""

from dataclasses import dataclass, field
from typing import Any

from shuke.lib.errors import ShukeError


@dataclass(frozen=True)
class Gate:
    """`code` is empty when it was passed; pages word it with the facts, `said` is the library's own sentence."""

    code: str = ""  # too_thin, no_repeats, not_settled
    said: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"passed": not self.code, "code": self.code, "said": self.said, **self.facts}


def refused(code: str, error: ShukeError, **facts: Any) -> Gate:
    return Gate(code=code, said=str(error), facts=facts)
