"""Which questions of the self-assessment apply, which of them are answered, and how much is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openaeo.law.edition import Edition
from openaeo.law.terms import Claim, Role

# The project's own estimate, not yet measured with applicants.
MINUTES_A_CRITERION = 4


@dataclass(frozen=True, slots=True)
class Said:
    """What the applicant says of one criterion; `documents` is how many are put forward for it.

    `unconfirmed` is true of an answer carried forward from an earlier application until somebody says that it is
    still true, or answers anew.
    """

    criterion: str
    claim: Claim
    explanation: str = ""
    documents: int = 0
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far one group has come: criteria done, criteria that apply, estimated minutes left."""

    letter: str
    done: int
    total: int
    minutes_left: int


def complete(said: Said) -> bool:
    """Return whether an answer can stand.

    `MET` stands by itself: the officer asks for proof. Every other claim needs an explanation in words: what is
    missing, what is done about it by when, or why the criterion does not fit the business.
    """
    return said.claim is Claim.MET or bool(said.explanation.strip())


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
