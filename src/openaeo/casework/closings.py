"""How an application ended without a decision, and until when the programme lets it be opened again."""

from __future__ import annotations

from openaeo.casework.models import Case
from openaeo.casework.programme import calendar_for, programme
from openaeo.law.lifecycle import CaseState
from openaeo.law.reopening import Closed, Closing
from openaeo.law.timing import clock_of


def closed(case: Case) -> Closed | None:
    """Return how `case` ended without a decision; None while it goes on, once it is decided, or for a draft given up.

    One that the firm withdrew before customs accepted it goes back to the firm when it had been returned. At most one query.
    """
    if case.closed_at is None or case.submitted_at is None:
        return None
    if case.standing is CaseState.WITHDRAWN:
        how = Closing.WITHDRAWAL
    elif case.standing is CaseState.NOT_ACCEPTED:
        silent = case.complete_by is not None and case.closed_at > case.complete_by
        how = Closing.SILENCE if silent else Closing.ACCEPTANCE
    else:
        return None
    rule = programme().time(how.time, case.tier)
    clock = clock_of(rule, calendar_for(rule), case.closed_at) if rule else None
    return Closed(
        how,
        until=clock.due(case.closed_at) if clock else None,
        asked=case.reopening_asked_at,
        accepted=case.accepted_at is not None,
        unfinished=how is Closing.SILENCE or (how is Closing.WITHDRAWAL and bool(case.return_reason)),
    )
