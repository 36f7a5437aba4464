"""What the address of the inbox asks for: which open cases, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time, timedelta
from functools import reduce
from operator import itemgetter, or_
from typing import Any, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy

from openaeo.bedrock.actors import Actor
from openaeo.casework.docket import OPEN
from openaeo.casework.models import Docket
from openaeo.casework.programme import programme
from openaeo.law.identifiers import tidy
from openaeo.parties import roll
from openaeo.parties.models import Post
from openaeo.web.components import in_language
from openaeo.web.shell import Request, sought_in
from openaeo.web.words import word

NOBODY = "nobody"
EVERYTHING = "?show=all"
"""The address of the inbox with nothing left out, also for whom it starts with a saved view."""
LONGEST_KEY = 18
SHOW = {
    "": gettext_lazy("All open"),
    "customs": gettext_lazy("Waiting on customs"),
    "trader": gettext_lazy("Waiting on the trader"),
    "mine": gettext_lazy("Mine"),
    "overdue": gettext_lazy("Overdue"),
}
DUE = {
    "today": (gettext_lazy("Today or earlier"), 0),
    "week": (gettext_lazy("Within 7 days"), 7),
    "month": (gettext_lazy("Within 30 days"), 30),
    "none": (gettext_lazy("No date runs"), None),
}
SORT = {
    "": (gettext_lazy("Soonest due first"), ()),
    "firm": (gettext_lazy("By name of the firm"), ("case__operator__name",)),
    "officer": (gettext_lazy("By officer"), ("case__assessor__name",)),
    "received": (gettext_lazy("Longest here first"), ("case__submitted_at",)),
    "newest": (gettext_lazy("Newest first"), ("-case__submitted_at",)),
}
GONE = {
    "officer": gettext_lazy("An officer who is no longer in office"),
    "office": gettext_lazy("An office in which nobody holds a post any more"),
}
"""What is said of a choice that the form no longer offers; other words are left out when nothing is behind them."""
Choice = tuple[str, object, bool]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of the form offer: word in the address, label, and whether it is chosen."""

    state: list[Choice]
    tier: list[Choice]
    officer: list[Choice]
    office: list[Choice]
    due: list[Choice]
    sort: list[Choice]


@dataclass(frozen=True, slots=True)
class Sought:
    """The words of the address. A word that means nothing is left out, so an old address still leads somewhere."""

    show: str = ""
    state: str = ""
    tier: str = ""
    officer: str = ""
    office: str = ""
    due: str = ""
    sort: str = ""
    q: str = ""

    @classmethod
    def read(cls, request: Request) -> Self:
        """Return what the address of `request` asks for."""
        return cls.of({name: sought_in(request, name) for name in cls.__slots__})

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Self:
        """Return what `words` ask for, as an address or a saved view has them."""
        said = {name: words.get(name, "") for name in cls.__slots__}
        known: Mapping[str, Iterable[str]] = {
            "show": SHOW,
            "state": [one.value for one in OPEN],
            "tier": programme().tiers,
            "due": DUE,
            "sort": SORT,
        }
        said |= {name: "" for name, words in known.items() if said[name] not in words}
        said |= {name: "" for name in ("officer", "office") if not _key(said[name], name)}
        return cls(**said)

    def address(self, **changed: str) -> str:
        """Return the query of the address, with some words changed; what says nothing is left out."""
        said = {key: value for key, value in asdict(replace(self, **changed)).items() if value}
        return "?" + urlencode(said) if said else EVERYTHING

    @property
    def filters(self) -> bool:
        """Whether anything at all is asked for."""
        return self != type(self)()

    def described(self, offered: Choices) -> list[object]:
        """Return what is asked for as a reader says it, in the words of the form."""
        said: list[object] = [SHOW[self.show]] if self.show else []
        said += [f"“{self.q}”"] if self.q else []
        for field in fields(offered):
            word = getattr(self, field.name)
            labels = [label for value, label, _chosen in getattr(offered, field.name) if value == word]
            said += (labels or [GONE[field.name]]) if word else []
        return said

    def narrowed(self, rows: QuerySet[Docket], actor: Actor, at: datetime) -> QuerySet[Docket]:
        """Return the rows that every word but the tab keeps."""
        return rows.filter(
            Q(case__state=self.state) if self.state else Q(),
            Q(case__tier=self.tier) if self.tier else Q(),
            _of_officer(self.officer),
            Q(case__assessor__in=roll.in_office(int(self.office), actor=actor)) if self.office else Q(),
            _due_by(self.due, at),
            _called(self.q),
        )

    def shown(self, rows: QuerySet[Docket], actor: Actor, at: datetime) -> QuerySet[Docket]:
        """Return the rows that the tab keeps."""
        return rows.filter(kept(actor, at)[self.show])

    def sorted(self, rows: QuerySet[Docket]) -> QuerySet[Docket]:
        """Return the rows in the order asked for; what is due soonest comes first among equals."""
        return rows.order_by(*SORT[self.sort][1], F("due_at").asc(nulls_last=True), "pk")

    def tabs(self, counts: Mapping[str, int]) -> list[tuple[str, object, bool, int]]:
        """Return address, name, whether it is chosen, and how many it keeps, of each tab."""
        return [(self.address(show=key), name, key == self.show, counts[key]) for key, name in SHOW.items()]


def kept(actor: Actor, at: datetime) -> dict[str, Q]:
    """Return what each tab keeps, for this actor at this moment."""
    return {
        "": Q(),
        "customs": Q(turn="customs"),
        "trader": Q(turn="applicant"),
        "mine": Q(case__assessor=actor.person),
        "overdue": Q(due_at__lt=at),
    }


def counted(rows: QuerySet[Docket], actor: Actor, at: datetime) -> dict[str, int]:
    """Return how many rows each tab keeps. One query."""
    found = rows.aggregate(**{f"n_{key}": Count("pk", filter=q) for key, q in kept(actor, at).items()})
    return {key: found[f"n_{key}"] for key in SHOW}


def choices(sought: Sought, officers: Iterable[Post]) -> Choices:
    """Return what the lists of the form offer, with the officers in office."""
    posts = list(officers)
    people = {NOBODY: gettext_lazy("Nobody yet"), **{str(post.person_id): post.person.name for post in posts}}
    offices = {str(post.office.pk): post.office.name for post in posts if post.office}
    tiers = {code: in_language(text) for code, text in programme().tiers.items()}
    return Choices(
        state=_offered({one.value: word("case", one).label for one in OPEN}, sought.state),
        tier=_offered(tiers, sought.tier),
        officer=_offered(people, sought.officer),
        office=_offered(dict(sorted(offices.items(), key=itemgetter(1))), sought.office),
        due=_offered({key: label for key, (label, _days) in DUE.items()}, sought.due),
        sort=_offered({key: label for key, (label, _order) in SORT.items()}, sought.sort),
    )


def _offered(labels: Mapping[str, Any], chosen: str) -> list[Choice]:
    return [(value, label, value == chosen) for value, label in labels.items()]


def _key(said: str, name: str) -> bool:
    """Whether the address names a person or an office by key, as a query can take it."""
    number = said.isascii() and said.isdecimal() and len(said) <= LONGEST_KEY
    return number or (name == "officer" and said == NOBODY)


def _of_officer(officer: str) -> Q:
    if officer == NOBODY:
        return Q(case__assessor=None)
    return Q(case__assessor=int(officer)) if officer else Q()


def _due_by(due: str, at: datetime) -> Q:
    """Up to the end of a day in the programme's zone."""
    if not due:
        return Q()
    days = DUE[due][1]
    if days is None:
        return Q(due_at=None)
    zone = ZoneInfo(programme().zone)
    after = at.astimezone(zone).date() + timedelta(days=days + 1)
    return Q(due_at__lt=datetime.combine(after, time.min, zone))


def _called(text: str) -> Q:
    """Part of the firm's name in either script, or of case number, TIN or the firm's number however spelled."""
    if not text:
        return Q()
    named = Q(case__operator__name__icontains=text) | Q(case__operator__local_name__icontains=text)
    key = tidy(text)
    if not key:
        return named
    numbers = ("case__number", "case__operator__number", "case__operator__tin")
    spelled = (Q(Contains(Replace(Upper(name), Value("-"), Value("")), key)) for name in numbers)
    return reduce(or_, spelled, named)
