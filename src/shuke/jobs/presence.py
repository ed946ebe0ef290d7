"""Alive or dead, told by a locked file: the system drops the lock with the process, however it died.

So a restart on the same machine takes over at once, without waiting for a lease to run out. Workers on other machines
have other data folders, leave no file here, and are judged by their leases alone.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def being_present(*, name: str, folder: Path) -> Iterator[None]:
    """Hold `name`'s lock for as long as the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def dead_among(names: Iterable[str], *, folder: Path) -> set[str]:
    """Those who left a file in `folder` that nobody locks any more."""
    return {name for name in names if is_dead(folder / name)}


def is_dead(path: Path) -> bool:
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:  # gone cleanly, or of another machine
        return False
    except BlockingIOError:
        return False
    return True


def bury(names: Iterable[str], *, folder: Path) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)
