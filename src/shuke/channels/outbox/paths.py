"""Where a message lies in the folder: by its key, so that the same one is written once."""

import hashlib
from pathlib import Path

MAIL, OTHER = ".eml", ".json"


def path_in(folder: Path, key: str, ending: str) -> Path:
    name = hashlib.sha256(key.encode()).hexdigest()[:40]
    return folder / name[:2] / f"{name}{ending}"
