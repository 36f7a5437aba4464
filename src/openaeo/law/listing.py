"""The table of steps for a partner's list: from the upload to the book, all of it or none of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.workflow import Reason, Step, Workflow


class ListState(StrEnum):
    """Where a list of authorised operators received from a partner stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"
    FAILED = "failed"


LIST_FINAL = frozenset({ListState.APPLIED, ListState.DISCARDED})


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What is true of a list when a step is asked for.

    `rows`: rows with data in the file. `errors`: rows that cannot be read as they stand. `outdated`: the book of
    this partner was written from another list, or the arrangement changed, after this one was checked.
    """

    rows: int = 0
    errors: int = 0
    outdated: bool = False


def has_rows(facts: ListFacts) -> Reason | None:
    """An empty list says nothing; it is more likely an accident than the end of a programme."""
    return None if facts.rows else Reason("list-empty")


def no_row_in_error(facts: ListFacts) -> Reason | None:
    """Nothing is half-imported: one unreadable row keeps the whole list out."""
    return Reason("list-has-errors", facts.errors) if facts.errors else None


def check_is_current(facts: ListFacts) -> Reason | None:
    """The preview that the officer agreed to still tells what would happen."""
    return Reason("list-outdated") if facts.outdated else None


S = ListState
LIST: Workflow[ListState, ListFacts] = Workflow(
    "list",
    S.RECEIVED,
    Step("check", frozenset({S.RECEIVED, S.CHECKING, S.CHECKED, S.FAILED}), S.CHECKING),
    Step("finish-check", frozenset({S.CHECKING}), S.CHECKED),
    Step(
        "apply",
        frozenset({S.CHECKED}),
        S.APPLYING,
        (has_rows, no_row_in_error, check_is_current),
    ),
    Step("finish-apply", frozenset({S.APPLYING}), S.APPLIED),
    Step("fail", frozenset({S.CHECKING, S.APPLYING}), S.FAILED),
    Step("discard", frozenset({S.RECEIVED, S.CHECKING, S.CHECKED, S.FAILED}), S.DISCARDED),
)
