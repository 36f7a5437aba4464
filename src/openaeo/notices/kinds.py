"""What somebody may be told: each kind with the group it is chosen by, and how much it asks of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Group(StrEnum):
    """What kinds have in common when somebody chooses how to be told."""

    CASES = "cases"
    AUTHORISATIONS = "authorisations"
    DATES = "dates"
    PEOPLE = "people"
    PARTNERS = "partners"


class Weight(StrEnum):
    """How much a notice asks of its reader; all that a mail tells beside the case number."""

    NEWS = "news"
    TASK = "task"
    DATE = "date"


class Mail(StrEnum):
    """When a notice goes out by mail; in the product it always stands at once."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


_NEWS, _TASK, _DATE = Weight.NEWS, Weight.TASK, Weight.DATE

KINDS: Mapping[str, tuple[Group, Weight]] = MappingProxyType(
    {
        # To the firm.
        "application-sent": (Group.CASES, _NEWS),
        "application-withdrawn": (Group.CASES, _NEWS),
        "case-taken-on": (Group.CASES, _NEWS),
        "officer-named": (Group.CASES, _NEWS),
        "case-returned": (Group.CASES, _TASK),
        "case-accepted": (Group.CASES, _NEWS),
        "case-not-accepted": (Group.CASES, _NEWS),
        "reopening-sent": (Group.CASES, _NEWS),
        "case-reopened": (Group.CASES, _TASK),
        "reopening-declined": (Group.CASES, _NEWS),
        "question-asked": (Group.CASES, _TASK),
        "question-taken-back": (Group.CASES, _NEWS),
        "message-received": (Group.CASES, _TASK),
        "conversation-moved": (Group.CASES, _NEWS),
        "case-split": (Group.CASES, _NEWS),
        "part-cancelled": (Group.CASES, _NEWS),
        "appeal-sent": (Group.CASES, _NEWS),
        "appeal-withdrawn": (Group.CASES, _NEWS),
        "appeal-taken-up": (Group.CASES, _NEWS),
        "appeal-allowed": (Group.CASES, _NEWS),
        "appeal-dismissed": (Group.CASES, _NEWS),
        "time-extended": (Group.CASES, _NEWS),
        "time-answered": (Group.CASES, _NEWS),
        "clock-stopped": (Group.CASES, _NEWS),
        "clock-runs": (Group.CASES, _NEWS),
        "report-issued": (Group.CASES, _NEWS),
        "assessment-finished": (Group.CASES, _NEWS),
        "assessment-resumed": (Group.CASES, _NEWS),
        "refusal-intended": (Group.CASES, _TASK),
        "hearing-over": (Group.CASES, _NEWS),
        "granted": (Group.CASES, _NEWS),
        "granted-to-issue": (Group.CASES, _NEWS),
        "certificate-issued": (Group.CASES, _NEWS),
        "refused": (Group.CASES, _NEWS),
        "finding-raised": (Group.CASES, _TASK),
        "plan-accepted": (Group.CASES, _TASK),
        "plan-returned": (Group.CASES, _TASK),
        "finding-settled": (Group.CASES, _NEWS),
        "finding-reopened": (Group.CASES, _TASK),
        "alternative-decided": (Group.CASES, _NEWS),
        "visit-offered": (Group.CASES, _TASK),
        "visit-set": (Group.CASES, _NEWS),
        "visit-called-off": (Group.CASES, _NEWS),
        "visit-reported": (Group.CASES, _NEWS),
        "measure-intended": (Group.AUTHORISATIONS, _TASK),
        "measure-taken": (Group.AUTHORISATIONS, _NEWS),
        "measure-dropped": (Group.AUTHORISATIONS, _NEWS),
        "cure-returned": (Group.AUTHORISATIONS, _TASK),
        "change-sent": (Group.AUTHORISATIONS, _NEWS),
        "change-asked": (Group.AUTHORISATIONS, _TASK),
        "change-looked-at": (Group.AUTHORISATIONS, _NEWS),
        "change-settled": (Group.AUTHORISATIONS, _NEWS),
        "reassessment-asked": (Group.AUTHORISATIONS, _TASK),
        "reassessment-opened": (Group.AUTHORISATIONS, _NEWS),
        "reassessment-concluded": (Group.AUTHORISATIONS, _NEWS),
        "reassessment-called-off": (Group.AUTHORISATIONS, _NEWS),
        "declaration-made": (Group.AUTHORISATIONS, _NEWS),
        "declaration-overdue": (Group.AUTHORISATIONS, _TASK),
        "suspension-lifted": (Group.AUTHORISATIONS, _NEWS),
        "surrendered": (Group.AUTHORISATIONS, _NEWS),
        "part-given-up": (Group.AUTHORISATIONS, _NEWS),
        "expired": (Group.AUTHORISATIONS, _NEWS),
        "owner-asked": (Group.PEOPLE, _NEWS),
        "owner-changed": (Group.PEOPLE, _NEWS),
        "owner-stays": (Group.PEOPLE, _NEWS),
        "mandates-changed": (Group.PEOPLE, _NEWS),
        "mandate-given": (Group.PEOPLE, _NEWS),
        "publishing-verified": (Group.PEOPLE, _NEWS),
        "publishing-turned-down": (Group.PEOPLE, _NEWS),
        "publishing-ended": (Group.PEOPLE, _NEWS),
        "membership-offered": (Group.PEOPLE, _TASK),
        "membership-accepted": (Group.PEOPLE, _NEWS),
        "membership-declined": (Group.PEOPLE, _NEWS),
        "membership-ended": (Group.PEOPLE, _NEWS),
        "procedure-published": (Group.CASES, _NEWS),
        "procedure-renewed": (Group.CASES, _TASK),
        "procedure-withdrawn": (Group.CASES, _TASK),
        "mentor-came": (Group.PEOPLE, _NEWS),
        "mentor-left": (Group.PEOPLE, _NEWS),
        "mentorship-ended": (Group.PEOPLE, _NEWS),
        "advice-left": (Group.PEOPLE, _NEWS),
        # To customs.
        "application-received": (Group.CASES, _TASK),
        "application-given-up": (Group.CASES, _NEWS),
        "case-taken-over": (Group.CASES, _NEWS),
        "reopening-asked": (Group.CASES, _TASK),
        "case-back": (Group.CASES, _TASK),
        "case-assigned": (Group.CASES, _TASK),
        "case-given-on": (Group.CASES, _NEWS),
        "interest-declared": (Group.CASES, _TASK),
        "stand-in-named": (Group.CASES, _TASK),
        "stand-in-over": (Group.CASES, _NEWS),
        "question-answered": (Group.CASES, _TASK),
        "message-arrived": (Group.CASES, _TASK),
        "conversation-turned": (Group.CASES, _NEWS),
        "consultation-asked": (Group.CASES, _TASK),
        "consultation-answered": (Group.CASES, _TASK),
        "contribution-taken-back": (Group.CASES, _NEWS),
        "consultation-taken-back": (Group.CASES, _NEWS),
        "consultation-silent": (Group.CASES, _NEWS),
        "consultation-over": (Group.CASES, _NEWS),
        "part-for-office": (Group.CASES, _TASK),
        "case-split-up": (Group.CASES, _NEWS),
        "part-recommended": (Group.CASES, _NEWS),
        "part-taken-back": (Group.CASES, _NEWS),
        "part-closed": (Group.CASES, _NEWS),
        "part-left-out": (Group.CASES, _TASK),
        "part-kept": (Group.CASES, _TASK),
        "appeal-lodged": (Group.CASES, _TASK),
        "appeal-given-up": (Group.CASES, _NEWS),
        "decision-appealed": (Group.CASES, _NEWS),
        "appeal-decided": (Group.CASES, _NEWS),
        "time-asked": (Group.CASES, _TASK),
        "time-moved": (Group.CASES, _NEWS),
        "plan-proposed": (Group.CASES, _TASK),
        "evidence-given": (Group.CASES, _TASK),
        "exception-asked": (Group.CASES, _TASK),
        "exception-declined": (Group.CASES, _NEWS),
        "visit-agreed": (Group.CASES, _NEWS),
        "visit-declined": (Group.CASES, _TASK),
        "cure-reported": (Group.AUTHORISATIONS, _TASK),
        "change-reported": (Group.AUTHORISATIONS, _TASK),
        "review-given": (Group.AUTHORISATIONS, _TASK),
        "change-answered": (Group.AUTHORISATIONS, _TASK),
        "change-withdrawn": (Group.AUTHORISATIONS, _NEWS),
        "reassessment-answered": (Group.AUTHORISATIONS, _TASK),
        "declaration-missed": (Group.AUTHORISATIONS, _TASK),
        "publishing-asked": (Group.PEOPLE, _TASK),
        "succession-waits": (Group.PEOPLE, _TASK),
        "account-asked": (Group.PEOPLE, _TASK),
        "account-answered": (Group.PEOPLE, _TASK),
        "case-for-decision": (Group.CASES, _TASK),
        "case-sent-back": (Group.CASES, _TASK),
        "hearing-opened": (Group.CASES, _NEWS),
        "hearing-answered": (Group.CASES, _TASK),
        "case-granted": (Group.CASES, _NEWS),
        "certificate-to-issue": (Group.CASES, _TASK),
        "case-refused": (Group.CASES, _NEWS),
        "measure-proposed": (Group.AUTHORISATIONS, _TASK),
        "measure-answered": (Group.AUTHORISATIONS, _TASK),
        "measure-decided": (Group.AUTHORISATIONS, _NEWS),
        "status-changed": (Group.AUTHORISATIONS, _NEWS),
        "arrangement-changed": (Group.PARTNERS, _NEWS),
        "list-checked": (Group.PARTNERS, _TASK),
        "list-applied": (Group.PARTNERS, _NEWS),
        "list-failed": (Group.PARTNERS, _TASK),
        "edition-ordered": (Group.CASES, _NEWS),
        "edition-called-off": (Group.CASES, _NEWS),
        "post-given": (Group.PEOPLE, _NEWS),
        "post-ended": (Group.PEOPLE, _NEWS),
        "posts-changed": (Group.PEOPLE, _NEWS),
        # Dates ahead; the first eight to the firm.
        "message-due": (Group.DATES, _DATE),
        "question-due": (Group.DATES, _DATE),
        "completion-due": (Group.DATES, _DATE),
        "hearing-due": (Group.DATES, _DATE),
        "measure-reply-due": (Group.DATES, _DATE),
        "reassessment-due": (Group.DATES, _DATE),
        "declaration-due": (Group.DATES, _DATE),
        "review-due": (Group.DATES, _DATE),
        "authorisation-ends": (Group.DATES, _DATE),
        "mandate-ends": (Group.DATES, _DATE),
        "message-owed": (Group.DATES, _DATE),
        "consultation-due": (Group.DATES, _DATE),
        "completeness-due": (Group.DATES, _DATE),
        "decision-due": (Group.DATES, _DATE),
    }
)

DEFAULTS: Mapping[Group, Mail] = MappingProxyType(
    {group: Mail.DAILY if group is Group.PARTNERS else Mail.AT_ONCE for group in Group}
)
"""How people are told who have not chosen."""


def group_of(kind: str) -> Group:
    """Return the group that `kind` is chosen by. Raises `KeyError` for a kind nobody decided about."""
    return KINDS[kind][0]


def weight_of(kind: str) -> Weight:
    """Return how much `kind` asks of its reader. Raises `KeyError` for a kind nobody decided about."""
    return KINDS[kind][1]
