"""What the holder lets us show: consent is the firm's, and the register follows in the same transaction."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act
from openaeo.law.lifecycle import LIVE
from openaeo.parties.models import Operator
from openaeo.parties.onboarding import consent_given
from openaeo.register import entries


def set_consent(
    operator_number: str, *, public: bool, partners: bool, actor: Actor, at: datetime
) -> Operator:
    """Say whether the public register and partner administrations may show the firm; entries follow at once.

    Consent given publishes what is live; consent taken back hides everything, what has ended too.
    Refused: `not-found`.
    """
    with act("set-consent", Operator, operator_number, actor=actor, at=at) as (operator, note):
        consent_given(operator, note, public=public, partners=partners)
        held = operator.authorisations.filter(administration__is_home=True)
        if public:
            held = held.filter(state__in=LIVE)
        for number in held.exclude(public=public).order_by("number").values_list("number", flat=True):
            entries.set_public(number, public=public, actor=actor, at=at)
    return operator
