"""How answers go to and fro between customs and an invented firm: accepted, sent back, resolved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import application, rounds
from openaeo.config.demo.parts import Plot
from openaeo.law.terms import Claim

HOUR = timedelta(hours=1)
REMARKS = (
    ("B1", "Please name who keeps the records, not only where.", "The archive was empty at the last visit."),
    ("B2", "Since when is it done so? Please give the month.", ""),
    ("C1", "Please say what happens when the system is down.", "Compare with the answer to the sister firm."),
)
AGAIN = "Thank you. Please say also who does it in her absence."


def to_and_fro(plot: Plot, applicant: Actor, officer: Actor, number: str, at: datetime) -> Iterator[datetime]:
    """Where the plan for its finding waits: accept some answers, send three back, and settle two of them."""
    if plot.finding != "planned":
        return
    at += HOUR
    yield at
    rounds.accept_answers(number, ["A1", "A2", "A3"], actor=officer, at=at)
    for criterion, text, private in REMARKS:
        rounds.note_remark(number, criterion, text=text, private=private, actor=officer, at=at)
    rounds.send_round(number, words="Three answers need a little more.", actor=officer, at=at)
    at += 20 * HOUR
    yield at
    for criterion, _text, _private in REMARKS:
        application.answer(
            number,
            criterion,
            claim=Claim.MET,
            explanation="The head of the office does this herself, since March.",
            actor=applicant,
            at=at,
        )
    rounds.answer_round(number, text="All three are changed.", actor=applicant, at=at)
    at += HOUR
    yield at
    rounds.accept_answers(number, ["B1"], actor=officer, at=at)
    rounds.resolve_remark(number, "B2", actor=officer, at=at)
    rounds.note_remark(number, "C1", text=AGAIN, actor=officer, at=at)
