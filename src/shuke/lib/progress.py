"""What a long job says of itself while it runs."""

from collections.abc import Callable

Report = Callable[[str], None]  # is given one line at a time


def silent(line: str) -> None:
    """Of a job nobody listens to."""
