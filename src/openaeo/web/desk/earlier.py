"""What pages of a case show beside it of earlier results of the same firm."""

from __future__ import annotations

from typing import Any

from openaeo.casework.models import Case
from openaeo.casework.programme import programme
from openaeo.casework.reuse import earlier_results
from openaeo.law.authority import allowed
from openaeo.law.lifecycle import CaseState
from openaeo.web.shell import Request
from openaeo.web.wording import say


def may_take_over(request: Request, found: Case) -> bool:
    """Return whether this officer may take earlier results over now."""
    may = allowed("take-over-results", request.actor.capacity) is None
    return may and found.standing is CaseState.ASSESSMENT


def beside(request: Request, found: Case, criterion: str) -> dict[str, Any]:
    """Return the earlier result on `criterion` in the list it belongs to: `counting`, or `passed_by` with every reason.

    At most two queries on a `casefile`; none when the criterion is not generic, or has a result here.
    """
    rows = earlier_results(found, only=criterion, actor=request.actor, at=request.moment)
    return {
        "counting": [one for one in rows if not one.against],
        "passed_by": [(one, [say(reason) for reason in one.against]) for one in rows if one.against],
    }


def may_look_back(found: Case) -> bool:
    """Return whether earlier results may count in the case as it stands."""
    return programme().reusing is not None and found.standing is CaseState.ASSESSMENT
