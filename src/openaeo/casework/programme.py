"""Which programme is at home, and which criteria a case was started under."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from openaeo.casework.models import Case, DayOff
from openaeo.law.catalogue import asked, catalogue
from openaeo.law.edition import Edition, load_edition
from openaeo.law.guidance import Guidebook, load_guidebook
from openaeo.law.programme import Programme
from openaeo.law.programme_folder import load_programme
from openaeo.law.timing import Calendar, TimeLimit

KEPT = 64
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


def calendar() -> Calendar:
    """Return the days that the home administration counts: the programme's calendar, and its days off. One query."""
    return programme().calendar.also_closed(DayOff.objects.values_list("day", flat=True))


def calendar_for(rule: TimeLimit) -> Calendar:
    """Return the calendar that `rule` is counted by; days off are asked for only where working days count."""
    working = rule.limit.working or any(one.limit.working for one in rule.extensions)
    return calendar() if working else programme().calendar


def current_edition() -> Edition:
    """Return the criteria that new cases are started under: the programme's edition and what it adds."""
    terms = programme()
    return catalogue(edition_called(terms.edition), terms)


def edition_called(code: str) -> Edition:
    """Return the edition kept in the folder `code`; read again only when a file of it changed."""
    folder = Path(settings.EDITIONS_DIR) / code
    return _edition(folder, _fingerprint(folder))


def guidebook(code: str) -> Guidebook:
    """Return the help with the edition kept in the folder `code`; empty when it carries none."""
    folder = Path(settings.EDITIONS_DIR) / code
    return _guidebook(folder, _fingerprint(folder))


def edition_of(case: Case) -> Edition:
    """Return the criteria pinned on `case`, as far as its tier asks for them.

    Raises `EditionChanged` when the folder of the edition, or of what the programme adds, has been edited since.
    """
    edition, terms = edition_called(case.edition), programme()
    whole = catalogue(edition, terms)
    if whole.hash != case.edition_hash:
        raise EditionChanged(case.number, case.edition, case.edition_hash, whole.hash)
    return _asked(edition, terms, case.tier)


def _fingerprint(folder: Path) -> _Fingerprint:
    """Name, time and size of every data file: cheap to ask on every page, different after every edit."""
    return tuple(
        (path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in sorted(folder.glob("*.toml"))
    )


@lru_cache(maxsize=8)
def _programme(folder: Path, _seen: _Fingerprint) -> Programme:
    return load_programme(folder)


_narrowed: dict[tuple[str, str, str], Edition] = {}


def _asked(edition: Edition, terms: Programme, tier: str) -> Edition:
    """What `tier` asks, kept by content: pages ask for it on every line of a list."""
    key = (edition.hash, terms.hash, tier)
    if key not in _narrowed:
        if len(_narrowed) >= KEPT:
            _narrowed.clear()
        _narrowed[key] = asked(edition, terms, tier) if tier in terms.tiers else catalogue(edition, terms)
    return _narrowed[key]


@lru_cache(maxsize=16)
def _edition(folder: Path, _seen: _Fingerprint) -> Edition:
    return load_edition(folder)


@lru_cache(maxsize=16)
def _guidebook(folder: Path, seen: _Fingerprint) -> Guidebook:
    return load_guidebook(folder, _edition(folder, seen))
