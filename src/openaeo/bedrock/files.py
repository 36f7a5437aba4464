"""The file store: bytes kept once under their own digest, let in only as what they say they are."""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import ProtectedError

from openaeo.bedrock import contents
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.worker import duty
from openaeo.law.workflow import Reason, Refused

ALLOWED = frozenset(contents.KINDS)
MAX_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 255
LONGEST_ENDING = 10
_CHUNK = 64 * 1024
_LARGEST = 2**31 - 1
_LOCK = 0x0AE0_0002
_EXTENSIONS = {"jpg": "jpeg", "jpe": "jpeg"}
_BAD_IN_NAMES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class Readable(Protocol):
    """Anything that hands out bytes piece by piece, such as an upload."""

    def read(self, size: int = -1, /) -> bytes: ...


def max_bytes() -> int:
    """Return how many bytes a file may have: the setting MAX_UPLOAD_BYTES, or 10 MiB."""
    return int(getattr(settings, "MAX_UPLOAD_BYTES", MAX_BYTES))


def safe_name(name: str) -> str:
    """Return `name` fit to be shown and kept: no folders, no control or text-turning characters, at most 255.

    Every script stays as it is. The ending survives shortening. A name of nothing becomes "file".
    """
    leaf = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        character
        for character in leaf
        if unicodedata.category(character) not in _BAD_IN_NAMES and character not in _TURNS_TEXT
    )
    kept = " ".join(kept.split()).rstrip(". ")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= LONGEST_ENDING:
        short = stem.strip(". ")[: LONGEST_NAME - len(ending) - 1].rstrip(". ")
        return f"{short or 'file'}.{ending}"
    return kept.strip(". ")[:LONGEST_NAME].rstrip(". ") or "file"


def kind_of(name: str) -> str:
    """Return the kind of file that `name` claims by its ending: "pdf", "jpeg"…; "" when it has none."""
    _, dot, ending = safe_name(name).rpartition(".")
    ending = ending.lower() if dot else ""
    return _EXTENSIONS.get(ending, ending)


def store(
    stream: Readable,
    name: str,
    *,
    at: datetime,
    accept: frozenset[str] = ALLOWED,
    limit: int | None = None,
) -> StoredFile:
    """Keep the bytes of `stream`, named `name` by whoever brings them, and return the stored file.

    `accept` narrows the allow-list, `limit` (bytes) replaces the setting. The same bytes are kept once. Refused
    as `store` with `file-type-not-allowed` (the kind), `file-empty`, `file-too-large` (the limit in bytes) or
    `file-content-differs` (the kind it was said to be). Nothing half-written is ever found under a digest.
    """
    kind = kind_of(name)
    if kind not in accept & ALLOWED:
        raise Refused("store", Reason("file-type-not-allowed", kind))
    most = max_bytes() if limit is None else limit
    with _arrival() as (file, path):
        digest, size = _take_in(stream, file, most)
        if not contents.agrees(kind, path):
            raise Refused("store", Reason("file-content-differs", kind))
        return _kept(path, digest, contents.KINDS[kind], size, at=at)


def keep(stream: Readable, media_type: str, *, at: datetime) -> StoredFile:
    """Keep bytes that the product made itself, of whatever kind, and return the stored file.

    Refused as `store` with `file-empty`, and `file-too-large` past what a row can count (2 GiB).
    """
    with _arrival() as (file, path):
        digest, size = _take_in(stream, file, _LARGEST)
        return _kept(path, digest, media_type, size, at=at)


def drop(stored: StoredFile) -> bool:
    """Forget a stored file that no row names any more, and return whether it went; `sweep` removes its bytes."""
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return False
    return True


def open_file(stored: StoredFile) -> BinaryIO:
    """Open the bytes of `stored` for reading. Raises `FileNotFoundError` when the store has lost them."""
    return path_of(stored.digest).open("rb")


def path_of(digest: str) -> Path:
    """Return where the bytes with `digest` lie."""
    return _root() / digest[:2] / digest[2:4] / digest


def intact(stored: StoredFile) -> bool:
    """Return whether the bytes of `stored` are there and still have their digest."""
    try:
        with path_of(stored.digest).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == stored.digest
    except FileNotFoundError:
        return False


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed: files without a row, and arrivals never finished."""

    orphans: int
    arrivals: int


def sweep(*, at: datetime, older_than: timedelta = timedelta(days=1)) -> Swept:
    """Remove bytes that no row names and arrivals that never settled, if last touched `older_than` before `at`.

    Acts that were undone and processes that were killed leave such files. Waits for stores under way.
    """
    before = (at - older_than).timestamp()
    arrivals = sum(_remove(path) for path in _older(_arrivals(), before))
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        orphans = 0
        for folder in sorted(_root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            found = list(_older(folder, before))
            known = set(
                StoredFile.objects.filter(digest__in=[path.name for path in found]).values_list(
                    "digest", flat=True
                )
            )
            orphans += sum(_remove(path) for path in found if path.name not in known)
    return Swept(orphans, arrivals)


@duty("files.sweep", every=timedelta(hours=6))
def tidy(at: datetime) -> Swept:
    """Remove at `at` what nothing names any more; see `sweep`."""
    return sweep(at=at)


def _root() -> Path:
    return Path(settings.FILES_DIR)


def _arrivals() -> Path:
    folder = _root() / "arriving"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _arrival() -> Iterator[tuple[IO[bytes], Path]]:
    with tempfile.NamedTemporaryFile(dir=_arrivals(), delete=False) as file:
        path = Path(file.name)
        try:
            yield file, path
        finally:
            path.unlink(missing_ok=True)


def _take_in(stream: Readable, file: IO[bytes], most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise Refused("store", Reason("file-too-large", most))
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise Refused("store", Reason("file-empty"))
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _kept(path: Path, digest: str, media_type: str, size: int, *, at: datetime) -> StoredFile:
    with transaction.atomic():
        _keep_sweep_away()
        _settle(path, digest)
        row = StoredFile(digest=digest, media_type=media_type, size=size, stored_at=at)
        StoredFile.objects.bulk_create([row], ignore_conflicts=True)
        return StoredFile.objects.get(digest=digest)


def _settle(path: Path, digest: str) -> None:
    """Move the bytes to their place, also over themselves, so that they count as fresh for `sweep`."""
    place = path_of(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    path.chmod(0o640)
    path.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _keep_sweep_away() -> None:
    # Shared among stores, held until commit: between file and row no sweep may come.
    with connection.cursor() as sql:
        sql.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def _older(folder: Path, before: float) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            yield path


def _remove(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True
