"""What one administration makes of the criteria: tiers, sizes, time, hearing, validity, what follows a grant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.acceptance import Check
from openaeo.law.accounts import Accounts
from openaeo.law.bars import Bar
from openaeo.law.changes import ChangeType
from openaeo.law.citing import Certainty, Citation, Origin, Source
from openaeo.law.clock import Limit
from openaeo.law.deciding import Deciding, Issue
from openaeo.law.edition import Criterion, Group
from openaeo.law.entry import Entry, Size
from openaeo.law.grades import Grade, ScoreRule
from openaeo.law.lasting import Lasting
from openaeo.law.retention import Retention
from openaeo.law.reusing import Reusing
from openaeo.law.risk import Band
from openaeo.law.suspension import Suspending
from openaeo.law.terms import Role, Text
from openaeo.law.timing import Calendar, TimeLimit

# The five times without which no case can be run; a programme sets each of them.
NEEDED = ("acceptance", "decision", "request", "hearing", "measure-hearing")


class Adverse(StrEnum):
    """An act against which an applicant or holder is heard first."""

    REFUSE = "refuse"
    GRANT_LESS = "grant-less"
    CONDITIONS = "conditions"
    SUSPEND = "suspend"
    REVOKE = "revoke"
    REFUSE_AMENDMENT = "refuse-amendment"


class Chapter(StrEnum):
    """A part of the rule book."""

    TIERS = "tiers"
    ENTRY = "entry"
    ACCOUNTS = "accounts"
    ACCEPTANCE = "acceptance"
    TIMES = "times"
    REUSE = "reuse"
    HEARING = "hearing"
    DECIDING = "deciding"
    VALIDITY = "validity"
    SUSPENSION = "suspension"
    BARS = "bars"
    CHANGES = "changes"
    GRADES = "grades"
    APPEAL = "appeal"
    VISITS = "visits"
    KEEPING = "keeping"
    BENEFITS = "benefits"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Tier:
    """What may be applied for. No `roles`: all. No `groups`: all; `without` are left out of them.

    `parts` are tiers that this one holds together (EU: one authorisation for both types); `requires` are tiers of
    which one must be held before; `rank` orders the ladder, higher is more.
    """

    code: str
    text: Text
    roles: frozenset[Role]
    groups: tuple[str, ...]
    without: frozenset[str]
    parts: tuple[str, ...]
    requires: frozenset[str]
    rank: int
    cited: Citation


@dataclass(frozen=True, slots=True)
class Hearing:
    """Before which acts somebody is heard."""

    before: frozenset[Adverse]
    cited: Citation


@dataclass(frozen=True, slots=True)
class Appeal:
    """To whom a decision may be taken; `uninvolved` means that nobody reviews what they had a hand in."""

    bodies: tuple[str, ...]
    uninvolved: bool
    cited: Citation


@dataclass(frozen=True, slots=True)
class Visits:
    """How visits are arranged: days of notice, times offered, refusals until a superior is told, what is allowed."""

    required: bool
    notice_days: int
    offers: int
    refusals: int
    unannounced: bool
    sampling: bool
    remote: tuple[str, ...]
    cited: Citation


@dataclass(frozen=True, slots=True)
class Papers:
    """For how many days before its end a document of a firm is shown as expiring soon."""

    soon_days: int
    cited: Citation


@dataclass(frozen=True, slots=True)
class EligibilityQuestion:
    """A yes-or-no question before applying: what a no means, and what would be asked as proof."""

    code: str
    text: Text
    weight: str
    if_no: Text
    evidence: Text


@dataclass(frozen=True, slots=True)
class Addition:
    """A criterion that the programme adds to the edition, for `tiers` (none: all)."""

    criterion: Criterion
    tiers: frozenset[str]
    cited: Citation


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule told in words, because no number, word or table carries it; people read it, no code does."""

    about: Chapter
    text: Text
    cited: Citation


@dataclass(frozen=True, slots=True)
class Programme:
    """One administration's programme as data; what the data mean is said by the modules of the law beside it.

    `edition` is the code of the edition of criteria it rests on; `hash` changes with every word and number.
    `measures` says for each ground which measures it may carry: `suspend`, `revoke`. `backing` says where grounds,
    benefits, questions and weights stand, as far as the programme says so, by names such as `ground threat`.
    """

    code: str
    edition: str
    title: Text
    origin: Origin
    note: Text
    sources: tuple[Source, ...]
    rungs: tuple[Tier, ...]
    sizes: tuple[Size, ...]
    entries: tuple[Entry, ...]
    acceptance: tuple[Check, ...]
    times: tuple[TimeLimit, ...]
    heard: Hearing
    deciding: Deciding | None
    lasting: tuple[Lasting, ...]
    suspending: Suspending
    bars: tuple[Bar, ...]
    changes: tuple[ChangeType, ...]
    scores: tuple[ScoreRule, ...]
    grades: tuple[Grade, ...]
    appeal: Appeal | None
    visits: Visits
    accounts: Accounts | None
    retention: Retention | None
    papers: Papers | None
    reusing: Reusing | None
    grounds: Mapping[str, Text]
    measures: Mapping[str, frozenset[str]]
    benefits: Mapping[str, Text]
    benefit_tiers: Mapping[str, frozenset[str]]
    eligibility: tuple[EligibilityQuestion, ...]
    risk: Mapping[str, int]
    bands: tuple[Band, ...]
    groups: tuple[Group, ...]
    additions: tuple[Addition, ...]
    remarks: tuple[Remark, ...]
    backing: Mapping[str, Citation]
    calendar: Calendar
    drafts: frozenset[str]
    hash: str

    @property
    def zone(self) -> str:
        """The time zone in which days begin and end."""
        return self.calendar.zone

    @property
    def tiers(self) -> Mapping[str, Text]:
        """The wording of each tier by its code, in the programme's order."""
        return {tier.code: tier.text for tier in self.rungs}

    @property
    def statement_sizes(self) -> frozenset[str]:
        """The sizes of firm whose owner may stand for an answer in person."""
        return frozenset(size.code for size in self.sizes if size.owner_states)

    def rung(self, tier: str) -> Tier:
        """Return the tier called `tier`. Raises `KeyError` when the programme has none."""
        for one in self.rungs:
            if one.code == tier:
                return one
        raise KeyError(tier)

    def time(self, code: str, tier: str = "") -> TimeLimit | None:
        """Return the time limit `code` for `tier`: its own, else the one for every tier, else None."""
        named = [one for one in self.times if one.code == code]
        own = next((one for one in named if tier and tier in one.tiers), None)
        return own or next((one for one in named if not one.tiers), None)

    def limit(self, code: str, tier: str = "") -> Limit:
        """Return how long the time limit `code` is for `tier`. Raises `KeyError` when the programme sets none."""
        found = self.time(code, tier)
        if found is None:
            raise KeyError(code)
        return found.limit

    def lasts(self, tier: str) -> Lasting:
        """Return how long an authorisation of `tier` lasts. Raises `KeyError` for an unknown tier."""
        self.rung(tier)
        own = next((one for one in self.lasting if tier in one.tiers), None)
        return own or next(one for one in self.lasting if not one.tiers)

    def issue_of(self, tier: str) -> Issue:
        """Return how a certificate of `tier` comes about; with the grant where the programme says nothing."""
        return self.deciding.issue_of(tier) if self.deciding else Issue.WITH_GRANT

    def grounds_for(self, measure: str) -> Mapping[str, Text]:
        """Return the grounds that may carry `measure` (`suspend` or `revoke`), in the programme's order."""
        return {code: text for code, text in self.grounds.items() if measure in self.measures[code]}

    def benefits_of(self, tier: str) -> Mapping[str, Text]:
        """Return the benefits that `tier` gives, in the programme's order."""
        return {
            code: text
            for code, text in self.benefits.items()
            if not self.benefit_tiers[code] or tier in self.benefit_tiers[code]
        }

    def cited(self) -> tuple[tuple[str, Citation], ...]:
        """Return every rule that carries a citation, named by kind and code, in the order of the rule book."""
        extensions = [
            (f"{_named(one)}, extension {extension.cause}", extension.cited)
            for one in self.times
            for extension in one.extensions
        ]
        single = [
            ("hearing", self.heard.cited),
            ("suspension", self.suspending.cited),
            ("visits", self.visits.cited),
        ]
        single += [("deciding", self.deciding.cited)] if self.deciding else []
        single += [("appeal", self.appeal.cited)] if self.appeal else []
        single += [("accounts", self.accounts.cited)] if self.accounts else []
        single += [("retention", self.retention.cited)] if self.retention else []
        single += [("papers", self.papers.cited)] if self.papers else []
        single += [("reuse", self.reusing.cited)] if self.reusing else []
        return (
            *((f"tier {one.code}", one.cited) for one in self.rungs),
            *((f"size {one.code}", one.cited) for one in self.sizes),
            *((f"entry {number}", one.cited) for number, one in enumerate(self.entries, 1)),
            *((f"check {one.kind.value}", one.cited) for one in self.acceptance),
            *((_named(one), one.cited) for one in self.times),
            *extensions,
            *((f"validity {number}", one.cited) for number, one in enumerate(self.lasting, 1)),
            *((f"bar {number}", one.cited) for number, one in enumerate(self.bars, 1)),
            *((f"change {one.code}", one.cited) for one in self.changes),
            *((f"score {one.code}", one.cited) for one in self.scores),
            *((f"grade {one.code}", one.cited) for one in self.grades),
            *((f"band {one.code}", one.cited) for one in self.bands),
            *((f"criterion {one.criterion.id}", one.cited) for one in self.additions),
            *single,
            *((f"remark {number}", one.cited) for number, one in enumerate(self.remarks, 1)),
            *self.backing.items(),
        )

    def unsettled(self) -> Mapping[str, Certainty]:
        """Return what is to be confirmed: rules by the names of `cited`, single values with their key behind."""
        found: dict[str, Certainty] = {}
        for name, cited in self.cited():
            if cited.certainty is not Certainty.SOURCED:
                found[name] = cited.certainty
            found |= {f"{name} {key}": Certainty.UNCONFIRMED for key in sorted(cited.unconfirmed)}
            found |= {f"{name} {key}": Certainty.PLACEHOLDER for key in sorted(cited.placeholder)}
        return found


def _named(time: TimeLimit) -> str:
    return " ".join((f"time {time.code}", *sorted(time.tiers)))
