"""Environments of their own for peers whose packages do not live beside ours: made once under `bench/var`."""

import subprocess
import venv
from pathlib import Path

VAR = Path(__file__).parent / "var"
MINUTES = 30


def own_environment(name: str, pinned: tuple[str, ...]) -> Path | None:
    """Its Python, made where it is missing; None, and a sentence, where the packages cannot be had."""
    python = VAR / name / "bin" / "python"
    try:
        if not python.exists():
            venv.create(VAR / name, with_pip=True)
        wanted = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pinned]
        subprocess.run(wanted, check=True, capture_output=True, timeout=60 * MINUTES)
    except (OSError, subprocess.SubprocessError) as problem:
        print(f"{pinned[0]} is left out: its environment cannot be made ({type(problem).__name__}).")
        return None
    return python
