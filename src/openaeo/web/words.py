"""The words of the trade as readers see them: for every state, role and outcome a label, an icon and a tone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openaeo.web import conversation_words, report_words
from openaeo.web.account_sentences import ACCOUNTS
from openaeo.web.after_grant_words import AFTER_GRANT
from openaeo.web.mentor_words import MENTORING
from openaeo.web.part_words import PARTS
from openaeo.web.procedure_words import PROCEDURES

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
        "not-accepted": Word(_("Not accepted"), "circle-x", RED),
        "assessment": Word(_("In assessment"), "eye", BLUE),
        "decision": Word(_("Awaiting decision"), "gavel", BLUE),
        "hearing": Word(_("Right to be heard"), "megaphone", AMBER),
        "to-issue": Word(_("Granted, certificate not yet issued"), "hourglass", AMBER),
        "granted": Word(_("Granted"), "badge-check", GREEN),
        "refused": Word(_("Refused"), "circle-x", RED),
        "withdrawn": Word(_("Withdrawn"), "archive", GREY),
    },
    "check": {
        "held": Word(_("Holds"), "check", GREEN),
        "failed": Word(_("Fails"), "circle-x", RED),
        "ahead": Word(_("Not reached"), "minus", GREY),
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
    "finding": {
        "raised": Word(_("Raised"), "flag", AMBER),
        "planned": Word(_("Plan proposed"), "clipboard-list", BLUE),
        "returned": Word(_("Plan returned"), "undo-2", AMBER),
        "accepted": Word(_("Plan agreed"), "calendar", BLUE),
        "evidenced": Word(_("Evidence given"), "file-text", BLUE),
        "verified": Word(_("Verified"), "check", GREEN),
        "reopened": Word(_("Reopened"), "rotate-ccw", AMBER),
        "excepted": Word(_("Set aside for a time"), "hourglass", GREY),
        "withdrawn": Word(_("Taken back"), "minus", GREY),
    },
    "severity": {
        "major": Word(pgettext_lazy("severity of a finding", "Major"), "triangle-alert", RED),
        "minor": Word(pgettext_lazy("severity of a finding", "Minor"), "contrast", AMBER),
        "observation": Word(pgettext_lazy("severity of a finding", "Observation"), "eye", BLUE),
    },
    "level": {
        "must": Word(_("Must: the requirement is binding"), "lock"),
        "should": Word(_("Should: the requirement is recommended"), "info"),
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
        "reduce": Word(_("Reduction to a lower type"), "contrast", RED),
    },
    "consultation": {
        "asked": Word(_("Waiting for the office"), "hourglass", AMBER),
        "answered": Word(_("Answered by the office"), "check", BLUE),
        "silent": Word(_("Time passed without an answer"), "bell-off", GREY),
        "cancelled": Word(_("Taken back"), "minus", GREY),
    },
    "position": {
        "no-objection": Word(_("No objection"), "check", GREEN),
        "objection": Word(_("Objection"), "triangle-alert", RED),
    },
    "cure": {
        "asked": Word(_("To be put right"), "wrench", AMBER),
        "reported": Word(_("Reported by the holder"), "inbox", BLUE),
        "returned": Word(_("Report not enough"), "undo-2", AMBER),
        "verified": Word(_("Put right"), "check", GREEN),
        "closed": Word(_("Ended otherwise"), "archive", GREY),
    },
    **{
        kind: {code: Word(*one) for code, one in some.items()}
        for kind, some in {**AFTER_GRANT, **PARTS, **MENTORING, **ACCOUNTS, **PROCEDURES}.items()
    },
    "declaring": {
        "ahead": Word(_("Not due yet"), "calendar", GREY),
        "open": Word(_("To be made now"), "hand", AMBER),
        "overdue": Word(_("Overdue"), "triangle-alert", RED),
    },
    "authorisation": {
        "granted": Word(_("Authorised"), "badge-check", GREEN),
        "in-part": Word(_("Authorised in part"), "contrast", AMBER),
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
    "guidance": {
        "must": Word(_("Usually indispensable"), "lock", BLUE),
        "should": Word(_("Usually expected, with more freedom in how"), "info", GREY),
    },
    "department": {
        "management": Word(pgettext_lazy("department of a firm", "Management"), "user"),
        "customs": Word(pgettext_lazy("department of a firm", "Customs matters"), "stamp"),
        "accounting": Word(pgettext_lazy("department of a firm", "Accounting"), "calculator"),
        "logistics": Word(pgettext_lazy("department of a firm", "Logistics"), "truck"),
        "purchasing": Word(pgettext_lazy("department of a firm", "Purchasing"), "handshake"),
        "personnel": Word(pgettext_lazy("department of a firm", "Personnel"), "users"),
        "it": Word(pgettext_lazy("department of a firm", "IT"), "laptop"),
        "security": Word(pgettext_lazy("department of a firm", "Site security"), "shield"),
    },
    "alternative": {
        "proposed": Word(_("Customs has not decided yet"), "hourglass", AMBER),
        "approved": Word(_("Accepted as of equal effect"), "badge-check", GREEN),
        "refused": Word(_("Not accepted as of equal effect"), "circle-x", RED),
    },
    "worksheet-row": {
        "changed": Word(_("Will change"), "pencil", BLUE),
        "conflict": Word(_("Changed in both places"), "triangle-alert", AMBER),
        "not-understood": Word(_("Not understood"), "circle-x", RED),
        "same": Word(_("Stays as it is"), "equal", GREY),
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
    **conversation_words.rows(Word),
    **report_words.rows(Word),
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
    "visit": {
        "planned": Word(_("Planned"), "calendar", GREY),
        "offered": Word(_("Times offered"), "calendar-clock", AMBER),
        "declined": Word(_("Times declined"), "calendar-x", AMBER),
        "escalated": Word(_("Declined too often"), "triangle-alert", RED),
        "agreed": Word(_("Time agreed"), "calendar-check", BLUE),
        "held": Word(_("Took place, report to come"), "map-pin", BLUE),
        "reported": Word(_("Reported"), "check", GREEN),
        "called-off": Word(_("Called off"), "minus", GREY),
    },
    "visit-mode": {
        "on-site": Word(_("On site"), "map-pin"),
        "video": Word(_("By video"), "video"),
        "hybrid": Word(_("Partly by video, partly on site"), "waypoints"),
    },
    "site-risk": {
        "low": Word(_("Low risk"), "shield-check", GREEN),
        "medium": Word(_("Medium risk"), "shield", AMBER),
        "high": Word(_("High risk"), "shield-alert", RED),
        "": Word(_("Not rated"), "circle-dashed", GREY),
    },
    "course": {
        "visit": Word(_("To be visited"), "map-pin", BLUE),
        "sampled": Word(_("Left out of the sample"), "scale", GREY),
        "monitored": Word(_("Left to monitoring"), "eye", GREY),
        "visited": Word(_("Visited"), "check", GREEN),
        "": Word(_("Not planned yet"), "circle-dashed", AMBER),
    },
    "activity": {
        "customs-storage": Word(_("Goods under customs control are kept"), "warehouse"),
        "export-goods": Word(_("Goods that will be exported are kept or handled"), "ship"),
        "production": Word(_("Goods for export are made"), "factory"),
        "loading": Word(_("Goods are packed, loaded or sealed"), "truck"),
        "records": Word(_("Customs records are kept or declarations prepared"), "file-text"),
        "home-stock": Word(_("Only goods in free circulation for sale at home"), "package"),
    },
    "condition": {
        "many-premises": Word(_("The firm has many premises"), "building-2"),
        "short-of-time": Word(_("The time for the decision does not allow to see all of them"), "hourglass"),
        "same-security": Word(_("The same security standards are proven at every site"), "shield-check"),
        "same-records": Word(_("Records are kept by the same procedures at every site"), "file-text"),
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
        "owner": Word(_("Owner"), "key-round", BLUE),
        "deputy": Word(_("Deputy"), "user-check", BLUE),
        "submitter": Word(pgettext_lazy("mandate", "Submitter"), "stamp", BLUE),
        "preparer": Word(_("Preparer"), "pencil"),
        "reader": Word(_("Reader"), "eye"),
        "consultant": Word(_("Outside consultant"), "briefcase"),
    },
    "mandate-reach": {
        "owner": Word(_("Signs for the company, decides who acts for it, and can hand it over"), "key-round"),
        "deputy": Word(
            _("Signs for the company and decides who acts for it, below owner and deputies"), "user-check"
        ),
        "submitter": Word(
            _("Fills in and signs: sends applications and replies that bind the company"), "stamp"
        ),
        "preparer": Word(_("Fills in and answers questions; somebody else signs"), "pencil"),
        "reader": Word(_("Reads everything, changes nothing"), "eye"),
        "consultant": Word(_("From outside: fills in until a fixed day; somebody else signs"), "briefcase"),
    },
    "invitation": {
        "open": Word(_("Waiting to be accepted"), "hourglass", AMBER),
        "accepted": Word(_("Accepted"), "check", GREEN),
        "taken-back": Word(_("Taken back"), "minus", GREY),
    },
    "succession": {
        "open": Word(_("Waiting for a second person"), "hourglass", AMBER),
        "done": Word(_("New owner in place"), "check", GREEN),
        "declined": Word(_("Declined"), "minus", GREY),
    },
    "succession-kind": {
        "hand-over": Word(_("Handed over by the owner"), "handshake"),
        "asked": Word(_("Asked for by the company's people"), "users"),
        "by-customs": Word(_("Proposed by customs"), "shield-check"),
    },
    "capacity": {
        "applicant": Word(_("Trader"), "building-2"),
        "officer": Word(_("Case officer"), "clipboard-check"),
        "decider": Word(_("Decider"), "gavel"),
        "issuer": Word(_("Issuer of certificates"), "badge-check"),
        "reviewer": Word(_("Reviewer of appeals"), "scale"),
        "recognition-desk": Word(_("Recognition desk"), "handshake"),
        "administrator": Word(_("Administrator"), "user-cog"),
        "system": Word(_("The system"), "loader"),
        "public": Word(_("Visitor"), "user"),
    },
    "certainty": {
        "sourced": Word(_("From a source"), "book-check", GREEN),
        "unconfirmed": Word(_("To be confirmed"), "circle-question-mark", AMBER),
        "placeholder": Word(_("Placeholder, no source"), "construction", RED),
    },
    "edition": {
        "in-force": Word(_("In force"), "badge-check", GREEN),
        "ordered": Word(_("Ordered ahead"), "calendar", BLUE),
        "earlier": Word(_("In force earlier"), "archive", GREY),
        "loaded": Word(_("Loaded, not in force"), "folder", GREY),
        "unreadable": Word(_("Cannot be read"), "triangle-alert", RED),
    },
    "review": {
        "owed": Word(_("Asked for"), "hourglass", BLUE),
        "overdue": Word(_("Overdue"), "triangle-alert", AMBER),
        "given": Word(_("Given"), "check", GREEN),
    },
    "criterion-change": {
        "new": Word(_("New"), "plus", BLUE),
        "reworded": Word(_("Asks something else"), "pencil", AMBER),
        "edited": Word(_("Other words, same meaning"), "equal", GREY),
        "dropped": Word(_("Asked no more"), "minus", GREY),
    },
    "origin": {
        "invented": Word(_("Invented"), "lightbulb", GREY),
        "public-sources": Word(_("From public sources, not adopted"), "book-open", AMBER),
        "adopted": Word(_("Adopted by the administration"), "stamp", GREEN),
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
