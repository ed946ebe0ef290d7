"""A real IMAP server on this machine: Dovecot, started on a free port with one mailbox that a test delivers into."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

USER, PASSWORD = "hello@shop.example", "p@ss word"


def is_installed() -> bool:
    return shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") is not None


class Dovecot:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for part in ("new", "cur", "tmp"):
            (folder / "mail" / part).mkdir(parents=True)
        self.port = _free_port()
        self.url = f"imap://hello%40shop.example:p%40ss%20word@127.0.0.1:{self.port}/INBOX"
        (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        self._config = folder / "dovecot.conf"
        self._config.write_text(_config(folder, self.port))
        self._delivered = 0
        self.start()

    def start(self) -> None:
        program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program is not None
        self._process = subprocess.Popen([program, "-F", "-c", str(self._config)], stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError((self._folder / "log").read_text() if (self._folder / "log").exists() else "no dovecot")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def deliver(self, raw: bytes) -> None:
        """As a mail server does: written aside, then moved into the folder for new mail."""
        self._put(raw, "new", "")

    def deliver_read(self, raw: bytes) -> None:
        """A mail that somebody has read."""
        self._put(raw, "cur", ":2,S")

    def _put(self, raw: bytes, folder: str, flags: str) -> None:
        self._delivered += 1
        path = self._folder / "mail" / "tmp" / f"{time.time():.6f}.{self._delivered}.test"
        path.write_bytes(raw)
        if os.geteuid() == 0:
            shutil.chown(path, "mail", "mail")
        path.replace(self._folder / "mail" / folder / f"{path.name}{flags}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _config(folder: Path, port: int) -> str:
    is_root = os.geteuid() == 0
    me = getpass.getuser()
    owner = "mail" if is_root else me
    if is_root:
        shutil.chown(folder, "mail", "mail")
        for path in folder.rglob("*"):
            shutil.chown(path, "mail", "mail")
    alone = "" if is_root else f"default_internal_user = {me}\ndefault_login_user = {me}\n"
    services = "" if is_root else "".join(f"service {one} {{\n  chroot =\n}}\n" for one in ("anvil", "imap-login"))
    return f"""
protocols = imap
base_dir = {folder}/run
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 100
{alone}{services}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={"mail" if is_root else os.getgid()} home={folder}
}}
"""
