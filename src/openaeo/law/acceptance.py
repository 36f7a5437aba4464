"""What customs checks before it accepts an application, in a fixed order that stops at the first check that fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openaeo.law.citing import Citation


class CheckKind(StrEnum):
    """What is looked at: the firm first, then its application."""

    REGISTERED = "registered"
    ESTABLISHED = "established"
    NOT_BARRED = "not-barred"
    NO_OTHER = "no-other"
    FORM = "form"
    SIGNED = "signed"


class Failing(StrEnum):
    """What follows when a check fails: the applicant is asked to complete, or the application is not accepted."""

    COMPLETE = "complete"
    NOT_ACCEPTED = "not-accepted"


class Verdict(StrEnum):
    """How a check came out; `ahead` was not reached, because an earlier one failed."""

    HELD = "held"
    FAILED = "failed"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Check:
    """One check and what follows when it fails. `countries` are where a firm counts as established (none: at home)."""

    kind: CheckKind
    failing: Failing
    countries: tuple[str, ...]
    cited: Citation


@dataclass(frozen=True, slots=True)
class Looked:
    """One check with its verdict."""

    check: Check
    verdict: Verdict


def looked_through(checks: Iterable[Check], holds: Mapping[CheckKind, bool]) -> tuple[Looked, ...]:
    """Return every check in its order with a verdict; the first that does not hold fails, those behind it are ahead.

    `holds` says of each kind whether it holds. Raises `KeyError` when a check that is reached is not in it.
    Source: HMRC CAA09060 (a fixed order, eligibility first, stop at the first failure).
    """
    found: list[Looked] = []
    stopped = False
    for check in checks:
        verdict = Verdict.AHEAD if stopped else Verdict.HELD if holds[check.kind] else Verdict.FAILED
        stopped = verdict is not Verdict.HELD
        found.append(Looked(check, verdict))
    return tuple(found)


def failed(looked: Iterable[Looked]) -> Check | None:
    """Return the check that failed, or None when every one held."""
    return next((one.check for one in looked if one.verdict is Verdict.FAILED), None)
