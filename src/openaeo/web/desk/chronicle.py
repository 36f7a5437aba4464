"""What happened to a case, in the words of the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from openaeo.casework.timeline import TimelineItem
from openaeo.web import chronicle

WORDS = {
    "start": gettext_lazy("Application started"),
    "choose-roles": gettext_lazy("Type and roles changed"),
    "apply-worksheet": gettext_lazy("Answers taken over from a workbook"),
    "submit": gettext_lazy("Application sent"),
    "withdraw": gettext_lazy("Application withdrawn"),
    "carry-forward": gettext_lazy("Trader carried answers forward"),
    "move-to-edition": gettext_lazy("Trader moved the draft to the edition in force"),
    "replace-document": gettext_lazy("Trader replaced a document"),
    "take-on": gettext_lazy("Case taken on"),
    "return": gettext_lazy("Returned to the trader"),
    "accept": gettext_lazy("Accepted for assessment"),
    "refuse-to-accept": gettext_lazy("Application not accepted"),
    "ask": gettext_lazy("Question to the trader"),
    "reply": gettext_lazy("Trader replied"),
    "cancel-request": gettext_lazy("Question taken back"),
    "begin-conversation": gettext_lazy("Conversation begun"),
    "close-conversation": gettext_lazy("Conversation closed"),
    "reopen-conversation": gettext_lazy("Conversation reopened"),
    "consult": gettext_lazy("Another office consulted"),
    "answer-consultation": gettext_lazy("Office answered a consultation"),
    "take-back-contribution": gettext_lazy("Office took its answer back"),
    "cancel-consultation": gettext_lazy("Consultation taken back"),
    "note-silence": gettext_lazy("Time of a consultation passed without an answer"),
    "raise-finding": gettext_lazy("Finding raised"),
    "propose-plan": gettext_lazy("Trader proposed a plan"),
    "accept-plan": gettext_lazy("Plan agreed"),
    "return-plan": gettext_lazy("Plan returned to the trader"),
    "give-evidence": gettext_lazy("Trader gave evidence for an action"),
    "verify-finding": gettext_lazy("Finding verified"),
    "reopen-finding": gettext_lazy("Finding reopened"),
    "withdraw-finding": gettext_lazy("Finding taken back"),
    "ask-exception": gettext_lazy("Exception asked for"),
    "approve-exception": gettext_lazy("Exception approved"),
    "decline-exception": gettext_lazy("Exception declined"),
    "judge-alternative": gettext_lazy("Decision on an alternative measure"),
    "recommend": gettext_lazy("Recommendation to the decider"),
    "send-back": gettext_lazy("Sent back to assessment"),
    "plan-site": gettext_lazy("Site planned"),
    "rate-risk": gettext_lazy("Risk rated"),
    "override-risk": gettext_lazy("Risk set by an officer"),
    "plan-visit": gettext_lazy("Visit planned"),
    "offer-visit": gettext_lazy("Times offered for a visit"),
    "choose-visit": gettext_lazy("Trader chose a time for the visit"),
    "decline-visit": gettext_lazy("Trader declined the times for the visit"),
    "set-visit": gettext_lazy("Time of the visit set"),
    "call-off-visit": gettext_lazy("Visit called off"),
    "hold-visit": gettext_lazy("Visit took place"),
    "report-visit": gettext_lazy("Report of the visit sent"),
    "hear": gettext_lazy("Hearing notice sent"),
    "extend": gettext_lazy("Time for the decision extended"),
    "ask-for-time": gettext_lazy("Trader asked for more time"),
    "answer-for-time": gettext_lazy("Trader's wish for more time answered"),
    "stop-clock": gettext_lazy("Clock stopped"),
    "restart-clock": gettext_lazy("Clock runs again"),
    "reply-hearing": gettext_lazy("Trader replied to the notice"),
    "conclude-hearing": gettext_lazy("Hearing concluded"),
    "grant": gettext_lazy("Authorisation granted"),
    "refuse": gettext_lazy("Application refused"),
    "lodge-appeal": gettext_lazy("Appeal lodged"),
    "take-up-appeal": gettext_lazy("Appeal taken up for review"),
    "allow-appeal": gettext_lazy("Appeal allowed"),
    "dismiss-appeal": gettext_lazy("Appeal dismissed"),
    "withdraw-appeal": gettext_lazy("Appeal withdrawn"),
    "propose-measure": gettext_lazy("Measure proposed"),
    "reply-measure": gettext_lazy("Holder replied to the notice"),
    "take-measure": gettext_lazy("Measure taken"),
    "drop-measure": gettext_lazy("Measure dropped"),
    "report-cure": gettext_lazy("Holder reported a cure"),
    "return-cure": gettext_lazy("Report of a cure returned"),
    "verify-cure": gettext_lazy("Cure verified"),
    "give-review": gettext_lazy("Holder answered what the new edition asks differently"),
    "report-change": gettext_lazy("Holder told a change"),
    "record-change": gettext_lazy("Change or incident recorded"),
    "note-change": gettext_lazy("Note taken of a change"),
    "review-change": gettext_lazy("Check of a change opened"),
    "ask-change": gettext_lazy("Question about a change"),
    "reply-change": gettext_lazy("Holder replied about a change"),
    "settle-change": gettext_lazy("Change settled"),
    "withdraw-change": gettext_lazy("Notice of a change taken back"),
    "declare-yearly": gettext_lazy("Holder made the yearly declaration"),
    "lift": gettext_lazy("Suspension lifted"),
    "surrender": gettext_lazy("Authorisation given up"),
    "expire": gettext_lazy("Authorisation expired"),
}
SIDES = {"system": gettext_lazy("The system")}
SAID = (
    *("office_name", "question", "violations", "branches", "remarks"),
    *("source", "edition", "name", "criteria", "reason", "recommendation"),
    *("grounds", "asked", "reply", "report", "reasons"),
)


def told(items: Iterable[TimelineItem]) -> list[dict[str, object]]:
    """Return the items newest first as the timeline component shows them."""
    return chronicle.told(items, titles=WORDS, sides=SIDES, said=SAID)
