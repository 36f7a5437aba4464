"""Every kind of notice in the reader's words, and where it leads; what a mail says is much less, see `notices.letters`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openaeo.casework.programme import day_of
from openaeo.law.terms import Capacity
from openaeo.notices.kinds import Group, Mail, Weight, weight_of
from openaeo.notices.models import Notice
from openaeo.web.language import reading
from openaeo.web.words import AMBER, BLUE, GREY, Word, word

SENTENCES: Mapping[str, Promise] = {
    # To the firm.
    "application-sent": _("A colleague sent application %(case)s to customs."),
    "application-withdrawn": _("A colleague withdrew application %(case)s."),
    "case-taken-on": _("An officer of customs took application %(case)s on."),
    "officer-named": _("Customs named the officer who looks after application %(case)s."),
    "case-returned": _("Customs returned application %(case)s to be completed. Read what is missing."),
    "case-accepted": _("Customs accepted application %(case)s. The time for the decision has begun."),
    "case-not-accepted": _("Customs did not accept application %(case)s. Read why; you may apply again."),
    "reopening-sent": _("A colleague asked customs to open application %(case)s again."),
    "case-reopened": _("Customs opened application %(case)s again. Read why, and whose turn it is."),
    "reopening-declined": _("Customs did not open application %(case)s again. Read why."),
    "question-asked": _("Customs asked a question about application %(case)s. Please reply by %(due)s."),
    "question-taken-back": _("Customs took back a question about application %(case)s."),
    "message-received": _("Customs wrote to you in a conversation. Read it, and answer if it asks you to."),
    "conversation-moved": _(
        "Customs says in a conversation that no answer is needed, or closed or reopened it."
    ),
    "case-split": _("Customs split application %(case)s into parts, which are decided together."),
    "part-cancelled": _("Customs closed part %(part)s of your application without a decision. Read why."),
    "appeal-sent": _("A colleague appealed a decision of customs."),
    "appeal-withdrawn": _("A colleague withdrew your firm's appeal."),
    "appeal-taken-up": _("Your firm's appeal is taken up by somebody who had no part in the decision."),
    "appeal-allowed": _("Your firm's appeal is allowed. Read what follows."),
    "appeal-dismissed": _("Your firm's appeal is dismissed. Read the reasons."),
    "time-extended": _("Customs takes more time for application %(case)s. The decision is due by %(due)s."),
    "time-answered": _("Customs answered your wish for more time in application %(case)s."),
    "clock-stopped": _("Customs stopped the clock of application %(case)s. Read why."),
    "clock-runs": _("The clock of application %(case)s runs again. The decision is due by %(due)s."),
    "report-issued": _(
        "The report of the assessment of application %(case)s is there. Read it among your letters."
    ),
    "assessment-finished": _("The assessment of application %(case)s is finished. The decision follows."),
    "assessment-resumed": _("Customs looks at some points of application %(case)s again."),
    "refusal-intended": _(
        "Customs intends to refuse application %(case)s. Read why, and say by %(closes)s what speaks against it."
    ),
    "hearing-over": _("The time to reply about application %(case)s is over. Customs decides now."),
    "granted": _("Application %(case)s is granted. Your certificate is ready."),
    "granted-to-issue": _(
        "Application %(case)s is granted. Your certificate is not issued yet; you are told when it is."
    ),
    "certificate-issued": _("Your certificate for application %(case)s is issued."),
    "refused": _("Application %(case)s is refused. Read the reasons."),
    "finding-raised": _(
        "Customs found something in application %(case)s. Propose by %(due)s what you will do."
    ),
    "plan-accepted": _("Customs agrees with your plan in application %(case)s. Give evidence as it is done."),
    "plan-returned": _("Customs sent your plan in application %(case)s back. Read why, and propose again."),
    "finding-settled": _("A finding in application %(case)s is settled."),
    "finding-reopened": _("A finding in application %(case)s is open again. Read why."),
    "alternative-decided": _("Customs decided on your alternative measure in application %(case)s."),
    "visit-offered": _("Customs would like to visit you for application %(case)s. Choose a time."),
    "visit-set": _("Customs set the time of the visit for application %(case)s. Read when and why."),
    "visit-called-off": _("The visit for application %(case)s is called off."),
    "visit-reported": _("The report of the visit for application %(case)s is there."),
    "measure-intended": _(
        "Customs intends a measure against authorisation %(authorisation)s: %(kind)s. Reply by %(closes)s."
    ),
    "measure-taken": _("Customs took a measure against authorisation %(authorisation)s: %(kind)s."),
    "measure-dropped": _("Customs dropped a measure against authorisation %(authorisation)s."),
    "cure-returned": _(
        "What you put right for authorisation %(authorisation)s is not enough yet. Read what is lacking."
    ),
    "change-sent": _("A colleague told customs of a change for authorisation %(authorisation)s."),
    "change-asked": _(
        "Customs asks about a change you told for authorisation %(authorisation)s. Please reply by %(due)s."
    ),
    "change-looked-at": _(
        "Customs looks at a change you told for authorisation %(authorisation)s. Read how and why."
    ),
    "change-settled": _("A change you told for authorisation %(authorisation)s is settled."),
    "reassessment-asked": _(
        "Customs looks again at part of authorisation %(authorisation)s. Please answer by %(due)s."
    ),
    "reassessment-opened": _(
        "Customs looks again at part of authorisation %(authorisation)s. Read what and why."
    ),
    "reassessment-concluded": _(
        "Customs has looked again at authorisation %(authorisation)s. Read the result."
    ),
    "reassessment-called-off": _("Customs no longer looks again at authorisation %(authorisation)s."),
    "suspension-lifted": _("The suspension of authorisation %(authorisation)s is lifted."),
    "surrendered": _("A colleague gave authorisation %(authorisation)s up."),
    "part-given-up": _("A colleague gave part of authorisation %(authorisation)s up."),
    "expired": _("Authorisation %(authorisation)s has come to its end."),
    "owner-asked": _("Somebody asks for a new owner of your firm. Read who and why."),
    "declaration-made": _("A colleague made the yearly declaration for authorisation %(authorisation)s."),
    "declaration-overdue": _(
        "The yearly declaration for authorisation %(authorisation)s was due by %(due)s. Please make it now."
    ),
    "owner-changed": _("Your firm has a new owner."),
    "owner-stays": _("The change of owner of your firm was declined. The owner stays."),
    "mandates-changed": _("Who may act for your firm has changed."),
    "mandate-given": _("You may now act for %(firm)s."),
    "publishing-verified": _(
        "Customs verified your organisation. You may publish procedures for others now."
    ),
    "publishing-turned-down": _("Customs does not let your organisation publish procedures. Read why."),
    "publishing-ended": _(
        "Your organisation may publish procedures no longer, and its memberships are over. Read why."
    ),
    "membership-offered": _(
        "A parent firm or an association offers your firm to use its procedures. Accept or decline."
    ),
    "membership-accepted": _("A company accepted to belong to your organisation."),
    "membership-declined": _("A company declined to belong to your organisation."),
    "membership-ended": _("A membership of your firm is over. Answers that rest on it are marked."),
    "procedure-published": _("A procedure that you may refer to is published to your firm."),
    "procedure-renewed": _(
        "Version %(version)s of a procedure is published to your firm. Say whether you follow it."
    ),
    "procedure-withdrawn": _("A procedure published to your firm is withdrawn. Look at what rests on it."),
    "mentor-came": _("Your mentor has accepted. Choose which answers the mentor may read."),
    "mentor-left": _("Your mentor has stopped mentoring your firm. The advice stays with you."),
    "mentorship-ended": _("%(firm)s ended your mentorship. You see nothing of it any more."),
    "advice-left": _("Your mentor left advice about criterion %(criterion)s. Customs does not read it."),
    # To customs.
    "application-received": _("%(firm)s sent application %(case)s. It waits to be checked."),
    "application-given-up": _("%(firm)s withdrew application %(case)s."),
    "case-taken-over": _("A colleague took over case %(case)s of %(firm)s from you."),
    "reopening-asked": _("%(firm)s asks customs to open application %(case)s again."),
    "case-back": _("Case %(case)s of %(firm)s was opened again and goes on."),
    "case-assigned": _("You were given case %(case)s of %(firm)s."),
    "case-given-on": _("Case %(case)s of %(firm)s was given to a colleague."),
    "stand-in-named": _("%(absent)s is away from %(first)s to %(last)s and named you as stand-in."),
    "stand-in-over": _("%(absent)s is back, or not away after all; you do not stand in any more."),
    "interest-declared": _("Somebody declared an interest in %(firm)s. Look who works on case %(case)s."),
    "question-answered": _("%(firm)s answered a question in case %(case)s."),
    "message-arrived": _("%(firm)s wrote to customs in a conversation."),
    "conversation-turned": _("%(firm)s says in a conversation that no answer is needed, or reopened it."),
    "consultation-asked": _("Your office is consulted about %(firm)s. Please answer by %(due)s."),
    "consultation-answered": _("An office answered what you asked about %(firm)s in case %(case)s."),
    "contribution-taken-back": _("An office took its answer about %(firm)s in case %(case)s back."),
    "consultation-taken-back": _("Your office need not answer about %(firm)s any more."),
    "consultation-silent": _("An office did not answer about %(firm)s in case %(case)s in its time."),
    "consultation-over": _("The time of your office to answer about %(firm)s has passed."),
    "part-for-office": _("A part of case %(case)s of %(firm)s belongs to your office."),
    "case-split-up": _("Case %(case)s of %(firm)s was split into parts."),
    "part-recommended": _("An office recommended part %(part)s of %(firm)s."),
    "part-taken-back": _("An office took its recommendation of part %(part)s of %(firm)s back."),
    "part-closed": _("An office closed part %(part)s of %(firm)s without a decision."),
    "part-left-out": _("%(firm)s no longer applies for part %(part)s. Your office can close it."),
    "part-kept": _("%(firm)s applies for part %(part)s after all."),
    "appeal-lodged": _("%(firm)s appeals a decision. The appeal waits for a reviewer."),
    "appeal-given-up": _("%(firm)s withdrew its appeal."),
    "decision-appealed": _("%(firm)s appeals a decision of customs."),
    "appeal-decided": _("The appeal of %(firm)s is decided."),
    "time-asked": _("%(firm)s asks for more time in case %(case)s."),
    "time-moved": _("A colleague moved the time of case %(case)s of %(firm)s."),
    "plan-proposed": _("%(firm)s proposes what it will do about a finding in case %(case)s."),
    "evidence-given": _("%(firm)s gave evidence for a finding in case %(case)s."),
    "exception-asked": _(
        "An exception is asked for in case %(case)s of %(firm)s. It waits for a second person."
    ),
    "exception-declined": _("The exception asked for in case %(case)s of %(firm)s was declined."),
    "visit-agreed": _("%(firm)s chose a time for the visit in case %(case)s."),
    "visit-declined": _("%(firm)s declined the times for a visit in case %(case)s."),
    "cure-reported": _("%(firm)s reports what it put right for authorisation %(authorisation)s."),
    "review-given": _(
        "%(firm)s answered what the new edition asks differently, for authorisation %(authorisation)s."
    ),
    "change-reported": _("%(firm)s tells a change for authorisation %(authorisation)s."),
    "change-answered": _("%(firm)s answered a question about a change."),
    "reassessment-answered": _(
        "%(firm)s answered what customs asks again about authorisation %(authorisation)s."
    ),
    "change-withdrawn": _("%(firm)s took the notice of a change back."),
    "declaration-missed": _(
        "%(firm)s did not make the yearly declaration for authorisation %(authorisation)s by %(due)s."
    ),
    "publishing-asked": _("%(firm)s asks to publish procedures for others. Make sure of it."),
    "succession-waits": _("A change of owner of %(firm)s waits for customs."),
    "account-asked": _("Somebody asks for an account for %(firm)s."),
    "account-answered": _("Your question about the account for %(firm)s is answered."),
    "case-for-decision": _("Case %(case)s of %(firm)s waits for a decision."),
    "case-sent-back": _("Case %(case)s of %(firm)s came back to assessment."),
    "hearing-opened": _("%(firm)s is heard in case %(case)s until %(closes)s."),
    "hearing-answered": _("%(firm)s replied to the hearing notice in case %(case)s."),
    "case-granted": _("Case %(case)s of %(firm)s was granted."),
    "certificate-to-issue": _("Case %(case)s of %(firm)s was granted. Its certificate is to be issued."),
    "case-refused": _("Case %(case)s of %(firm)s was refused."),
    "measure-proposed": _("A measure against %(firm)s is proposed: %(kind)s. It waits for a second person."),
    "measure-answered": _("%(firm)s replied to the notice of a measure: %(kind)s."),
    "measure-decided": _("The measure you proposed against %(firm)s is decided: %(kind)s."),
    "status-changed": _("The status of authorisation %(authorisation)s of %(firm)s changed."),
    "arrangement-changed": _("The arrangement with %(partner)s changed."),
    "list-checked": _("A list from %(partner)s is checked and waits for you."),
    "list-applied": _("A list from %(partner)s is applied."),
    "list-failed": _("A list could not be processed. Read why."),
    "edition-ordered": _("The edition %(edition)s of the criteria is put in force. Read from when."),
    "edition-called-off": _("The order to put the edition %(edition)s in force is called off."),
    "post-given": _("You were given a post: %(capacity)s."),
    "post-ended": _("Your post ended: %(capacity)s."),
    "posts-changed": _("Who works here in which post has changed."),
    # Dates ahead.
    "question-due": _("A question about application %(case)s waits for your reply until %(due)s."),
    "message-due": _("Customs waits in a conversation for your answer until %(due)s."),
    "message-owed": _("%(firm)s waits in a conversation for an answer of customs until %(due)s."),
    "completion-due": _(
        "Application %(case)s is to be completed by %(due)s. After that customs may refuse to accept it."
    ),
    "hearing-due": _("You may reply to the intended refusal of application %(case)s until %(due)s."),
    "measure-reply-due": _(
        "You may reply to the intended measure against authorisation %(authorisation)s until %(due)s."
    ),
    "reassessment-due": _("What customs asks again about authorisation %(authorisation)s is due by %(due)s."),
    "declaration-due": _("The yearly declaration for authorisation %(authorisation)s is due by %(due)s."),
    "review-due": _(
        "What the new edition asks differently about authorisation %(authorisation)s is to be answered by %(due)s. "
        "Your authorisation stays as it is when the day passes."
    ),
    "authorisation-ends": _(
        "Authorisation %(authorisation)s ends on %(due)s. Plan what comes after, so that nothing stops."
    ),
    "mandate-ends": _("Your mandate for %(firm)s ends on %(due)s."),
    "consultation-due": _("Your office is to answer about %(firm)s by %(due)s."),
    "completeness-due": _("Case %(case)s of %(firm)s is to be accepted or returned by %(due)s."),
    "decision-due": _("Case %(case)s of %(firm)s is to be decided by %(due)s."),
}

WEIGHTS: Mapping[Weight, Word] = {
    Weight.NEWS: Word(_("News"), "info", GREY),
    Weight.TASK: Word(_("To do"), "hand", AMBER),
    Weight.DATE: Word(_("Date ahead"), "calendar", BLUE),
}
GROUPS: Mapping[Group, Promise] = {
    Group.CASES: _("Applications and their assessment"),
    Group.AUTHORISATIONS: _("Authorisations and measures"),
    Group.DATES: _("Dates ahead"),
    Group.PEOPLE: _("Who may act, and posts"),
    Group.PARTNERS: _("Partners and their lists"),
}
MAILS: Mapping[Mail, Promise] = {
    Mail.AT_ONCE: _("At once"),
    Mail.DAILY: _("Once a day, gathered"),
    Mail.WEEKLY: _("Once a week, gathered"),
    Mail.NEVER: _("Never by mail"),
}
_DATES, _DAYS = ("due", "closes"), ("first", "last")
_OF_PROCEDURES = {
    **dict.fromkeys(("membership-offered", "membership-ended"), "procedures"),
    **dict.fromkeys(("membership-accepted", "membership-declined"), "publishing"),
    **dict.fromkeys(("publishing-verified", "publishing-turned-down", "publishing-ended"), "publishing"),
}
"""Kinds about publishing that name no procedure, and the page that each leads a firm to."""
_OF_AN_AUTHORISATION = {
    "declaration-due": "declare",
    "declaration-overdue": "declare",
    "declaration-missed": "monitoring",
    "review-due": "certificate_edition",
}
"""Kinds that lead to a page of their own about the authorisation they name."""
_HOUSE = {
    "succession-waits": "successions",
    "posts-changed": "people",
    "publishing-asked": "publishers",
    **dict.fromkeys(("stand-in-named", "stand-in-over"), "absences"),
}
"""Kinds that lead to a page about the people of the house."""


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it is listed."""

    notice: Notice
    sentence: str
    weight: Word


def line(notice: Notice) -> Line:
    """Return `notice` in the reader's language."""
    return Line(notice, sentence(notice), WEIGHTS[weight_of(notice.kind)])


def sentence(notice: Notice) -> str:
    """Return what is told, as one sentence in the reader's language; a particular that is not known is a dash."""
    return str(SENTENCES[notice.kind]) % _Shown(notice.params)


def sample(kind: str) -> str:
    """Return the sentence of `kind` with an ellipsis for every particular, for somebody who reads of no matter."""
    return str(SENTENCES[kind]) % defaultdict(lambda: "…")


class _Shown(dict[str, str]):
    """The particulars of a notice in the reader's words."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        super().__init__({name: _shown(name, value) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(name: str, value: object) -> str:
    if name in _DATES:
        day = day_of(datetime.fromisoformat(str(value)))
        return str(format_date(day, "d MMMM y", locale=reading()))
    if name in _DAYS:
        return str(format_date(date.fromisoformat(str(value)), "d MMMM y", locale=reading()))
    if name == "kind":
        return str(word("measure-kind", value).label)
    return str(word("capacity", value).label) if name == "capacity" else str(value)


def place(notice: Notice) -> str:
    """Return the address of the page that `notice` is about, for the capacity it was told in."""
    view, held = _OF_AN_AUTHORISATION.get(notice.kind), notice.params.get("authorisation")
    if view and held:
        return reverse(view, args=[held])
    if conversation := notice.params.get("conversation"):
        return reverse("conversation", args=[conversation])
    if notice.capacity == Capacity.APPLICANT:
        return _traders_place(notice.kind, notice.params)
    return _desks_place(notice.kind, notice.params)


def _traders_place(kind: str, params: Mapping[str, Any]) -> str:
    for name, view in (
        ("measure", "measure_reply"),
        ("change", "own_change"),
        ("reassessment", "own_reassessment"),
        ("mentorship", "mentor"),
        ("procedure", "procedure"),
    ):
        if params.get(name):
            return reverse(view, args=[params[name]])
    if kind in _OF_PROCEDURES:
        return reverse(_OF_PROCEDURES[kind])
    if kind in {"question-asked", "question-due"} and "request" in params:
        return reverse("request_reply", args=[params["case"], params["request"]])
    if kind in {"case-returned", "completion-due"} and "case" in params:
        return reverse("application", args=[params["case"]])
    if held := params.get("authorisation"):
        return reverse("certificate", args=[held])
    return reverse("case_timeline", args=[params["case"]]) if "case" in params else reverse("trader_home")


def _desks_place(kind: str, params: Mapping[str, Any]) -> str:
    if measure := params.get("measure"):
        return reverse("measure", args=[measure])
    for name, view in (
        ("consultation", "consultation"),
        ("appeal", "appeal"),
        ("change", "change"),
        ("reassessment", "reassessment"),
        ("case", "case"),
        ("authorisation", "authorisation"),
        ("listing", "list_import"),
        ("account", "account_request"),
    ):
        if name in params:
            return reverse(view, args=[params[name]])
    if "partner" in params:
        return reverse("partner", args=[params["partner"]])
    if "edition" in params:
        return reverse("edition", args=[params["edition"]])
    return reverse(_HOUSE.get(kind, "entrance"))
