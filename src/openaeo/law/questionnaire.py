"""Which questions of the self-assessment apply, which of them are answered, and how much is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from openaeo.law.edition import Edition
from openaeo.law.terms import Claim, Role
from openaeo.law.workflow import Reason

# The project's own estimate, not yet measured with applicants.
MINUTES_A_CRITERION = 4

LONGEST: Mapping[str, int] = MappingProxyType(
    {"explanation": 10_000, "procedure": 300, "alternative": 5_000, "equivalence": 5_000}
)
"""How many characters each text of an answer may have."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the applicant says of one criterion; `documents` is how many are put forward for it.

    `procedure` refers into the firm's own procedure file, `sites` are the keys of the sites that the answer is for
    (none: all of them). `alternative` says what is done instead of what the criterion asks, and `equivalence` why
    that is of equal effect. `stated` is true when an owner of the firm stands for the answer in person.
    `unconfirmed` is true of an answer carried forward from an earlier application until somebody says that it is
    still true, or answers anew.
    """

    criterion: str
    claim: Claim
    explanation: str = ""
    documents: int = 0
    procedure: str = ""
    sites: frozenset[int] = frozenset()
    alternative: str = ""
    equivalence: str = ""
    stated: bool = False
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far one group has come: criteria done, criteria that apply, estimated minutes left."""

    letter: str
    done: int
    total: int
    minutes_left: int


def complete(said: Said) -> bool:
    """Return whether an answer can stand: it lacks nothing."""
    return not lacking(said)


def lacking(said: Said) -> tuple[Reason, ...]:
    """Return what an answer lacks before it can stand: `alternative-incomplete`, `explanation-missing`.

    `MET` stands by itself: the officer asks for proof. Every other claim needs an explanation in words: what is
    missing, what is done about it by when, or why the criterion does not fit the business. An alternative measure
    explains what is missing, but not why a criterion does not fit. Half an alternative measure never stands: what
    is done instead needs its reason. An owner's word is proof of an answer and takes the place of none of this.
    """
    instead, why = bool(said.alternative.strip()), bool(said.equivalence.strip())
    explained = bool(said.explanation.strip()) or (instead and said.claim is not Claim.NOT_APPLICABLE)
    reasons = [] if instead == why else [Reason("alternative-incomplete")]
    if said.claim is not Claim.MET and not explained:
        reasons.append(Reason("explanation-missing"))
    return tuple(reasons)


def too_long(said: Said) -> tuple[Reason, ...]:
    """Return `answer-too-long` with the limit for each text that has more characters than `LONGEST` allows."""
    texts = {
        "explanation": said.explanation,
        "procedure": said.procedure,
        "alternative": said.alternative,
        "equivalence": said.equivalence,
    }
    return tuple(
        Reason("answer-too-long", LONGEST[name]) for name, text in texts.items() if len(text) > LONGEST[name]
    )


def missing(edition: Edition, roles: Iterable[Role], answers: Mapping[str, Said]) -> tuple[str, ...]:
    """Return the ids of the criteria that apply to `roles` and lack a complete answer, in catalogue order.

    Answers to criteria that do not apply are kept by the applicant and count for nothing.
    """
    return tuple(
        criterion.id
        for criterion in edition.applying(roles)
        if criterion.id not in answers or not complete(answers[criterion.id])
    )


def unconfirmed(edition: Edition, roles: Iterable[Role], answers: Mapping[str, Said]) -> tuple[str, ...]:
    """Return the ids of the criteria that apply to `roles` and whose carried answer waits for confirmation."""
    return tuple(
        criterion.id
        for criterion in edition.applying(roles)
        if criterion.id in answers and answers[criterion.id].unconfirmed
    )


def progress(
    edition: Edition, roles: Iterable[Role], answers: Mapping[str, Said]
) -> tuple[GroupProgress, ...]:
    """Return how far each group has come, in catalogue order; groups in which nothing applies are left out.

    A carried answer counts as done once it is confirmed.
    """
    roles = tuple(roles)
    to_do = {*missing(edition, roles, answers), *unconfirmed(edition, roles, answers)}
    applying = edition.applying(roles)
    report = []
    for group in edition.groups:
        ids = [criterion.id for criterion in applying if criterion.group == group.letter]
        left = len(to_do.intersection(ids))
        if ids:
            report.append(GroupProgress(group.letter, len(ids) - left, len(ids), left * MINUTES_A_CRITERION))
    return tuple(report)
