"""What happened to a case, in the words of the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from openaeo.casework.facts import TimelineItem
from openaeo.web import chronicle

WORDS = {
    "start": gettext_lazy("Application started"),
    "choose-roles": gettext_lazy("Type and roles changed"),
    "submit": gettext_lazy("Application sent"),
    "withdraw": gettext_lazy("Application withdrawn"),
    "carry-forward": gettext_lazy("Trader carried answers forward"),
    "replace-document": gettext_lazy("Trader replaced a document"),
    "take-on": gettext_lazy("Case taken on"),
    "return": gettext_lazy("Returned to the trader"),
    "accept": gettext_lazy("Accepted for assessment"),
    "ask": gettext_lazy("Question to the trader"),
    "reply": gettext_lazy("Trader replied"),
    "cancel-request": gettext_lazy("Question taken back"),
    "recommend": gettext_lazy("Recommendation to the decider"),
    "send-back": gettext_lazy("Sent back to assessment"),
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
    "lift": gettext_lazy("Suspension lifted"),
    "surrender": gettext_lazy("Authorisation given up"),
    "expire": gettext_lazy("Authorisation expired"),
}
SIDES = {"system": gettext_lazy("The system")}
SAID = ("source", "name", "criteria", "reason", "recommendation", "grounds", "reply", "reasons")


def told(items: Iterable[TimelineItem]) -> list[dict[str, object]]:
    """Return the items newest first as the timeline component shows them."""
    return chronicle.told(items, titles=WORDS, sides=SIDES, said=SAID)
