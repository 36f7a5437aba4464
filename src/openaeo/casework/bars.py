"""What keeps a firm from applying: a bar after an earlier ending, a role or an earlier status that a tier asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from openaeo.casework.models import Case
from openaeo.casework.programme import day_of, programme
from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.lifecycle import CaseState
from openaeo.law.terms import Role, Status
from openaeo.law.workflow import Reason
from openaeo.parties.models import Operator


def past_of(firm: Operator) -> tuple[Ended, ...]:
    """Return how earlier applications and authorisations of `firm` ended against its will. Two queries."""
    refused = Case.objects.filter(operator=firm, state=CaseState.REFUSED).values_list("tier", "decided_at")
    revoked = firm.authorisations.filter(
        administration__is_home=True, periods__status=Status.REVOKED
    ).values_list("tier", "periods__during")
    return (
        *(Ended(Ending.REFUSAL, tier, at) for tier, at in refused if at is not None),
        *(Ended(Ending.REVOCATION, tier, during.lower) for tier, during in revoked),
    )


def barred(firm: Operator, tier: str, at: datetime) -> Reason | None:
    """Return `barred-until` with the last day of the bar when `firm` may not apply for `tier` at `at`, else None."""
    terms = programme()
    last = barred_until(terms.bars, tier, past_of(firm), terms.zone)
    today = day_of(at)
    return Reason("barred-until", last.isoformat()) if last is not None and today <= last else None


def unfit(tier: str, roles: Collection[str]) -> tuple[Reason | None, ...]:
    """Return why `tier` is not for `roles`: `role-not-for-tier` with the roles that it is not for."""
    terms = programme()
    if tier not in terms.tiers:
        return ()
    allowed = terms.rung(tier).roles
    strange = [role for role in roles if allowed and role in set(Role) and Role(role) not in allowed]
    return (Reason("role-not-for-tier", ", ".join(strange)) if strange else None,)
