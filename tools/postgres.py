"""A throw-away PostgreSQL cluster from the installed binaries, run by an unprivileged user.

start → prints its folder; url FOLDER → the address for DATABASE_URL; stop FOLDER → stops and removes it; found → says
where the binaries are. PostgreSQL refuses to run as root, so root hands the cluster to `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120", "shared_buffers=256MB")


def binaries() -> Path | None:
    """The newest installed server of version 15 or later."""
    folders = [Path(named) for named in os.environ.get("PG_BIN", "").split(os.pathsep) if named]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    folders += [Path(found).parent for found in [shutil.which("initdb")] if found]
    needed = ("initdb", "postgres", "pg_ctl", "createdb")
    return next((folder for folder in folders if all((folder / name).exists() for name in needed)), None)


def server_user() -> str | None:
    """Whom to run the server as when we are root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def run(*command: str) -> None:
    user = server_user()
    prefix = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stdout}{done.stderr}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shuke-pg-"))
    if user := server_user():
        shutil.chown(folder, user)
    programs, data, port = binaries(), folder / "data", free_port()
    if programs is None:
        sys.exit("no PostgreSQL server binaries (initdb, postgres) found")
    run(
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "shuke",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    )
    settings = [argument for setting in FAST for argument in ("-c", setting)]
    options = " ".join(["-p", str(port), "-k", str(folder), "-h", "127.0.0.1", *settings])
    run(str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
    run(str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "shuke", "shuke")
    return folder


def url(folder: Path) -> str:
    port = (folder / "data" / "postmaster.pid").read_text().splitlines()[3]
    return f"postgres://shuke@127.0.0.1:{port}/shuke"


def stop(folder: Path) -> None:
    programs = binaries()
    if programs is not None:
        run(str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["found"]:
            print(binaries() or sys.exit("not found"))
        case ["start"]:
            print(start())
        case ["url", folder]:
            print(url(Path(folder)))
        case ["stop", folder]:
            stop(Path(folder))
        case _:
            sys.exit(__doc__)
