"""`make bench`: each question in a process of its own, one after the other, each with its table."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# In the order of the loop: read, know, show.
QUESTIONS = (
    "import_lines",
    "rfm_summary",
    "lifetime",
    "lifetime_pymc",
    "churn",
    "pairs",
    "pairs_mlxtend",
    "nextbasket",
    "nextbasket_implicit",
    "cells",
    "clusters",
    "refresh",
    "pages",
    "inbox",
    "care",
    "segments",
    "till",
    "journeys",
    "mail",
)


def main() -> int:
    chosen = sys.argv[1:] or QUESTIONS
    unknown = [name for name in chosen if not (HERE / f"{name}.py").exists()]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(QUESTIONS)}", file=sys.stderr)
        return 2
    return max(subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode for name in chosen)


if __name__ == "__main__":
    sys.exit(main())
