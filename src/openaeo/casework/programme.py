"""Which programme is at home, and which edition of the criteria a case was started under."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from openaeo.casework.models import Case
from openaeo.law.edition import Edition, Programme, load_edition, load_programme

_Fingerprint = tuple[tuple[str, int, int], ...]


class EditionChanged(Exception):
    """The criteria that a case was started under are no longer the ones on disk."""

    def __init__(self, case: str, edition: str, pinned: str, found: str) -> None:
        self.case, self.edition, self.pinned, self.found = case, edition, pinned, found
        super().__init__(
            f"Case {case} was started under edition {edition} with hash {pinned[:12]}, but the folder "
            f"{edition} now has hash {found[:12]}. An edition in use is never edited: restore its files from "
            f"version control and publish the change as a new edition. Nothing of the case was touched."
        )


def programme() -> Programme:
    """Return the home administration's programme; read again only when a file of its folder changed."""
    folder = Path(settings.PROGRAMMES_DIR) / str(settings.HOME_ADMINISTRATION).lower()
    return _programme(folder, _fingerprint(folder))


def current_edition() -> Edition:
    """Return the edition that new cases are started under."""
    return edition_called(programme().edition)


def edition_called(code: str) -> Edition:
    """Return the edition kept in the folder `code`; read again only when a file of it changed."""
    folder = Path(settings.EDITIONS_DIR) / code
    return _edition(folder, _fingerprint(folder))


def edition_of(case: Case) -> Edition:
    """Return the edition pinned on `case`. Raises `EditionChanged` when its folder has been edited since."""
    edition = edition_called(case.edition)
    if edition.hash != case.edition_hash:
        raise EditionChanged(case.number, case.edition, case.edition_hash, edition.hash)
    return edition


def _fingerprint(folder: Path) -> _Fingerprint:
    """Name, time and size of every data file: cheap to ask on every page, different after every edit."""
    return tuple(
        (path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in sorted(folder.glob("*.toml"))
    )


@lru_cache(maxsize=8)
def _programme(folder: Path, _seen: _Fingerprint) -> Programme:
    return load_programme(folder)


@lru_cache(maxsize=16)
def _edition(folder: Path, _seen: _Fingerprint) -> Edition:
    return load_edition(folder)
