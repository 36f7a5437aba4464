"""The words of the trade as readers see them: for every state, role and outcome a label, an icon and a tone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GREEN, AMBER, RED, BLUE, GREY = "green", "amber", "red", "blue", "grey"
TONES = (GREEN, AMBER, RED, BLUE, GREY)


@dataclass(frozen=True, slots=True)
class Word:
    """A label in the reader's language, the Lucide icon and the tone that go with it."""

    label: str | Promise
    icon: str
    tone: str = GREY


WORDS: dict[str, dict[str, Word]] = {
    "case": {
        "draft": Word(_("Draft"), "pencil", BLUE),
        "submitted": Word(_("Received"), "inbox", BLUE),
        "returned": Word(_("Returned to complete"), "undo-2", AMBER),
        "assessment": Word(_("In assessment"), "eye", BLUE),
        "decision": Word(_("Awaiting decision"), "gavel", BLUE),
        "hearing": Word(_("Right to be heard"), "megaphone", AMBER),
        "granted": Word(_("Granted"), "badge-check", GREEN),
        "refused": Word(_("Refused"), "circle-x", RED),
        "withdrawn": Word(_("Withdrawn"), "archive", GREY),
    },
    "appeal": {
        "lodged": Word(_("Appeal lodged"), "inbox", BLUE),
        "review": Word(_("Appeal under review"), "eye", BLUE),
        "allowed": Word(_("Appeal allowed"), "badge-check", GREEN),
        "dismissed": Word(_("Appeal dismissed"), "circle-x", RED),
        "withdrawn": Word(_("Appeal withdrawn"), "archive", GREY),
    },
    "extension": {
        "asked": Word(_("More time asked for"), "message-square", AMBER),
        "given": Word(_("More time given"), "check", GREEN),
        "denied": Word(_("More time denied"), "circle-x", RED),
    },
    "rest": {
        "question": Word(_("A question to the trader was open"), "message-square", AMBER),
        "hearing": Word(_("The trader had time to be heard"), "megaphone", AMBER),
        "adjustment": Word(_("The trader adjusts to the criteria"), "wrench", AMBER),
        "criminal-case": Word(_("A criminal case is pending"), "gavel", AMBER),
    },
    "request": {
        "open": Word(_("Open question"), "message-square", AMBER),
        "answered": Word(_("Answered"), "check", GREEN),
        "cancelled": Word(_("Taken back"), "minus", GREY),
    },
    "measure": {
        "noticed": Word(_("Noticed"), "megaphone", AMBER),
        "answered": Word(_("Answered by the holder"), "message-square", BLUE),
        "taken": Word(_("Taken"), "gavel", RED),
        "dropped": Word(_("Dropped"), "minus", GREY),
    },
    "measure-kind": {
        "suspend": Word(_("Suspension"), "circle-pause", AMBER),
        "revoke": Word(_("Revocation"), "ban", RED),
    },
    "authorisation": {
        "granted": Word(_("Authorised"), "badge-check", GREEN),
        "suspended": Word(_("Suspended"), "circle-pause", AMBER),
        "revoked": Word(_("Revoked"), "ban", RED),
        "surrendered": Word(_("Given up by the holder"), "archive", GREY),
        "expired": Word(_("Expired"), "calendar-x", GREY),
        "pending": Word(_("Not yet in force"), "hourglass", GREY),
    },
    "claim": {
        "met": Word(_("Met"), "check", GREEN),
        "partly": Word(_("Partly met"), "contrast", AMBER),
        "not-yet": Word(_("Not yet met"), "triangle-alert", RED),
        "not-applicable": Word(_("Does not apply"), "minus", GREY),
    },
    "outcome": {
        "met": Word(_("Met"), "check", GREEN),
        "partly": Word(_("Partly met"), "contrast", AMBER),
        "gap": Word(_("Gap found"), "triangle-alert", RED),
        "not-applicable": Word(_("Does not apply"), "minus", GREY),
        "": Word(_("Not assessed"), "circle-dashed", GREY),
    },
    "document": {
        "current": Word(_("Valid"), "circle-check", GREEN),
        "expires-soon": Word(_("Expires soon"), "hourglass", AMBER),
        "expired": Word(_("Expired"), "calendar-x", RED),
        "undated": Word(_("No expiry given"), "calendar", GREY),
        "replaced": Word(_("Replaced since"), "refresh-cw", AMBER),
        "retired": Word(_("Put aside"), "archive", GREY),
    },
    "evidence": {
        "there": Word(_("Document there"), "file-check", GREEN),
        "missing": Word(_("No document"), "file-x", GREY),
        "expires-soon": Word(_("Expires soon"), "hourglass", AMBER),
        "expired": Word(_("Expired"), "calendar-x", RED),
    },
    "task": {
        "done": Word(_("Done"), "check", GREEN),
        "in-progress": Word(_("In progress"), "pencil", BLUE),
        "not-started": Word(_("Not started"), "circle-dashed", GREY),
        "cannot-start": Word(_("Cannot start yet"), "lock", GREY),
        "to-confirm": Word(_("Check that it is still true"), "rotate-ccw", AMBER),
        "question": Word(_("Customs asked a question"), "message-square", AMBER),
    },
    "turn": {
        "applicant": Word(_("Waiting on the applicant"), "hourglass", AMBER),
        "customs": Word(_("Waiting on customs"), "briefcase", BLUE),
        "nobody": Word(_("Closed"), "check", GREY),
    },
    "list": {
        "received": Word(_("Received"), "inbox", BLUE),
        "checking": Word(_("Being checked"), "loader", BLUE),
        "checked": Word(_("Checked, not applied"), "list-checks", AMBER),
        "applying": Word(_("Being applied"), "loader", BLUE),
        "applied": Word(_("Applied"), "check", GREEN),
        "discarded": Word(_("Discarded"), "archive", GREY),
        "failed": Word(_("Failed"), "triangle-alert", RED),
    },
    "row": {
        "new": Word(_("New"), "plus", GREEN),
        "changed": Word(_("Changed"), "pencil", BLUE),
        "same": Word(_("Unchanged"), "equal", GREY),
        "error": Word(_("Error"), "triangle-alert", RED),
        "quarantined": Word(_("Held back"), "hand", AMBER),
    },
    "phase": {
        "planned": Word(_("Planned"), "calendar", GREY),
        "comparison": Word(_("Comparison of programmes"), "scale", BLUE),
        "joint-validation": Word(_("Joint validation"), "users", BLUE),
        "negotiation": Word(_("Negotiation"), "handshake", BLUE),
        "signed": Word(_("Signed, not in operation"), "stamp", AMBER),
        "pilot": Word(_("Pilot"), "play", GREEN),
        "in-operation": Word(_("In operation"), "check", GREEN),
        "suspended": Word(_("Suspended"), "circle-pause", AMBER),
        "ended": Word(_("Ended"), "archive", GREY),
    },
    "direction": {
        "inbound": Word(_("We honour theirs"), "log-in"),
        "outbound": Word(_("They honour ours"), "log-out"),
        "both": Word(_("Both ways"), "arrow-left-right"),
    },
    "mode": {
        "desk": Word(_("Desk review"), "file-text"),
        "video": Word(_("By video"), "eye"),
        "on-site": Word(_("On-site visit"), "map-pin"),
    },
    "role": {
        "importer": Word(_("Importer"), "package"),
        "exporter": Word(_("Exporter"), "ship"),
        "manufacturer": Word(_("Manufacturer"), "factory"),
        "broker": Word(_("Customs broker"), "briefcase"),
        "carrier": Word(_("Carrier"), "truck"),
        "forwarder": Word(_("Freight forwarder"), "waypoints"),
        "consolidator": Word(_("Consolidator"), "layers"),
        "warehouse": Word(_("Warehouse keeper"), "warehouse"),
        "terminal": Word(_("Terminal operator"), "anchor"),
    },
    "size": {
        "micro": Word(pgettext_lazy("size of a firm", "Micro"), "building-2"),
        "small": Word(pgettext_lazy("size of a firm", "Small"), "building-2"),
        "medium": Word(pgettext_lazy("size of a firm", "Medium"), "building-2"),
        "large": Word(pgettext_lazy("size of a firm", "Large"), "building-2"),
    },
    "mandate": {
        "owner": Word(_("May sign for the firm"), "key-round"),
        "preparer": Word(_("Prepares, does not sign"), "pencil"),
    },
    "capacity": {
        "applicant": Word(_("Trader"), "building-2"),
        "officer": Word(_("Case officer"), "clipboard-check"),
        "decider": Word(_("Decider"), "gavel"),
        "reviewer": Word(_("Reviewer of appeals"), "scale"),
        "recognition-desk": Word(_("Recognition desk"), "handshake"),
        "administrator": Word(_("Administrator"), "user-cog"),
        "system": Word(_("The system"), "loader"),
        "public": Word(_("Visitor"), "user"),
    },
    "recognition": {
        "recognised": Word(_("Recognised"), "badge-check", GREEN),
        "not-covered": Word(_("Not covered"), "circle-minus", AMBER),
        "suspended": Word(_("Suspended"), "circle-pause", AMBER),
        "revoked": Word(_("Revoked"), "ban", RED),
        "expired": Word(_("Expired"), "calendar-x", GREY),
        "unknown-code": Word(_("Unknown code"), "circle-question-mark", GREY),
        "no-code": Word(_("No code given"), "circle-dashed", GREY),
    },
}


def word(kind: str, value: object) -> Word:
    """Return the word for `value` of `kind`; an unknown value is shown as it is, in grey."""
    code = str(getattr(value, "value", value))
    return WORDS.get(kind, {}).get(code) or Word(code, "circle-dashed", GREY)
