"""What a firm must have behind it before it may apply, by its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openaeo.law.citing import Citation
from openaeo.law.terms import Text
from openaeo.law.workflow import Reason


@dataclass(frozen=True, slots=True)
class Size:
    """A class of firm: fewer than `staff_below` people and at most `turnover` or at most `balance` of `currency`.

    With `owner_states`, the owner of such a firm may stand for an answer in person where a larger firm shows a written
    procedure; it is proof, and changes nothing of what is required (UCC-IA 29(4): due account of small firms). With `refers`, a
    procedure that its group or association publishes counts like a document of such a firm.
    """

    code: str
    text: Text
    staff_below: int | None
    turnover: int | None
    balance: int | None
    currency: str
    cited: Citation
    owner_states: bool = False
    refers: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What a firm of these `sizes` (none: all) must have behind it to apply for `tiers` (none: all)."""

    tiers: frozenset[str]
    sizes: frozenset[str]
    years_in_business: int | None
    years_of_compliance: int | None
    documents_a_year: int | None
    documents_a_half_year: int | None
    size_certificate: bool
    cited: Citation


@dataclass(frozen=True, slots=True)
class Business:
    """What a firm has behind it. None where nobody has said: it is asked for, not assumed.

    `size` is a code of the programme; `half_year` is the lower number of documents of the two half-years of
    the last year; `certified` whether a valid certificate shows the size.
    """

    size: str = ""
    years: int | None = None
    compliant_years: int | None = None
    documents: int | None = None
    half_year: int | None = None
    certified: bool = False


def size_of(
    sizes: Iterable[Size], *, staff: int, turnover: int | None = None, balance: int | None = None
) -> str:
    """Return the code of the first size that a firm fits, or "" when it fits none.

    A size is met with fewer people than its bound and, where it has bounds of money, at most its turnover or at
    most its balance total (EU Recommendation 2003/361/EC); money that is not known counts as fitting.
    """
    for size in sizes:
        few = size.staff_below is None or staff < size.staff_below
        bounds = [(turnover, size.turnover), (balance, size.balance)]
        known = [value <= bound for value, bound in bounds if value is not None and bound is not None]
        if few and (not known or any(known)):
            return size.code
    return ""


def entry_for(entries: Iterable[Entry], tier: str, size: str) -> Entry | None:
    """Return the rule of entry to `tier` for a firm of `size`: the most particular one, or None."""
    open_to = [
        entry
        for entry in entries
        if (not entry.tiers or tier in entry.tiers) and (not entry.sizes or size in entry.sizes)
    ]
    return max(open_to, key=lambda entry: (bool(entry.sizes), bool(entry.tiers)), default=None)


def barriers(entry: Entry | None, business: Business) -> tuple[Reason, ...]:
    """Return every reason why `business` may not enter under `entry`; none without a rule.

    Reasons: `too-young`, `record-too-short`, `too-few-documents`, `half-year-too-few`, `size-not-certified`, each
    with the number asked for, and `business-unknown` with the name of what has not been said.
    """
    if entry is None:
        return ()
    asked = (
        ("too-young", "years", entry.years_in_business, business.years),
        ("record-too-short", "compliant-years", entry.years_of_compliance, business.compliant_years),
        ("too-few-documents", "documents", entry.documents_a_year, business.documents),
        ("half-year-too-few", "half-year", entry.documents_a_half_year, business.half_year),
    )
    reasons = []
    for code, name, least, has in asked:
        if least is not None and has is None:
            reasons.append(Reason("business-unknown", name))
        elif least is not None and has is not None and has < least:
            reasons.append(Reason(code, least))
    if entry.size_certificate and not business.certified:
        reasons.append(Reason("size-not-certified"))
    return tuple(reasons)
