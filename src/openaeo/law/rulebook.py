"""The rule book of a programme: every rule as sentences by code, chapter by chapter, with where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from openaeo.law.bars import Bar, Ending
from openaeo.law.catalogue import asked, asks, catalogue
from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import Limit
from openaeo.law.edition import Edition, Group
from openaeo.law.entry import Entry, Size, entry_for
from openaeo.law.grades import ScoreRule
from openaeo.law.lasting import Lasting, Validity
from openaeo.law.programme import Adverse, Chapter, Programme, Tier
from openaeo.law.retention import After
from openaeo.law.risk import FEATURES
from openaeo.law.terms import Role, Text
from openaeo.law.timing import Duty, ExtensionRule, Rest, TimeLimit


@dataclass(frozen=True, slots=True)
class Named:
    """A word of the law inside a sentence: `code` among the words of `kind`."""

    kind: str
    code: str


Param: TypeAlias = str | int | Limit | date | Named | Group | Text | tuple["Param", ...]
"""What fills a sentence; a date stands for a day of every year."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: `code` names it, `params` fill it; readers of a language put it into words."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called (None: nothing), what it says, and where it stands (None: nobody says)."""

    title: Line | None
    lines: tuple[Line, ...]
    cited: Citation | None


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter with its rules; without any, the programme is silent on it."""

    chapter: Chapter
    rules: tuple[Rule, ...]


def rulebook(programme: Programme, edition: Edition) -> tuple[Section, ...]:
    """Return the rules of `programme` over `edition`, every chapter once, in the order of `Chapter`."""
    book = _Book(programme, edition)
    told: Mapping[Chapter, Callable[[], Iterable[Rule]]] = {
        Chapter.TIERS: book.tiers,
        Chapter.ENTRY: book.entry,
        Chapter.ACCOUNTS: book.accounts,
        Chapter.ACCEPTANCE: book.acceptance,
        Chapter.TIMES: book.times,
        Chapter.REUSE: book.reuse,
        Chapter.HEARING: book.hearing,
        Chapter.DECIDING: book.deciding,
        Chapter.VALIDITY: book.validity,
        Chapter.SUSPENSION: book.suspension,
        Chapter.BARS: book.bars,
        Chapter.CHANGES: book.changes,
        Chapter.GRADES: book.grades,
        Chapter.APPEAL: book.appeal,
        Chapter.VISITS: book.visits,
        Chapter.KEEPING: book.keeping,
        Chapter.BENEFITS: book.benefits,
        Chapter.RISK: book.risk,
    }
    return tuple(Section(chapter, (*told[chapter](), *book.remarks(chapter))) for chapter in Chapter)


def conditions(programme: Programme, tier: str, size: str) -> tuple[Line, ...]:
    """Return what stands before an application for `tier` by a firm of `size`: earlier tiers, rules of entry, bars.

    Raises `KeyError` for a tier that the programme does not know.
    """
    rung, book = programme.rung(tier), programme.tiers
    held = tuple(book[code] for code in book if code in rung.requires)
    entry = entry_for(programme.entries, tier, size)
    return (
        *((Line("tier-requires", {"tiers": held}),) if held else ()),
        *(_entry(entry) if entry else ()),
        *(_bar(bar) for bar in programme.bars if not bar.tiers or tier in bar.tiers),
    )


def tally(programme: Programme) -> Mapping[Certainty, int]:
    """Return how much of `programme` is of each certainty: cited rules, and single values named as less certain."""
    counts = Counter(cited.certainty for _, cited in programme.cited())
    for _, cited in programme.cited():
        counts[Certainty.UNCONFIRMED] += len(cited.unconfirmed)
        counts[Certainty.PLACEHOLDER] += len(cited.placeholder)
    return {certainty: counts[certainty] for certainty in Certainty}


def counted(time: TimeLimit) -> Line:
    """Return the sentence that says how long `time` is, whose it is and from which event it is counted."""
    if time.code == "effect":
        return Line("time-effect", {"limit": time.limit})
    params: Mapping[str, Param] = {"limit": time.limit, "event": Named("event", time.starts.value)}
    return Line("time-of-customs" if time.duty is Duty.CUSTOMS else "time-of-trader", params)


class _Book:
    """One programme while its rules are told."""

    def __init__(self, programme: Programme, edition: Edition) -> None:
        self.programme = programme
        self.edition = edition
        self.whole = catalogue(edition, programme)

    def tiers(self) -> Iterator[Rule]:
        for tier in self.programme.rungs:
            yield Rule(_worded(tier.text), tuple(self._tier(tier)), tier.cited)
        for one in self.programme.additions:
            lines = [Line("criterion", {"text": one.criterion.text}), *self._only(one.tiers)]
            yield Rule(Line("criterion-named", {"number": one.criterion.id}), tuple(lines), one.cited)

    def _tier(self, tier: Tier) -> Iterator[Line]:
        if tier.parts:
            yield Line("tier-parts", {"tiers": self._names(tier.parts)})
        groups = asked(self.edition, self.programme, tier.code).groups
        count = len(asks(self.edition, self.programme, tier.code))
        yield Line("tier-asks", {"count": count, "groups": tuple(groups)})
        roles = tuple(Named("role", role.value) for role in Role if role in tier.roles)
        yield Line("tier-roles", {"roles": roles}) if roles else Line("tier-every-role")
        if tier.requires:
            yield Line("tier-requires", {"tiers": self._names(tier.requires)})

    def entry(self) -> Iterator[Rule]:
        for size in self.programme.sizes:
            yield Rule(Line("size-named", {"name": size.text}), tuple(_size(size)), size.cited)
        sizes = {size.code: size.text for size in self.programme.sizes}
        for entry in self.programme.entries:
            who = tuple(text for code, text in sizes.items() if code in entry.sizes)
            title = Line("entry-sizes", {"sizes": who}) if who else Line("entry-everybody")
            yield Rule(title, (*self._only(entry.tiers), *_entry(entry)), entry.cited)
        for question in self.programme.eligibility:
            lines = (
                Line(f"question-{question.weight}", {"if_no": question.if_no}),
                Line("evidence", {"evidence": question.evidence}),
            )
            yield Rule(_worded(question.text), lines, self._backing("question", question.code))

    def accounts(self) -> Iterator[Rule]:
        if accounts := self.programme.accounts:
            papers = tuple(Named("account-paper", paper.value) for paper in accounts.papers)
            lines = [
                Line("accounts-review" if accounts.review else "accounts-offered"),
                *([Line("accounts-papers", {"papers": papers})] if papers else []),
                Line("accounts-limit", {"limit": accounts.limit}),
                Line("accounts-lapse" if accounts.lapses else "accounts-stay", {"limit": accounts.reply}),
                Line("accounts-kept", {"count": accounts.keep_months}),
            ]
            yield Rule(None, tuple(lines), accounts.cited)

    def acceptance(self) -> Iterator[Rule]:
        for check in self.programme.acceptance:
            looks = Line("check-named", {"check": Named("check", check.kind.value)})
            places = tuple({"en": country} for country in check.countries)
            lines = (
                Line(f"check-{check.failing.value}"),
                *([Line("check-countries", {"countries": places})] if places else []),
            )
            yield Rule(looks, lines, check.cited)

    def times(self) -> Iterator[Rule]:
        for time in self.programme.times:
            name = Named("time", time.code)
            yield Rule(
                Line("time-named", {"time": name}), (*self._only(time.tiers), *_time(time)), time.cited
            )
            for one in time.extensions:
                title = Line("extension-named", {"time": name, "cause": one.text})
                yield Rule(title, (_extension(one),), one.cited)

    def reuse(self) -> Iterator[Rule]:
        if rule := self.programme.reusing:
            groups = tuple(group for group in self.whole.groups if group.letter in rule.groups)
            lines = (Line("reuse", {"groups": groups, "limit": rule.within}), Line("reuse-confirmed"))
            yield Rule(None, lines, rule.cited)

    def hearing(self) -> Iterator[Rule]:
        heard = self.programme.heard
        acts = tuple(Named("adverse", act.value) for act in Adverse if act in heard.before)
        yield Rule(None, (Line("hearing-before", {"acts": acts}),), heard.cited)

    def validity(self) -> Iterator[Rule]:
        several = len(self.programme.lasting) > 1
        for one in self.programme.lasting:
            title = Line("validity-tiers", {"tiers": self._names(one.tiers)}) if one.tiers else None
            title = title or (Line("validity-others") if several else None)
            yield Rule(title, tuple(_lasting(one)), one.cited)

    def suspension(self) -> Iterator[Rule]:
        suspending = self.programme.suspending
        lines = (
            Line("suspension-partial" if suspending.partial else "suspension-whole"),
            Line("suspension-cascade" if suspending.cascade else "suspension-alone"),
        )
        yield Rule(None, lines, suspending.cited)
        for code, text in self.programme.grounds.items():
            carried = "-".join(sorted(self.programme.measures[code], reverse=True))
            yield Rule(
                Line("ground-named", {"ground": text}),
                (Line(f"ground-{carried}"),),
                self._backing("ground", code),
            )

    def bars(self) -> Iterator[Rule]:
        for bar in self.programme.bars:
            yield Rule(None, (_bar(bar), *self._only(bar.tiers)), bar.cited)

    def changes(self) -> Iterator[Rule]:
        groups = {group.letter: group for group in self.whole.groups}
        for change in self.programme.changes:
            touched = tuple(groups[letter] for letter in change.groups if letter in groups)
            lines = (
                Line("change-touches", {"groups": touched}) if touched else Line("change-any"),
                Line(f"change-{change.look}"),
                *([Line("change-anew")] if change.anew else ()),
            )
            yield Rule(_worded(change.text), lines, change.cited)

    def grades(self) -> Iterator[Rule]:
        scores = {score.code: score.text for score in self.programme.scores}
        for score in self.programme.scores:
            yield Rule(_worded(score.text), tuple(_score(score)), score.cited)
        for grade in self.programme.grades:
            lines = tuple(
                Line("grade-least", {"score": scores[code], "least": least})
                for code, least in grade.least.items()
            )
            yield Rule(Line("grade-named", {"grade": grade.text}), lines, grade.cited)

    def deciding(self) -> Iterator[Rule]:
        if deciding := self.programme.deciding:
            lines = (*self._only(deciding.tiers), Line(f"issue-{deciding.issue.value}"))
            yield Rule(None, lines, deciding.cited)

    def appeal(self) -> Iterator[Rule]:
        if appeal := self.programme.appeal:
            bodies = tuple(Named("body", body) for body in appeal.bodies)
            lines = [Line("appeal-bodies", {"bodies": bodies})]
            lines += [Line("appeal-uninvolved")] if appeal.uninvolved else []
            yield Rule(None, tuple(lines), appeal.cited)

    def visits(self) -> Iterator[Rule]:
        visits = self.programme.visits
        remote = tuple(Named("remote", when) for when in visits.remote)
        lines = (
            Line("visits-required" if visits.required else "visits-optional"),
            Line("visits-notice", {"count": visits.notice_days}),
            Line("visits-offers", {"count": visits.offers}),
            Line("visits-refusals", {"count": visits.refusals}),
            Line("visits-unannounced" if visits.unannounced else "visits-announced"),
            Line("visits-sampling" if visits.sampling else "visits-every-site"),
            Line("visits-remote", {"cases": remote}) if remote else Line("visits-in-person"),
        )
        yield Rule(None, lines, visits.cited)

    def keeping(self) -> Iterator[Rule]:
        if retention := self.programme.retention:
            lines = tuple(_kept(after, months) for after, months in retention.months)
            notice = Line("keeping-notice", {"count": retention.notice_days})
            yield Rule(None, (*lines, notice), retention.cited)
        if papers := self.programme.papers:
            yield Rule(None, (Line("papers", {"count": papers.soon_days}),), papers.cited)

    def benefits(self) -> Iterator[Rule]:
        for code, text in self.programme.benefits.items():
            lines = tuple(self._only(self.programme.benefit_tiers[code]))
            yield Rule(_worded(text), lines or (Line("every-tier"),), self._backing("benefit", code))

    def risk(self) -> Iterator[Rule]:
        lines = tuple(
            Line("weight", {"feature": Named("feature", one.code), "points": self.programme.risk[one.code]})
            for one in FEATURES
        )
        yield Rule(None, (Line("weights"), *lines), self.programme.backing.get("risk"))
        for band in self.programme.bands:
            yield Rule(_worded(band.text), (Line("band-least", {"least": band.least}),), band.cited)

    def remarks(self, chapter: Chapter) -> Iterator[Rule]:
        for one in self.programme.remarks:
            if one.about is chapter:
                yield Rule(None, (Line("remark", {"text": one.text}),), one.cited)

    def _backing(self, kind: str, code: str) -> Citation | None:
        return self.programme.backing.get(f"{kind} {code}")

    def _names(self, tiers: Iterable[str]) -> tuple[Text, ...]:
        wanted = frozenset(tiers)
        return tuple(text for code, text in self.programme.tiers.items() if code in wanted)

    def _only(self, tiers: frozenset[str]) -> Iterator[Line]:
        if tiers:
            yield Line("only-tiers", {"tiers": self._names(tiers)})


def _worded(text: Text) -> Line:
    return Line("worded", {"text": text})


def _size(size: Size) -> Iterator[Line]:
    if size.staff_below is not None:
        yield Line("size-staff", {"count": size.staff_below})
    bounds = {"turnover": size.turnover, "balance": size.balance}
    money: dict[str, Param] = {key: bound for key, bound in bounds.items() if bound is not None}
    if money:
        yield Line("-".join(("size", *money)), {**money, "currency": size.currency})
    if size.staff_below is None and not money:
        yield Line("size-unbounded")


def _bar(bar: Bar) -> Line:
    endings = tuple(Named("ending", ending.value) for ending in Ending if ending in bar.after)
    return Line("bar", {"limit": bar.limit, "endings": endings})


def _entry(entry: Entry) -> Iterator[Line]:
    asked_for = (
        ("entry-years", entry.years_in_business),
        ("entry-compliant", entry.years_of_compliance),
        ("entry-documents", entry.documents_a_year),
        ("entry-half-year", entry.documents_a_half_year),
    )
    yield from (Line(code, {"count": least}) for code, least in asked_for if least is not None)
    if entry.size_certificate:
        yield Line("entry-certificate")


def _time(time: TimeLimit) -> Iterator[Line]:
    yield counted(time)
    if time.backdated:
        yield Line("time-backdated")
    if time.rests:
        why = tuple(Named("resting", why.value) for why in Rest if why in time.rests)
        yield Line("time-rests", {"why": why})
    if time.code != "effect":
        yield Line(f"silence-{time.expiry.value}")
    if time.indicative:
        yield Line("time-indicative")


def _extension(one: ExtensionRule) -> Line:
    code = "extension-by-customs" if one.asked_by is Duty.CUSTOMS else "extension-for-trader"
    return Line(code, {"limit": one.limit, "count": one.times})


def _lasting(one: Lasting) -> Iterator[Line]:
    if one.model is Validity.FIXED and one.years is not None:
        yield Line("validity-fixed", {"count": one.years})
    else:
        yield Line(f"validity-{one.model.value}")
    if one.declaration is not None:
        (opens_month, opens_day), (closes_month, closes_day) = one.declaration
        opens, closes = date(2027, opens_month, opens_day), date(2027, closes_month, closes_day)
        yield Line("declaration", {"opens": opens, "closes": closes})
    if one.silence is not None:
        yield Line(f"undeclared-{one.silence.value}")
    if one.review_after is not None:
        yield Line("review-after", {"count": one.review_after})
    if one.revalidation is not None:
        yield Line("revalidation", {"limit": one.revalidation})


def _kept(after: After, months: int) -> Line:
    drafts = after is After.DRAFT
    return Line(f"keeping-{after.value}", {"count": months if drafts else months // 12})


def _score(score: ScoreRule) -> Iterator[Line]:
    if score.least is not None:
        yield Line("score-least", {"least": score.least})
    if score.below is not None:
        yield Line("score-below", {"below": score.below})
    if score.instead:
        yield Line("score-instead", {"proof": Named("proof", score.instead)})
