"""What happened to an application or a certificate, in the words for its owner."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from openaeo.casework.timeline import TimelineItem
from openaeo.web import chronicle

WORDS = {
    "start": gettext_lazy("You started the application"),
    "choose-roles": gettext_lazy("You changed type or roles"),
    "apply-worksheet": gettext_lazy("You took answers over from a workbook"),
    "submit": gettext_lazy("You sent the application"),
    "withdraw": gettext_lazy("You withdrew the application"),
    "move-to-edition": gettext_lazy("You moved the draft to the edition of the criteria in force"),
    "carry-forward": gettext_lazy("You carried answers forward from an earlier application"),
    "replace-document": gettext_lazy("You replaced a document"),
    "take-on": gettext_lazy("An officer took the case on"),
    "return": gettext_lazy("Customs sent it back to be completed"),
    "accept": gettext_lazy("Customs accepted the application"),
    "refuse-to-accept": gettext_lazy("Customs did not accept the application"),
    "ask": gettext_lazy("Customs asked a question"),
    "reply": gettext_lazy("You replied"),
    "cancel-request": gettext_lazy("Customs took a question back"),
    "send-round": gettext_lazy("Customs sent answers back with remarks"),
    "answer-round": gettext_lazy("You answered the remarks"),
    "begin-conversation": gettext_lazy("A conversation began"),
    "close-conversation": gettext_lazy("Customs closed a conversation"),
    "reopen-conversation": gettext_lazy("A conversation was reopened"),
    "raise-finding": gettext_lazy("Customs raised a finding"),
    "propose-plan": gettext_lazy("You proposed a plan"),
    "accept-plan": gettext_lazy("Customs agreed with your plan"),
    "return-plan": gettext_lazy("Customs returned your plan"),
    "give-evidence": gettext_lazy("You gave evidence for an action"),
    "verify-finding": gettext_lazy("Customs verified a finding"),
    "reopen-finding": gettext_lazy("Customs reopened a finding"),
    "withdraw-finding": gettext_lazy("Customs took a finding back"),
    "approve-exception": gettext_lazy("Customs set a finding aside for a time"),
    "judge-alternative": gettext_lazy("Customs decided on your alternative measure"),
    "issue-report": gettext_lazy("Customs sent the report of the assessment"),
    "assessment-finished": gettext_lazy("Assessment finished, decision follows"),
    "assessment-resumed": gettext_lazy("Customs looks at some points again"),
    "offer-visit": gettext_lazy("Customs offered times for a visit"),
    "choose-visit": gettext_lazy("You chose a time for the visit"),
    "decline-visit": gettext_lazy("You declined the times for the visit"),
    "set-visit": gettext_lazy("Customs set the time of the visit"),
    "call-off-visit": gettext_lazy("Customs called a visit off"),
    "hold-visit": gettext_lazy("Customs visited you"),
    "report-visit": gettext_lazy("Customs sent the report of a visit"),
    "hear": gettext_lazy("Customs intends to refuse and asks for your view"),
    "extend": gettext_lazy("Customs extended the time for the decision"),
    "ask-for-time": gettext_lazy("You asked for more time"),
    "answer-for-time": gettext_lazy("Customs answered your wish for more time"),
    "stop-clock": gettext_lazy("Customs stopped the clock"),
    "restart-clock": gettext_lazy("The clock of customs runs again"),
    "reply-hearing": gettext_lazy("You replied to the notice"),
    "conclude-hearing": gettext_lazy("The time to reply is over"),
    "grant": gettext_lazy("Authorisation granted"),
    "grant-to-issue": gettext_lazy("Application granted; the certificate is still to be issued"),
    "issue": gettext_lazy("Certificate issued"),
    "refuse": gettext_lazy("Application refused"),
    "lodge-appeal": gettext_lazy("You lodged an appeal"),
    "take-up-appeal": gettext_lazy("Somebody who had no part in the decision reviews it"),
    "allow-appeal": gettext_lazy("Your appeal is allowed"),
    "dismiss-appeal": gettext_lazy("Your appeal is dismissed"),
    "withdraw-appeal": gettext_lazy("You withdrew the appeal"),
    "propose-measure": gettext_lazy("Customs intends a measure and asks for your view"),
    "reply-measure": gettext_lazy("You replied to the notice"),
    "take-measure": gettext_lazy("Customs took the measure"),
    "drop-measure": gettext_lazy("Customs dropped the measure"),
    "report-cure": gettext_lazy("You reported what was put right"),
    "return-cure": gettext_lazy("Customs found your report not enough"),
    "verify-cure": gettext_lazy("Customs found it put right"),
    "give-review": gettext_lazy("You answered what the new edition asks differently"),
    "report-change": gettext_lazy("You told customs of a change"),
    "note-change": gettext_lazy("Customs took note of a change"),
    "review-change": gettext_lazy("Customs looks at a change"),
    "ask-change": gettext_lazy("Customs asked about a change"),
    "reply-change": gettext_lazy("You replied about a change"),
    "settle-change": gettext_lazy("Customs settled a change"),
    "withdraw-change": gettext_lazy("You took the notice of a change back"),
    "open-reassessment": gettext_lazy("Customs looks again at part of the authorisation"),
    "answer-reassessment": gettext_lazy("You answered what customs asks again"),
    "conclude-reassessment": gettext_lazy("Customs has looked again"),
    "call-off-reassessment": gettext_lazy("Customs no longer looks again"),
    "declare-yearly": gettext_lazy("You made the yearly declaration"),
    "lift": gettext_lazy("Suspension lifted"),
    "surrender": gettext_lazy("You gave the authorisation up"),
    "expire": gettext_lazy("The authorisation expired"),
}
SIDES = {"customs": gettext_lazy("Customs")}
SAID = ("source", "name", "criteria", "places", "reason", "grounds", "asked", "reply", "report", "reasons")


def told(items: Iterable[TimelineItem]) -> list[dict[str, object]]:
    """Return the items newest first as the timeline component shows them."""
    return chronicle.told(items, titles=WORDS, sides=SIDES, said=SAID)
