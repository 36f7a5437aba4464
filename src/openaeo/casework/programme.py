"""Which programme is at home, and which criteria a case was started under."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from openaeo.casework.models import Case, DayOff, EditionOrder
from openaeo.law.catalogue import asked, catalogue
from openaeo.law.edition import Edition, load_edition
from openaeo.law.guidance import Guidebook, load_guidebook
from openaeo.law.programme import Programme
from openaeo.law.programme_folder import load_programme
from openaeo.law.timing import Calendar, TimeLimit

KEPT = 64
_Fingerprint = tuple[tuple[str, int, int], ...]


class EditionChanged(Exception):
    """The criteria that something rests on are no longer the ones on disk: of a case, or ("") of an order."""

    def __init__(self, case: str, edition: str, pinned: str, found: str) -> None:
        self.case, self.edition, self.pinned, self.found = case, edition, pinned, found
        about = f"Case {case} was started" if case else "New applications were ordered to start"
        super().__init__(
            f"{about} under edition {edition} with hash {pinned[:12]}, but the folder "
            f"{edition} now has hash {found[:12]}. An edition in use is never edited: restore its files from "
            f"version control and publish the change as a new edition. Nothing of any case was touched."
        )


def programme() -> Programme:
    """Return the home administration's programme; read again only when a file of its folder changed."""
    folder = Path(settings.PROGRAMMES_DIR) / str(settings.HOME_ADMINISTRATION).lower()
    return _programme(folder, _fingerprint(folder))


def current_edition(at: datetime) -> Edition:
    """Return the criteria that a case started at `at` is started under: the edition in force and what the programme adds.

    Raises `EditionChanged` when the folder of an edition put in force has been edited since. One query.
    """
    order = order_in_force(at)
    edition = edition_called(order.edition if order else programme().edition)
    if order is not None and edition.hash != order.edition_hash:
        raise EditionChanged("", order.edition, order.edition_hash, edition.hash)
    return catalogue(edition, programme())


def order_in_force(at: datetime) -> EditionOrder | None:
    """Return the order by which an edition is in force at `at`; None while it is the one that the programme names."""
    return EditionOrder.objects.standing().filter(since__lte=at).first()


def calendar() -> Calendar:
    """Return the days that the home administration counts: the programme's calendar, and its days off. One query."""
    return programme().calendar.also_closed(DayOff.objects.values_list("day", flat=True))


def day_of(moment: datetime) -> date:
    """Return the day of `moment` in the programme's zone."""
    return moment.astimezone(ZoneInfo(programme().zone)).date()


def calendar_for(rule: TimeLimit) -> Calendar:
    """Return the calendar that `rule` is counted by; days off are asked for only where working days count."""
    working = rule.limit.working or any(one.limit.working for one in rule.extensions)
    return calendar() if working else programme().calendar


def edition_called(code: str) -> Edition:
    """Return the edition kept in the folder `code`; read again only when a file of an edition changed.

    Raises `EditionFault` when there is none or it cannot be read.
    """
    return _edition(Path(settings.EDITIONS_DIR) / code, _fingerprint(Path(settings.EDITIONS_DIR)))


def edition_codes() -> list[str]:
    """Return the codes of the editions on disk, in order."""
    return sorted(sheet.parent.name for sheet in Path(settings.EDITIONS_DIR).glob("*/edition.toml"))


def guidebook(code: str) -> Guidebook:
    """Return the help with the edition kept in the folder `code`; empty when it carries none.

    A supplement is helped with like the edition it rests on, where it asks the same.
    """
    editions = Path(settings.EDITIONS_DIR)
    return _guidebook(editions / code, _fingerprint(editions))


def edition_of(case: Case) -> Edition:
    """Return the criteria pinned on `case`, as far as its tier asks for them.

    Raises `EditionChanged` when the folder of the edition, or of what the programme adds, has been edited since.
    """
    edition, terms = edition_called(case.edition), programme()
    whole = catalogue(edition, terms)
    if whole.hash != case.edition_hash:
        raise EditionChanged(case.number, case.edition, case.edition_hash, whole.hash)
    return _asked(edition, terms, case.tier)


def asked_under(edition: Edition, tier: str) -> Edition:
    """Return what `tier` of the programme asks under `edition`, which is one of `edition_called`."""
    return _asked(edition, programme(), tier)


def _fingerprint(folder: Path) -> _Fingerprint:
    """Name, time and size of every data file: cheap to ask on every page, different after every edit.

    Of the editions all together, because a supplement is read with the one that it rests on.
    """
    sheets = sorted((*folder.glob("*.toml"), *folder.glob("*/*.toml")))
    return tuple((str(path), (stat := path.stat()).st_mtime_ns, stat.st_size) for path in sheets)


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
    edition = _edition(folder, seen)
    own = load_guidebook(folder, edition)
    if not edition.rests_on:
        return own
    base = folder.parent / edition.rests_on
    return own.resting_on(_guidebook(base, seen), _edition(base, seen), edition)
