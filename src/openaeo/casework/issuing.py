"""How a grant comes into the register: with the decision, or by a third act of whoever issues certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.casework.facts import author, case_facts, demand, own_firm, roles_of
from openaeo.casework.models import Case, Handling
from openaeo.casework.partition import premises_of, tier_of
from openaeo.casework.programme import calendar, programme
from openaeo.law.decision import Terms, terms_of_grant
from openaeo.law.lifecycle import CASE
from openaeo.parties.models import Administration, Operator
from openaeo.register import entries

if TYPE_CHECKING:
    from openaeo.register.models import Authorisation


def issue(number: str, *, actor: Actor, at: datetime) -> Authorisation:
    """Issue the certificate of a granted case: enter it in the register, from which moment it may be recognised.

    It begins on the day on which the decision takes effect, and never before it is issued. Refused:
    `issuer-had-a-hand` (the programme asks for a third person), `not-from-here`, `own-firm`, and as
    `register.entries.enter`.
    """
    with act("issue", Case, number, actor=actor, at=at) as (case, note):
        facts = case_facts(case, actor=actor, at=at)
        demand("issue", own_firm(case.operator_id, actor), *CASE.unmet(case.standing, "issue", facts))
        case.move("issue", facts)
        held = enter(case, decided=case.decided_at or at, actor=actor, at=at)
        Handling.objects.get_or_create(
            case=case,
            person_id=author("issue", actor),
            kind=Handling.Kind.ISSUING,
            defaults={"since": at},
        )
        note(authorisation=held.number)
    return held


def enter(case: Case, *, decided: datetime, actor: Actor, at: datetime) -> Authorisation:
    """Enter the authorisation that was granted at `decided` in the register, now, and tie it to `case`.

    The firm is held, so that consent taken back at this moment is seen here, or sees the entry. Refused as
    `register.entries.enter`.
    """
    holder = Operator.objects.select_for_update(no_key=True).get(pk=case.operator_id)
    held = entries.enter(
        holder,
        terms(case, decided=decided, at=at),
        administration=Administration.objects.get(is_home=True),
        public=holder.consent_public,
        premises=premises_of(case),
        actor=actor,
        at=at,
    )
    case.authorisation = held
    return held


def terms(case: Case, *, decided: datetime, at: datetime, tier: str = "") -> Terms:
    """Return what `case`, granted at `decided`, gives when its certificate is issued at `at`. One query, or three
    where it is split by types; `tier` is what that gives, where it is known already.
    """
    known = replace(programme(), calendar=calendar())
    return terms_of_grant(known, tier or tier_of(case), roles_of(case), decided, issued=at)
