"""A package for machines: data, documents and letters in one ZIP, with a manifest of every member's SHA-256."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile

_CHUNK = 256 * 1024
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Package:
    """A ZIP that is being filled at `at` on `target`; `closed` writes the manifest last."""

    def __init__(self, target: IO[bytes], *, at: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        moment = at.astimezone(UTC)
        stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        self._stamp = max(stamp, _EARLIEST)
        self._members: list[dict[str, object]] = []
        self._lost: list[dict[str, object]] = []

    def add(self, path: str, content: bytes) -> None:
        """Put `content` under `path`."""
        with self._zip.open(self._info(path), "w") as member:
            member.write(content)
        self._note(path, hashlib.sha256(content).hexdigest(), len(content))

    def add_stored(self, path: str, stored: StoredFile) -> None:
        """Put a stored file under `path`; one that the store has lost, or no longer intact, is named as lost."""
        digest, size = hashlib.sha256(), 0
        try:
            with files.open_file(stored) as source, self._zip.open(self._info(path), "w") as member:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    member.write(chunk)
        except FileNotFoundError:
            self._lost.append({"path": path, "sha256": stored.digest})
            return
        self._note(path, digest.hexdigest(), size)

    def closed(self, head: Mapping[str, object]) -> None:
        """Write `manifest.json`, which starts with `head` and names every other member, and close the package."""
        said = {**head, "files": self._members, "lost": self._lost}
        with self._zip.open(self._info("manifest.json"), "w") as member:
            member.write(as_json(said))
        self._zip.close()

    def _info(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._stamp)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o640 << 16
        return info

    def _note(self, path: str, digest: str, size: int) -> None:
        self._members.append({"path": path, "sha256": digest, "size": size})


def as_json(content: object) -> bytes:
    """Return `content` as JSON that people can read too."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
