"""What the product knows of each check that customs makes before it accepts an application."""

from __future__ import annotations

from datetime import datetime

from openaeo.casework.bars import barred
from openaeo.casework.models import Case
from openaeo.casework.programme import programme
from openaeo.law.acceptance import CheckKind, Looked, looked_through
from openaeo.law.identifiers import InvalidIdentifier, Scheme, normalise
from openaeo.law.lifecycle import CASE_FINAL, LIVE
from openaeo.parties.models import Operator


def checked(case: Case, *, complete: bool, signed: bool, at: datetime) -> tuple[Looked, ...]:
    """Return the checks of the programme on the submitted `case` with their verdicts at `at`. Four queries.

    `complete` says whether the form is filled in, `signed` whether somebody declared it true. A programme without
    checks gives none: the officer alone judges then.
    """
    checks = programme().acceptance
    if not checks:
        return ()
    firm = case.operator
    home = (programme().code.upper(),)
    territory = next((one.countries for one in checks if one.kind is CheckKind.ESTABLISHED), ()) or home
    holds = {
        CheckKind.REGISTERED: _registered(firm),
        CheckKind.ESTABLISHED: firm.country in territory,
        CheckKind.NOT_BARRED: barred(firm, case.tier, at) is None,
        CheckKind.NO_OTHER: not _another(case),
        CheckKind.FORM: complete,
        CheckKind.SIGNED: signed,
    }
    return looked_through(checks, holds)


def _registered(firm: Operator) -> bool:
    try:
        normalise(Scheme.TIN, firm.tin)
    except InvalidIdentifier:
        return False
    return True


def _another(case: Case) -> bool:
    """Another application of the firm is open, or the firm is authorised otherwise than it asks to have amended."""
    others = Case.objects.filter(operator=case.operator_id).exclude(pk=case.pk).exclude(state__in=CASE_FINAL)
    held = case.operator.authorisations.filter(administration__is_home=True, state__in=LIVE)
    return others.exists() or held.exclude(pk=case.concerns_id or "").exists()
