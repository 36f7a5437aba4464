"""The rules of a programme as its sheets write them, read one by one; each cites where it stands."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from types import MappingProxyType

from openaeo.law.acceptance import Check, CheckKind, Failing
from openaeo.law.bars import Bar, Ending
from openaeo.law.changes import ChangeType, Look
from openaeo.law.citing import Certainty, Citation, Source
from openaeo.law.clock import MOST, Limit, Unit
from openaeo.law.deciding import Deciding, Issue
from openaeo.law.entry import Entry, Size
from openaeo.law.grades import Grade, ScoreRule
from openaeo.law.lasting import Lasting, Silence, Validity
from openaeo.law.programme import (
    Adverse,
    Appeal,
    Chapter,
    Hearing,
    Papers,
    Remark,
    Tier,
    Visits,
)
from openaeo.law.retention import After, Retention
from openaeo.law.risk import Band
from openaeo.law.sheet import Table
from openaeo.law.suspension import Suspending
from openaeo.law.terms import Role
from openaeo.law.timing import Duty, Event, Expiry, ExtensionRule, Rest, TimeLimit

CITED = ("source", "certainty", "unconfirmed", "placeholder")
BODIES = ("reviewer", "tribunal", "court", "higher-office")
REMOTE = ("low-risk", "medium-risk", "revalidation", "follow-up")
YEARS = 30


@dataclass(frozen=True, slots=True)
class Known:
    """What the rest of the folder names, so that a rule can point at nothing else."""

    sources: frozenset[str]
    tiers: tuple[str, ...]
    sizes: tuple[str, ...]
    groups: tuple[str, ...]
    scores: tuple[str, ...]


def source(table: Table) -> Source:
    """Read one cited text."""
    table.only("code", "text")
    return Source(table.text("code"), table.text("text"))


def citation(table: Table, known: Known) -> Citation:
    """Read where a rule stands. Several places stand behind each other with a semicolon.

    `unconfirmed` and `placeholder` list keys of the same table whose values are less certain than the rule.
    """
    certainty = (
        Certainty(table.word("certainty", [word.value for word in Certainty]))
        if "certainty" in table.data
        else Certainty.SOURCED
    )
    values = [key for key in table.allowed if key not in CITED]
    weaker = [table.words(key, values) for key in ("unconfirmed", "placeholder")]
    if twice := weaker[0] & weaker[1]:
        raise table.fault(
            "placeholder", f"“{min(twice)}” is called unconfirmed as well.", "Name it in one of the two."
        )
    if certainty is Certainty.PLACEHOLDER and "source" not in table.data:
        return Citation("", certainty, *weaker)
    places = table.text("source")
    for place in places.split(";"):
        if not any(re.match(rf"{re.escape(code)}($|[\s§])", place.strip()) for code in known.sources):
            raise table.fault(
                "source",
                f"“{place.strip()}” begins with no source of this programme.",
                "Begin with the code of a [[source]], or add that source.",
            )
    return Citation(places, certainty, *weaker)


def maybe_citation(table: Table, known: Known) -> Citation | None:
    """Read where something stands that need not say so; None when it does not."""
    return citation(table, known) if any(key in table.data for key in CITED) else None


def remark(table: Table, known: Known) -> Remark:
    """Read a rule told in words."""
    table.only("about", "text", *CITED)
    about = Chapter(table.word("about", [chapter.value for chapter in Chapter]))
    return Remark(about, table.wording("text"), citation(table, known))


def tier(table: Table, known: Known) -> Tier:
    """Read what may be applied for."""
    table.only("code", "text", "roles", "groups", "without", "parts", "requires", "rank", *CITED)
    code = table.text("code")
    for key in ("parts", "requires"):
        if code in table.words(key, known.tiers):
            raise table.fault(key, f"The tier {code} leans on itself.", "Name other tiers.")
    return Tier(
        code=code,
        text=table.wording("text"),
        roles=frozenset(Role(role) for role in table.words("roles", [role.value for role in Role])),
        groups=table.listed("groups", known.groups),
        without=table.words("without", known.groups),
        parts=table.listed("parts", known.tiers),
        requires=table.words("requires", known.tiers),
        rank=table.whole("rank", 1, 9),
        cited=citation(table, known),
    )


def size(table: Table, known: Known) -> Size:
    """Read a class of firm."""
    table.only(
        "code", "text", "staff_below", "turnover", "balance", "currency", "owner_states", "refers", *CITED
    )
    turnover, balance = (table.maybe_whole(key, 1, 10**15) for key in ("turnover", "balance"))
    if (turnover is not None or balance is not None) and "currency" not in table.data:
        raise table.fault("turnover", "Money has no currency.", 'Add for instance currency = "EUR".')
    return Size(
        code=table.text("code"),
        text=table.wording("text"),
        staff_below=table.maybe_whole("staff_below", 1, 10**7),
        turnover=turnover,
        balance=balance,
        currency=table.text("currency") if "currency" in table.data else "",
        cited=citation(table, known),
        owner_states=table.flag("owner_states"),
        refers=table.flag("refers"),
    )


def entry(table: Table, known: Known) -> Entry:
    """Read what a firm must have behind it."""
    numbers = ("years_in_business", "years_of_compliance", "documents_a_year", "documents_a_half_year")
    table.only("tiers", "sizes", *numbers, "size_certificate", *CITED)
    if not any(key in table.data for key in (*numbers, "size_certificate")):
        raise table.fault(
            "tiers", "The rule of entry asks for nothing.", f"Add one of: {', '.join(numbers)}."
        )
    years, compliant, documents, half = (table.maybe_whole(key, 1, 10**6) for key in numbers)
    return Entry(
        tiers=table.words("tiers", known.tiers),
        sizes=table.words("sizes", known.sizes),
        years_in_business=years,
        years_of_compliance=compliant,
        documents_a_year=documents,
        documents_a_half_year=half,
        size_certificate=table.flag("size_certificate"),
        cited=citation(table, known),
    )


def limit(table: Table, count: str = "count") -> Limit:
    """Read how long something is: a number under `count`, and its unit."""
    unit = Unit(table.word("unit", [unit.value for unit in Unit]))
    return Limit(table.whole(count, 1, MOST[unit]), unit)


def time(table: Table, known: Known) -> TimeLimit:
    """Read a time limit and the causes for which it may be extended."""
    table.only(
        *("code", "starts", "count", "unit", "duty", "tiers", "rests", "backdated", "expiry", "indicative"),
        *("extension", *CITED),
    )
    length = limit(table)
    extensions = tuple(_extension(one, known) for one in table.maybe_tables("extension"))
    causes = [one.cause for one in extensions]
    if len(causes) != len(set(causes)):
        raise table.fault(
            "extension", "Two extensions have one cause.", "Join them, or name the causes apart."
        )
    if any(one.limit.working is not length.working for one in extensions):
        raise table.fault(
            "extension", "Limit and extension count different days.", "Use the limit's own unit."
        )
    return TimeLimit(
        code=table.text("code"),
        starts=Event(table.word("starts", [event.value for event in Event])),
        limit=length,
        duty=Duty(table.word("duty", [duty.value for duty in Duty])),
        tiers=table.words("tiers", known.tiers),
        rests=frozenset(Rest(why) for why in table.words("rests", [why.value for why in Rest])),
        backdated=table.flag("backdated"),
        expiry=Expiry(table.word("expiry", [effect.value for effect in Expiry])),
        indicative=table.flag("indicative"),
        extensions=extensions,
        cited=citation(table, known),
    )


def _extension(table: Table, known: Known) -> ExtensionRule:
    table.only("cause", "text", "count", "unit", "times", "asked_by", *CITED)
    return ExtensionRule(
        cause=table.text("cause"),
        text=table.wording("text"),
        limit=limit(table),
        times=table.whole("times", 1, 12),
        asked_by=Duty(table.word("asked_by", [duty.value for duty in Duty])),
        cited=citation(table, known),
    )


def hearing(table: Table, known: Known) -> Hearing:
    """Read before which acts somebody is heard."""
    table.only("before", *CITED)
    before = frozenset(Adverse(word) for word in table.words("before", [word.value for word in Adverse]))
    if not before:
        raise table.fault(
            "before", "Nobody is ever heard.", 'Write for instance before = ["refuse", "revoke"].'
        )
    return Hearing(before, citation(table, known))


def lasting(table: Table, known: Known) -> Lasting:
    """Read how long an authorisation lasts."""
    table.only(
        *("tiers", "model", "years", "declaration_from", "declaration_to", "review_after", "silence"),
        *("revalidation_count", "unit", *CITED),
    )
    model = Validity(table.word("model", [word.value for word in Validity]))
    if (model is Validity.FIXED) is not ("years" in table.data):
        raise table.fault(
            "years",
            f"Validity “{model}” and years do not fit together.",
            'Give years with model = "fixed", and only then.',
        )
    opens, closes = (_day_of_year(table, key) for key in ("declaration_from", "declaration_to"))
    if (opens is None) is not (closes is None):
        raise table.fault(
            "declaration_from", "Half a window is given.", "Give declaration_from and declaration_to."
        )
    if opens is None and "silence" in table.data:
        raise table.fault(
            "silence",
            "There is no declaration to keep silent about.",
            "Give declaration_from or drop silence.",
        )
    return Lasting(
        tiers=table.words("tiers", known.tiers),
        model=model,
        years=table.maybe_whole("years", 1, YEARS),
        declaration=(opens, closes) if opens and closes else None,
        review_after=table.maybe_whole("review_after", 1, YEARS),
        silence=Silence(table.word("silence", [word.value for word in Silence]))
        if "silence" in table.data
        else None,
        revalidation=limit(table, "revalidation_count") if "revalidation_count" in table.data else None,
        cited=citation(table, known),
    )


def _day_of_year(table: Table, key: str) -> tuple[int, int] | None:
    if key not in table.data:
        return None
    value = table.text(key)
    found = re.fullmatch(r"(\d\d)-(\d\d)", value)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= month <= len(calendar.month_name) - 1 or not 1 <= day <= calendar.monthrange(2027, month)[1]:
        raise table.fault(key, f"“{value}” is not a day of every year.", 'Write month and day: "10-01".')
    return month, day


def suspending(table: Table, known: Known) -> Suspending:
    """Read how far a suspension reaches."""
    table.only("partial", "cascade", *CITED)
    return Suspending(table.flag("partial"), table.flag("cascade"), citation(table, known))


def check(table: Table, known: Known) -> Check:
    """Read one check before acceptance; their order in the sheet is the order in which they are made."""
    table.only("code", "fails", "countries", *CITED)
    kind = CheckKind(table.word("code", [word.value for word in CheckKind]))
    countries = table.texts("countries") if "countries" in table.data else ()
    if countries and kind is not CheckKind.ESTABLISHED:
        raise table.fault("countries", "Only the check established asks for countries.", "Leave them out.")
    if strange := [one for one in countries if not re.fullmatch("[A-Z]{2}", one)]:
        raise table.fault(
            "countries", f"“{strange[0]}” is no country code.", 'Write two capitals, for instance "FR".'
        )
    failing = Failing(table.word("fails", [word.value for word in Failing]))
    return Check(kind, failing, countries, citation(table, known))


def bar(table: Table, known: Known) -> Bar:
    """Read how long a firm is kept out."""
    table.only("after", "tiers", "count", "unit", *CITED)
    after = frozenset(Ending(word) for word in table.words("after", [word.value for word in Ending]))
    if not after:
        raise table.fault("after", "The bar follows nothing.", 'Write for instance after = ["revocation"].')
    return Bar(after, table.words("tiers", known.tiers), limit(table), citation(table, known))


def change(table: Table, known: Known) -> ChangeType:
    """Read a change that a holder tells."""
    table.only("code", "text", "groups", "look", "anew", *CITED)
    return ChangeType(
        code=table.text("code"),
        text=table.wording("text"),
        groups=table.listed("groups", known.groups),
        look=Look(table.word("look", [word.value for word in Look])),
        anew=table.flag("anew"),
        cited=citation(table, known),
    )


def score(table: Table, known: Known) -> ScoreRule:
    """Read a measured value and when it passes."""
    table.only("code", "text", "least", "below", "instead", *CITED)
    if "least" not in table.data and "below" not in table.data:
        raise table.fault("code", "The score has no bound.", "Add least, below or both.")
    return ScoreRule(
        code=table.text("code"),
        text=table.wording("text"),
        least=table.maybe_whole("least", 0, 10**6),
        below=table.maybe_whole("below", 1, 10**6),
        instead=table.text("instead") if "instead" in table.data else "",
        cited=citation(table, known),
    )


def band(table: Table, known: Known) -> Band:
    """Read a band of the risk score."""
    table.only("code", "text", "least", *CITED)
    return Band(
        table.text("code"), table.wording("text"), table.whole("least", 0, 100), citation(table, known)
    )


def grade(table: Table, known: Known) -> Grade:
    """Read a grade and the least value of each score."""
    table.only("code", "text", "least", *CITED)
    least = table.table("least")
    least.only(*known.scores)
    bounds = {code: least.whole(code, 0, 10**6) for code in least.data}
    return Grade(table.text("code"), table.wording("text"), MappingProxyType(bounds), citation(table, known))


def deciding(table: Table, known: Known) -> Deciding:
    """Read how certificates are issued."""
    table.only("issue", "tiers", *CITED)
    issue = Issue(table.word("issue", [word.value for word in Issue]))
    return Deciding(issue, table.words("tiers", known.tiers), citation(table, known))


def appeal(table: Table, known: Known) -> Appeal:
    """Read to whom a decision may be taken."""
    table.only("bodies", "uninvolved", *CITED)
    bodies = table.listed("bodies", BODIES)
    if not bodies:
        raise table.fault("bodies", "Nobody hears the appeal.", f"Name one of: {', '.join(BODIES)}.")
    return Appeal(bodies, table.flag("uninvolved"), citation(table, known))


def visits(table: Table, known: Known) -> Visits:
    """Read how visits are arranged."""
    table.only("required", "notice_days", "offers", "refusals", "unannounced", "sampling", "remote", *CITED)
    return Visits(
        required=table.flag("required"),
        notice_days=table.whole("notice_days", 0, 365),
        offers=table.whole("offers", 1, 9),
        refusals=table.whole("refusals", 1, 9),
        unannounced=table.flag("unannounced"),
        sampling=table.flag("sampling"),
        remote=table.listed("remote", REMOTE),
        cited=citation(table, known),
    )


def retention(table: Table, known: Known) -> Retention:
    """Read how long data are kept after each ending; an ending without a time is kept for good."""
    table.only("draft_months", "case_years", "authorisation_years", "notice_days", *CITED)
    times = (
        (After.DRAFT, table.maybe_whole("draft_months", 1, 12 * YEARS), 1),
        (After.CASE, table.maybe_whole("case_years", 1, YEARS), 12),
        (After.AUTHORISATION, table.maybe_whole("authorisation_years", 1, YEARS), 12),
    )
    months = tuple((after, count * each) for after, count, each in times if count is not None)
    if not months:
        raise table.fault(
            "retention",
            "No time of keeping is named.",
            "Name authorisation_years, case_years or draft_months; where no law sets one, leave the table out.",
        )
    return Retention(months, table.whole("notice_days", 1, 366), citation(table, known))


def papers(table: Table, known: Known) -> Papers:
    """Read how long before its end a document counts as expiring soon."""
    table.only("soon_days", *CITED)
    return Papers(table.whole("soon_days", 1, 366), citation(table, known))
