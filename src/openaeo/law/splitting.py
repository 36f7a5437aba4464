"""A case in numbered parts, each of one office: who ends or recommends a part, and what a decision gives of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from openaeo.law.deciding import Proposal, departs
from openaeo.law.workflow import Reason, Refused, Step, Workflow


class PartState(StrEnum):
    """Where a part of a case stands; cancelled is a part on which nothing was decided."""

    OPEN = "open"
    RECOMMENDED = "recommended"
    GRANTED = "granted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class SplitBy(StrEnum):
    """What the parts of a case divide among them: the premises of the firm, or what its tier holds together."""

    SITES = "sites"
    TYPES = "types"


LIVING = frozenset({PartState.OPEN, PartState.RECOMMENDED})
"""States of parts that wait for the decision."""
PART_PROPOSALS = (Proposal.GRANT, Proposal.REFUSE)
"""What an office may recommend of its part; conditions and amendments are the whole case's."""


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What is true of a part when a step is asked for. Keys are office ids.

    `seats` are the offices of whoever acts. `left_out`: the firm said that it no longer applies for the part.
    `closed`: none of its premises is open any more. `others`: how many other parts still wait for the decision.
    `heard`: its refusal was put to the firm, which could reply.
    """

    office: int | None = None
    seats: frozenset[int] = frozenset()
    left_out: bool = False
    closed: bool = False
    others: int = 0
    heard: bool = False


def acts_for_its_office(facts: PartFacts) -> Reason | None:
    """A part is recommended and cancelled by officers of its own office alone."""
    return None if facts.office in facts.seats else Reason("not-your-part")


def nothing_left_to_decide(facts: PartFacts) -> Reason | None:
    """What the firm still applies for is decided, never cancelled: cancelling would be a refusal without a hearing."""
    return None if facts.left_out or facts.closed else Reason("part-applied-for")


def another_part_waits(facts: PartFacts) -> Reason | None:
    """The last part that waits is not cancelled; the firm withdraws the application instead."""
    return None if facts.others else Reason("last-part")


def part_was_heard(facts: PartFacts) -> Reason | None:
    """The firm was told that this part may be refused, and could reply (UCC-IA 8)."""
    return None if facts.heard else Reason("part-not-heard")


S = PartState
PART: Workflow[PartState, PartFacts] = Workflow(
    "part of a case",
    S.OPEN,
    Step("recommend", frozenset({S.OPEN}), S.RECOMMENDED, (acts_for_its_office,)),
    Step("take-back", frozenset({S.RECOMMENDED}), S.OPEN, (acts_for_its_office,)),
    Step(
        "cancel",
        LIVING,
        S.CANCELLED,
        (acts_for_its_office, nothing_left_to_decide, another_part_waits),
    ),
    Step("lapse", LIVING, S.CANCELLED),
    Step("grant", frozenset({S.RECOMMENDED}), S.GRANTED),
    Step("refuse", frozenset({S.RECOMMENDED}), S.REFUSED, (part_was_heard,)),
    Step("reopen", frozenset({S.REFUSED}), S.OPEN),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it covers (keys of sites, or codes of types), whose it is, how it stands, what is recommended.

    `failed` are the criteria that its office names as failing in it; `heard` as in `PartFacts`.
    """

    number: int
    office: int
    covers: frozenset[int | str]
    state: PartState = PartState.OPEN
    proposal: Proposal | None = None
    failed: frozenset[str] = frozenset()
    heard: bool = False


Parts = tuple[Part, ...]


def part_number(case: str, number: int) -> str:
    """Return how a part is called, such as "AEO-2026-0031/2"."""
    return f"{case}/{number}"


def living(parts: Iterable[Part]) -> Parts:
    """Return the parts that wait for the decision."""
    return tuple(part for part in parts if part.state in LIVING)


def split(
    parts: Parts,
    everything: Collection[int | str],
    taken: Collection[int | str],
    office: int,
    rest: int | None,
) -> Parts:
    """Return the parts once `taken` has become a part of its own, at `office`; what is in no part yet may be taken.

    The first time all else of `everything` becomes part 1, at the office `rest`. Raises `Refused` as `split-case`:
    `part-empty` (nothing is taken), `part-takes-all` (another part would be left with nothing), `not-of-case`,
    `part-not-open` (something lies in a part that is recommended or has ended), `rest-office-missing`.
    """
    whole, moved = frozenset(everything), frozenset(taken)
    before = parts or (Part(1, rest or 0, whole),)
    after = tuple(replace(part, covers=part.covers - moved) for part in before)
    _demand(
        "split-case",
        None if moved else Reason("part-empty"),
        None if moved <= whole else Reason("not-of-case"),
        None if parts or rest else Reason("rest-office-missing"),
        None if all(part.covers for part in after) else Reason("part-takes-all"),
        *(_open(part) for part in before if part.covers & moved),
    )
    return (*after, Part(max(part.number for part in before) + 1, office, moved))


def place(parts: Parts, one: int | str, number: int) -> Parts:
    """Return the parts once `one` lies in part `number`, whether it lay in another or in none.

    Raises `Refused` as `place-site`: `part-unknown`, `placed-already`, and as `split`.
    """
    here = next((part for part in parts if part.number == number), None)
    source = next((part for part in parts if one in part.covers), None)
    _demand(
        "place-site",
        None if here else Reason("part-unknown", number),
        _open(here) if here else None,
        Reason("placed-already", number) if source and source is here else None,
        _open(source) if source and source is not here else None,
        Reason("part-takes-all") if source and source is not here and source.covers == {one} else None,
    )
    return tuple(
        replace(part, covers=part.covers | {one} if part is here else part.covers - {one}) for part in parts
    )


def unplaced(parts: Iterable[Part], everything: Collection[int | str]) -> frozenset[int | str]:
    """Return what lies in no part; nothing while there are no parts."""
    placed = [part.covers for part in parts]
    return frozenset(everything).difference(*placed) if placed else frozenset()


def may_recommend(proposal: str, *, failed: Collection[str], barring: Collection[str]) -> tuple[Reason, ...]:
    """Return why an office may not recommend `proposal` of its part; none when it may.

    `barring` are the criteria that bar a grant of the whole case. Reasons: `proposal-unknown`; `part-points-missing`
    when a refusal names no criterion, and `points-foreign` with those named that did not fail.
    """
    if proposal not in PART_PROPOSALS:
        return (Reason("proposal-unknown"),)
    if proposal == Proposal.GRANT:
        return ()
    foreign = [one for one in failed if one not in barring]
    reasons = [] if failed else [Reason("part-points-missing")]
    return (*reasons, *([Reason("points-foreign", ", ".join(foreign))] if foreign else ()))


def may_decide(parts: Parts, refusing: Collection[int]) -> tuple[Reason, ...]:
    """Return why the case may not be granted but for the parts `refusing`; none when it may.

    Reasons: `part-unknown` (not a part that waits), `parts-open` with those that are not recommended, `no-part-granted`,
    `part-not-heard` with those whose refusal was not put to the firm.
    """
    waiting = {part.number: part for part in living(parts)}
    unknown = [number for number in refusing if number not in waiting]
    unready = [part.number for part in waiting.values() if part.state is PartState.OPEN]
    unheard = [number for number, part in waiting.items() if number in refusing and not part.heard]
    reasons = [Reason("part-unknown", _listed(unknown))] if unknown else []
    reasons += [Reason("parts-open", _listed(unready))] if unready else []
    reasons += [] if set(waiting) - set(refusing) else [Reason("no-part-granted")]
    reasons += [Reason("part-not-heard", _listed(unheard))] if unheard else []
    return tuple(reasons)


def decided(parts: Parts, refusing: Collection[int]) -> Parts:
    """Return the parts after a grant of the case but for `refusing`. Raises `Refused` as `grant` with `may_decide`."""
    _demand("grant", *may_decide(parts, refusing))
    return tuple(
        replace(part, state=PartState.REFUSED if part.number in refusing else PartState.GRANTED)
        if part.state in LIVING
        else part
        for part in parts
    )


def scope(parts: Iterable[Part]) -> frozenset[int | str]:
    """Return what the granted parts cover: nothing else may stand in an authorisation."""
    return frozenset[int | str]().union(*(part.covers for part in parts if part.state is PartState.GRANTED))


def departing(parts: Iterable[Part], refusing: Collection[int]) -> tuple[int, ...]:
    """Return the numbers of the waiting parts of which something else would be decided than their office recommends."""
    return tuple(
        part.number
        for part in parts
        if part.state is PartState.RECOMMENDED
        and part.proposal is not None
        and departs(part.proposal, granted=part.number not in refusing)
    )


def barring(
    parts: Iterable[Part],
    refusing: Collection[int],
    failed: Iterable[str],
    asks: Mapping[int | str, frozenset[str]],
) -> tuple[str, ...]:
    """Return which of the criteria `failed` bar a grant of all parts that wait but `refusing`.

    Of types, those that a type to be granted asks: `asks` gives them by its code. Of premises (`asks` is empty), all but
    those that the office of a part not to be granted names as failing in it, and no office of one to be granted does.
    """
    known = list(parts)
    given = [part for part in known if part.state in LIVING and part.number not in refusing]
    if asks:
        needed = frozenset[str]().union(
            *(asks.get(one, frozenset()) for part in given for one in part.covers)
        )
        return tuple(one for one in failed if one in needed)
    elsewhere = frozenset[str]().union(*(part.failed for part in known if part not in given))
    here = frozenset[str]().union(*(part.failed for part in given))
    return tuple(one for one in failed if one not in elsewhere - here)


def _open(part: Part) -> Reason | None:
    return None if part.state is PartState.OPEN else Reason("part-not-open", part.number)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _demand(step: str, *reasons: Reason | None) -> None:
    if unmet := [reason for reason in reasons if reason is not None]:
        raise Refused(step, *unmet)
