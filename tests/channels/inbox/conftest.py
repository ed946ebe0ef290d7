import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.channels.inbox.dovecot import Dovecot, is_installed


@pytest.fixture
def imap_server() -> Iterator[Dovecot]:
    if not is_installed():
        pytest.skip("no Dovecot: run `make test`, which installs it, or install Debian's dovecot-imapd")
    # Not in pytest's folder: the paths of a server's sockets must be short.
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    folder.chmod(0o755)
    server = Dovecot(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
