"""An association of the demonstration publishes how its members work; a small firm refers to it in an answer."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.casework import publishing, references
from openaeo.casework.models import Case
from openaeo.config.demo.people import acting
from openaeo.law.lifecycle import CaseState
from openaeo.parties.models import Operator, Person

DAY = timedelta(days=1)
TEXT = """How members receive visitors (invented)

1. A visitor is announced by a member of staff and signs the list at the gate.
2. Whoever is announced fetches the visitor and stays beside them.
3. The list is kept for two years.
"""
NEWER = TEXT + "4. A visitor who comes by lorry leaves the keys at the gate.\n"


def refers(owner: Person, publisher: Person, officer: Actor, now: datetime) -> None:
    """Let the publisher's firm be verified, publish to the owner's firm and renew; one answer refers to the first version."""
    firm, other, at = acting(owner, now), acting(publisher, now), now - 9 * DAY
    ours, theirs = (Operator.objects.visible_to(one).get().number for one in (firm, other))
    case = Case.objects.visible_to(firm).filter(state=CaseState.DRAFT.value).first()
    given = case.answers.order_by("criterion").first() if case else None
    if case is None or given is None:
        return
    number, criterion = case.number, given.criterion
    about = "The invented association of forwarders of Quimera; its statutes are in the trade register."
    asked = publishing.ask_to_publish(theirs, kind="association", about=about, actor=other, at=at)
    publishing.verify(asked.pk, actor=officer, at=at + DAY)
    belongs = publishing.offer_membership(ours, actor=other, at=at + DAY)
    publishing.accept_membership(belongs.pk, actor=firm, at=at + 2 * DAY)
    name = "receiving-visitors.txt"
    first = publishing.publish(
        files.store(io.BytesIO(TEXT.encode()), name, at=at),
        name=name,
        title="Receiving visitors",
        dated_on=(at - 90 * DAY).date(),
        criteria=[criterion],
        actor=other,
        at=at + 2 * DAY,
    )
    references.refer(
        number,
        criterion,
        first.procedure_id,
        differences="We have no gate: a visitor signs the list in the office.",
        actor=firm,
        at=at + 3 * DAY,
    )
    publishing.renew(
        first.procedure_id,
        files.store(io.BytesIO(NEWER.encode()), name, at=at),
        name=name,
        dated_on=at.date(),
        news="Point 4: keys of lorries.",
        actor=other,
        at=at + 5 * DAY,
    )
