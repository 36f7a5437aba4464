"""The rule book in the reader's words: every sentence that `law.rulebook` names, and what fills it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import Limit
from openaeo.law.edition import Group
from openaeo.law.programme import Chapter
from openaeo.law.rulebook import Line, Named, Param, Rule, Section
from openaeo.web.language import reading, worded_here
from openaeo.web.rule_names import NAMES
from openaeo.web.timewords import AHEAD, limit_words
from openaeo.web.words import WORDS

LISTED = {"ar": "، "}
CITED = {"ar": "؛ "}

CHAPTERS: Mapping[Chapter, str | Promise] = {
    Chapter.TIERS: _("Tiers, and what each asks"),
    Chapter.ENTRY: _("Who may apply"),
    Chapter.ACCOUNTS: _("Opening an account on request"),
    Chapter.ACCEPTANCE: _("Checks before an application is accepted, in this order"),
    Chapter.TIMES: _("Time limits"),
    Chapter.REUSE: _("Results that count again"),
    Chapter.HEARING: _("Right to be heard"),
    Chapter.DECIDING: _("Decision and certificate"),
    Chapter.VALIDITY: _("How long an authorisation lasts"),
    Chapter.SUSPENSION: _("Suspension and grounds of measures"),
    Chapter.BARS: _("After a refusal or revocation"),
    Chapter.CHANGES: _("Changes that a holder tells"),
    Chapter.GRADES: _("Scores and grades"),
    Chapter.APPEAL: _("Appeal"),
    Chapter.VISITS: _("Visits"),
    Chapter.KEEPING: _("How long data are kept"),
    Chapter.BENEFITS: _("Benefits"),
    Chapter.RISK: _("Weights of risk"),
}

COUNTED: Mapping[str, Promise] = {
    "tier-asks": ngettext_lazy(
        "It asks %(count)s criterion of an operator, from these groups: %(groups)s.",
        "It asks %(count)s criteria of an operator, from these groups: %(groups)s.",
        "count",
    ),
    "size-staff": ngettext_lazy(
        "Fewer than %(count)s person works there.", "Fewer than %(count)s people work there.", "count"
    ),
    "entry-years": ngettext_lazy(
        "The firm has been in business for at least %(count)s year.",
        "The firm has been in business for at least %(count)s years.",
        "count",
    ),
    "entry-compliant": ngettext_lazy(
        "It has a clean record of at least %(count)s year.",
        "It has a clean record of at least %(count)s years.",
        "count",
    ),
    "entry-documents": ngettext_lazy(
        "It filed at least %(count)s customs document in the last year.",
        "It filed at least %(count)s customs documents in the last year.",
        "count",
    ),
    "entry-half-year": ngettext_lazy(
        "It filed at least %(count)s customs document in each half-year.",
        "It filed at least %(count)s customs documents in each half-year.",
        "count",
    ),
    "extension-by-customs": ngettext_lazy(
        "Customs may add %(limit)s, at most %(count)s time.",
        "Customs may add %(limit)s, at most %(count)s times.",
        "count",
    ),
    "extension-for-trader": ngettext_lazy(
        "The firm may ask for %(limit)s more, at most %(count)s time.",
        "The firm may ask for %(limit)s more, at most %(count)s times.",
        "count",
    ),
    "validity-fixed": ngettext_lazy(
        "An authorisation ends after %(count)s year.", "An authorisation ends after %(count)s years.", "count"
    ),
    "review-after": ngettext_lazy(
        "After %(count)s such declaration the holder's compliance is reviewed.",
        "After %(count)s such declarations the holder's compliance is reviewed.",
        "count",
    ),
    "visits-notice": ngettext_lazy(
        "A visit is announced %(count)s day before.", "A visit is announced %(count)s days before.", "count"
    ),
    "visits-offers": ngettext_lazy(
        "Customs offers %(count)s date.", "Customs offers %(count)s dates to choose from.", "count"
    ),
    "visits-refusals": ngettext_lazy(
        "When the firm refuses %(count)s time, a superior is told.",
        "When the firm refuses %(count)s times, a superior is told.",
        "count",
    ),
    "accounts-kept": ngettext_lazy(
        "A request that came to nothing is removed %(count)s month after it ended.",
        "A request that came to nothing is removed %(count)s months after it ended.",
        "count",
    ),
    "papers": ngettext_lazy(
        "A document of a firm counts as expiring soon in the last %(count)s day before its end.",
        "A document of a firm counts as expiring soon in the last %(count)s days before its end.",
        "count",
    ),
    "keeping-authorisation": ngettext_lazy(
        "The data of an application are kept for %(count)s year after its authorisation has ended.",
        "The data of an application are kept for %(count)s years after its authorisation has ended.",
        "count",
    ),
    "keeping-case": ngettext_lazy(
        "The data of an application that ended without authorisation are kept for %(count)s year.",
        "The data of an application that ended without authorisation are kept for %(count)s years.",
        "count",
    ),
    "keeping-draft": ngettext_lazy(
        "A draft that is never sent is kept for %(count)s month after it was last worked on.",
        "A draft that is never sent is kept for %(count)s months after it was last worked on.",
        "count",
    ),
    "keeping-notice": ngettext_lazy(
        "What is to be removed is reported %(count)s day before.",
        "What is to be removed is reported %(count)s days before.",
        "count",
    ),
}

SENTENCES: Mapping[str, str | Promise] = {
    "worded": "%(text)s",
    "remark": "%(text)s",
    "only-tiers": _("Only for: %(tiers)s."),
    "every-tier": _("For every tier."),
    # tiers
    "tier-parts": _("It holds these together: %(tiers)s."),
    "tier-roles": _("Open to these roles: %(roles)s."),
    "tier-every-role": _("Open to every role."),
    "tier-requires": _("One of these is held before: %(tiers)s."),
    "criterion-named": _("Criterion %(number)s"),
    "criterion": "%(text)s",
    # entry
    "size-named": _("Size of a firm: %(name)s"),
    "size-turnover": _("Its yearly turnover is at most %(turnover)s %(currency)s."),
    "size-balance": _("Its balance sheet total is at most %(balance)s %(currency)s."),
    "size-turnover-balance": _(
        "Its yearly turnover is at most %(turnover)s %(currency)s, or its balance sheet total at most "
        "%(balance)s %(currency)s."
    ),
    "size-unbounded": _("It has no bound in numbers."),
    "entry-everybody": _("What every firm must have behind it"),
    "entry-sizes": _("What a firm of this size must have behind it: %(sizes)s"),
    "entry-certificate": _("A valid certificate shows its size."),
    "question-must": _("Without it an application is not accepted. %(if_no)s"),
    "question-should": _("Without it, work is needed first. %(if_no)s"),
    "evidence": _("Shown by: %(evidence)s."),
    # times
    "time-named": "%(time)s",
    "extension-named": _("%(time)s: longer for a cause (%(cause)s)"),
    "time-of-customs": _("Customs has %(limit)s, counted from this event: %(event)s."),
    "time-of-trader": _("The firm has %(limit)s, counted from this event: %(event)s."),
    "time-effect": _("A decision has effect %(limit)s after it was taken."),
    "time-backdated": _("When the application was acceptable as it came in, the time counts from that day."),
    "time-rests": _("The time rests for: %(why)s."),
    "time-indicative": _("It is a promise of service, not a right."),
    # accounts
    "accounts-review": _(
        "Nobody signs up alone: whoever needs an account for a firm asks customs to open it."
    ),
    "accounts-offered": _("Everybody may sign up alone, or ask customs to open an account for a firm."),
    "accounts-papers": _("Beside the trader identification number customs asks for: %(papers)s."),
    "accounts-limit": _("Customs answers within %(limit)s. Its silence opens no account."),
    "accounts-lapse": _(
        "A question of customs is answered within %(limit)s; after that the request ends by itself."
    ),
    "accounts-stay": _(
        "A question of customs is answered within %(limit)s; a request stays open after that."
    ),
    # reuse
    "reuse": _(
        "A result “met” on criteria of these groups counts in another application of the firm for %(limit)s "
        "from the day on which it was found: %(groups)s."
    ),
    "reuse-confirmed": _(
        "An officer takes it over by an act of their own and checks what is new; all other criteria are judged anew."
    ),
    # hearing
    "hearing-before": _("Somebody is heard before customs takes one of these acts: %(acts)s."),
    # deciding
    "issue-with-grant": _("The certificate is issued with the grant."),
    "issue-separate": _("The certificate is issued by an act of its own, after the decision."),
    "issue-third-person": _(
        "The certificate is issued after the decision, by a person who neither assessed nor decided the case."
    ),
    # validity
    "validity-tiers": _("For: %(tiers)s"),
    "validity-others": _("For every other tier"),
    "validity-none": _("An authorisation has no end of its own; it holds while its conditions are met."),
    "validity-continuous": _("An authorisation goes on, with a declaration by its holder every year."),
    "declaration": _("The declaration is made between %(opens)s and %(closes)s, both days included."),
    "undeclared-noted": _(
        "When it is not made in these days, customs is told; nothing else follows by itself."
    ),
    "undeclared-suspension": _(
        "When it is not made in these days, customs is told and may suspend for it, once the holder was heard."
    ),
    "revalidation": _("The holder is validated again within %(limit)s."),
    # suspension
    "suspension-partial": _("A suspension may hit one part of an authorisation alone."),
    "suspension-whole": _("A suspension hits the whole authorisation."),
    "suspension-cascade": _(
        "It reaches the decisions that rest on the authorisation, never those it rests on."
    ),
    "suspension-alone": _("It reaches nothing else."),
    "ground-named": _("Ground: %(ground)s"),
    "ground-suspend": _("It may carry a suspension."),
    "ground-revoke": _("It may carry a revocation."),
    "ground-suspend-revoke": _("It may carry a suspension or a revocation."),
    # acceptance
    "check-named": "%(check)s",
    "check-complete": _("If it fails, the applicant is asked to complete the application."),
    "check-not-accepted": _("If it fails, the application is not accepted."),
    "check-countries": _("Firms of these countries count as established: %(countries)s."),
    # bars
    "bar": _("A firm may not apply for %(limit)s after this ending: %(endings)s."),
    # changes
    "change-touches": _("It touches these groups of criteria: %(groups)s."),
    "change-any": _("It may touch any criterion."),
    "change-note": _("Customs usually only takes note of it."),
    "change-anew": _("The authorisation does not reach what comes after it: it is applied for anew."),
    "change-visit": _("Customs usually looks at it on site."),
    "change-desk": _("Customs usually looks at it at the desk."),
    # grades
    "score-least": _("At least %(least)s."),
    "score-below": _("Below %(below)s."),
    "score-instead": _("This may be shown instead: %(proof)s."),
    "grade-named": _("Grade %(grade)s"),
    "grade-least": _("%(score)s: at least %(least)s."),
    # appeal
    "appeal-bodies": _("A decision may be taken to: %(bodies)s."),
    "appeal-uninvolved": _("Nobody reviews what they had a hand in."),
    # visits
    "visits-required": _("Nobody is authorised without a visit."),
    "visits-optional": _("A visit is made where it is needed."),
    "visits-unannounced": _("Visits without notice are allowed."),
    "visits-announced": _("No visit is made without notice."),
    "visits-sampling": _("Some sites may be visited for all."),
    "visits-every-site": _("Every site in scope is visited."),
    "visits-remote": _("By video in these cases: %(cases)s."),
    "visits-in-person": _("Never by video."),
    # risk
    "weights": _("Points order the work; they decide nothing."),
    "weight": _("%(feature)s: at most %(points)s."),
    "band-least": _("From %(least)s points on."),
    **{f"silence-{expiry.value}": sentence for expiry, sentence in AHEAD.items()},
}

SILENT = _("The programme sets no rule here.")
SOURCES = _("Sources")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, and the language they are in where that is not the reader's; else ""."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ToldRule:
    """One rule as it is read: its title or None, its sentences, where it stands, and what of it is to be confirmed.

    `certainty` is "" where nobody says; `unconfirmed` and `placeholder` name single values, in words.
    """

    title: Sentence | None
    sentences: tuple[Sentence, ...]
    source: str
    certainty: str
    unconfirmed: str
    placeholder: str

    @property
    def settled(self) -> bool:
        """Whether nothing of the rule is left to be confirmed."""
        return self.certainty in {"", Certainty.SOURCED} and not self.unconfirmed and not self.placeholder


@dataclass(frozen=True, slots=True)
class ToldSection:
    """One chapter as it is read: its code (an anchor on pages), its heading and its rules."""

    code: str
    heading: str
    rules: tuple[ToldRule, ...]


def told(book: Iterable[Section]) -> tuple[ToldSection, ...]:
    """Return the rule book in the reader's language."""
    return tuple(
        ToldSection(
            section.chapter.value,
            str(CHAPTERS[section.chapter]),
            tuple(_rule(rule) for rule in section.rules),
        )
        for section in book
    )


def say_line(line: Line) -> str:
    """Return the sentence of `line` in the reader's language. Raises `KeyError` for one without words."""
    shown = {name: _shown(param) for name, param in line.params.items()}
    count = line.params.get("count")
    if line.code in COUNTED and isinstance(count, int):
        return str(COUNTED[line.code] % {**shown, "count": count})
    return str(SENTENCES[line.code]) % shown


def _rule(rule: Rule) -> ToldRule:
    cited = rule.cited or Citation("", Certainty.SOURCED)
    return ToldRule(
        title=_sentence(rule.title) if rule.title else None,
        sentences=tuple(_sentence(line) for line in rule.lines),
        source=CITED.get(reading(), "; ").join(place.strip() for place in cited.source.split(";")),
        certainty=cited.certainty.value if rule.cited else "",
        unconfirmed=_keys(cited.unconfirmed),
        placeholder=_keys(cited.placeholder),
    )


def _sentence(line: Line) -> Sentence:
    """The programme's own words alone are in the language that it has them in; a sentence around them is ours."""
    own = line.params.get("text")
    language = worded_here(own)[1] if isinstance(own, Mapping) else reading()
    return Sentence(say_line(line), "" if language == reading() else language)


def _keys(keys: Iterable[str]) -> str:
    return _listed(_word(Named("key", key)) for key in sorted(keys))


def _shown(param: Param) -> str:
    if isinstance(param, tuple):
        return _listed(_shown(one) for one in param)
    if isinstance(param, Mapping):
        return worded_here(param)[0]
    if isinstance(param, Named | Limit | Group):
        return _word(param)
    if isinstance(param, date):
        return str(format_skeleton("MMMMd", param, locale=reading()))
    return str(format_decimal(param, locale=reading())) if isinstance(param, int) else param


def _word(param: Named | Limit | Group) -> str:
    if isinstance(param, Limit):
        return limit_words(param)
    if isinstance(param, Group):
        return f"{param.letter} {worded_here(param.name)[0]}"
    if param.kind in WORDS and param.code in WORDS[param.kind]:
        return str(WORDS[param.kind][param.code].label)
    return str(NAMES.get(param.kind, {}).get(param.code, param.code))


def _listed(parts: Iterable[str]) -> str:
    return LISTED.get(reading(), ", ").join(parts)
