"""Whether there is enough to learn from, and what was said when there is not."""

from dataclasses import dataclass, field
from typing import Any

from shuke.lib.errors import ShukeError

# Above this share of the customers judged, silence of the window is how the trade is, and a chance of it no sign.
MOST_LEAVING = 0.5


@dataclass(frozen=True)
class Gate:
    """`code` is empty when it was passed; pages word it with the facts, `said` is the library's own sentence."""

    code: str = ""  # too_thin, no_repeats, not_settled, not_judged, most_leave, not_better
    said: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"passed": not self.code, "code": self.code, "said": self.said, **self.facts}


def refused(code: str, error: ShukeError, **facts: Any) -> Gate:
    return Gate(code=code, said=str(error), facts=facts)


def not_earned(holdout: dict[str, Any] | None) -> Gate | None:
    """Why the simple rule stays: a model takes its place by ranking later customers better, where most do come back."""
    if holdout is None:
        return Gate("not_judged", "The model of leaving could not be asked about later days yet.")
    base, days = float(holdout["base"]), int(holdout["window_days"])
    if base > MOST_LEAVING:
        said = f"Of the customers judged {base:.0%} stayed away for {days} days: more than half do so in this trade."
        return Gate("most_leave", said, {"base": base, "window_days": days})
    ours, simple = (holdout["models"][name]["auc"] for name in (holdout["chosen"], "simple"))
    if ours <= simple:
        return Gate(
            "not_better", f"The model of leaving ranks no better than the simple rule ({ours:.3f}, {simple:.3f})."
        )
    return None
