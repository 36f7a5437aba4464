"""Who may be given a case, and whom to propose: the least loaded of those who stand apart from the firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openaeo.law.citing import Citation
from openaeo.law.lifecycle import CaseState
from openaeo.law.workflow import Reason

ASSIGNABLE = frozenset({CaseState.SUBMITTED, CaseState.RETURNED, CaseState.ASSESSMENT})
"""While a case stands here an officer looks after it, so one may be given it."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """After `in_a_row` cases of one firm looked after by one officer, another is proposed for the next."""

    in_a_row: int
    cited: Citation


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer to whom a case may be given; `person` is the person's id.

    `cases` are the open cases in hand, `waiting` those of them that wait on customs. `holds`: has this case already.
    `own_firm`: acts, or once acted, for the firm of the case; `interested`: declared an interest in it. `absent`: away
    today. `rotates`: looked after as many of the firm's cases in a row as the programme lets. Neither keeps anybody from
    being given a case, only from being proposed; a rotation that is passed over needs a reason.
    """

    person: int
    cases: int = 0
    waiting: int = 0
    holds: bool = False
    own_firm: bool = False
    interested: bool = False
    absent: bool = False
    rotates: bool = False


def barred(one: Candidate) -> Reason | None:
    """Return why the case may not be given to `one`; None when it may.

    `officer-has-it`, `officer-of-firm`, `officer-interested`.
    """
    if one.holds:
        return Reason("officer-has-it")
    if one.own_firm:
        return Reason("officer-of-firm")
    return Reason("officer-interested") if one.interested else None


def propose(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the candidate with the fewest open cases who is at work, whose turn it is and who may be given the case.

    None without one. Among equals the one on whom fewer cases wait, then the one appointed first, so that the answer is always the same.
    """
    able = [one for one in candidates if barred(one) is None and not (one.absent or one.rotates)]
    return min(able, key=lambda one: (one.cases, one.waiting, one.person), default=None)


def may_assign(
    state: CaseState,
    chosen: Candidate | None,
    *,
    holder: int | None,
    giver: int | None,
    stands_in: bool,
    leads: bool,
    reason: str,
) -> tuple[Reason, ...]:
    """Return why the case may not be given to `chosen` (None: no officer in office); empty when it may.

    `holder` has the case now, `giver` gives it. Whoever `leads` gives any case, an officer only the one in hand or the
    one of a colleague for whom they stand in (`stands_in`), and a case that changes hands needs a `reason`. Reasons: `not-from-here`, `not-your-case`, `officer-unknown`,
    `handing-unexplained`, `rotation-unexplained`, and as `barred`.
    """
    found = (
        None if state in ASSIGNABLE else Reason("not-from-here", state.value),
        None if leads or (holder is not None and (holder == giver or stands_in)) else Reason("not-your-case"),
        Reason("officer-unknown") if chosen is None else barred(chosen),
        Reason("handing-unexplained") if holder is not None and not reason.strip() else None,
        Reason("rotation-unexplained") if chosen and chosen.rotates and not reason.strip() else None,
    )
    return tuple(one for one in found if one is not None)
