"""What the product holds about a case and a firm: chapter by chapter, and who reads which field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openaeo.casework import models as casework
from openaeo.dossier.after_grant import AFTER
from openaeo.dossier.reach import (
    Chapter,
    below_visit,
    conversations,
    documents,
    enclosures,
    letters,
    messages,
    of_case,
    openings,
    recommended_points,
    seen,
    sendings,
)
from openaeo.parties import models as parties

FILE: tuple[Chapter, ...] = (
    Chapter(
        "firm",
        _("The firm"),
        lambda reach: parties.Operator.objects.visible_to(reach.actor).filter(pk__in=[reach.firm]),
        (
            *("number", "name", "local_name", "tin", "country", "address", "size=size", "staff"),
            *("roles=role", "consent_public", "consent_partners", "joined_at"),
        ),
    ),
    Chapter(
        "sites",
        _("Sites"),
        seen(parties.Site, "operator", "firm"),
        ("name", "address", "purpose", "customs_relevant", "activities=activity", "closed_at"),
    ),
    Chapter(
        "site-ratings",
        _("How much care each site needs"),
        seen(parties.SiteRating, "site__operator", "firm"),
        desk=("site__name", "risk=site-risk", "reason", "incident_on", "rated_at", "rated_by__name"),
    ),
    Chapter(
        "applications",
        _("Application"),
        seen(casework.Case, "number"),
        (
            *("number", "state=case", "tier=tier", "roles=role", "split_by", "edition", "edition_hash"),
            *("started_at", "submitted_at", "closed_at", "declared_by__name", "declared_name"),
            *("return_reason", "accepted_at"),
            *("hearing_grounds", "hearing_opened_at", "hearing_closes_at", "hearing_reply"),
            *("hearing_replied_at", "past_hearings", "decided_at", "reopened_at", "decision_reasons"),
            *("reopening_asked_at", "reopening_request"),
            *("authorisation_id", "concerns_id", "superseded_at"),
        ),
        ("assessor__name", "recommended_at", "recommendation", "decider__name"),
    ),
    Chapter(
        "handlings",
        _("Who had a hand in it"),
        of_case(casework.Handling),
        desk=("case_id", "person__name", "kind", "since"),
    ),
    Chapter(
        "interests",
        _("Declarations of interest"),
        seen(casework.Interest, "case"),
        desk=("case_id", "person__name", "named", "with_act", "declared_at"),
    ),
    Chapter(
        "answers",
        _("Answers"),
        of_case(casework.Answer),
        (
            *("case_id", "criterion=criterion", "claim=claim", "explanation", "procedure", "stated_at"),
            *("stated_by__name", "answered_at", "answered_by__name", "sites__name*", "documents__name*"),
            "accepted_at",
        ),
        ("accepted_by__name",),
    ),
    Chapter(
        "references",
        _("Procedures of others referred to"),
        seen(casework.ProcedureReference, "answer__case"),
        (
            *(
                "answer__case_id",
                "answer__criterion=criterion",
                "version__procedure__title",
                "version__number",
            ),
            *("version__procedure__publisher__operator__name", "version__file_id", "differences"),
            *("referred_at", "referred_by__name", "follows__number", "stays__number", "settled_at"),
            "lapsed_at",
        ),
    ),
    Chapter(
        "remarks",
        _("Remarks on answers"),
        of_case(casework.Remark),
        desk=("case_id", "criterion=criterion", "state", "text", "private", "noted_at", "noted_by__name"),
    ),
    Chapter(
        "rounds",
        _("Rounds"),
        seen(casework.Round, "case"),
        ("case_id", "number", "words", "sent_at", "over_at"),
        ("sent_by__name",),
    ),
    Chapter(
        "sendings",
        _("Answers sent back"),
        sendings,
        ("round__case_id", "round__number", "criterion=criterion", "text", "before", "after"),
    ),
    Chapter(
        "carried",
        _("Answers carried forward"),
        of_case(casework.Carried, "answer__case"),
        (
            *("answer__case_id", "answer__criterion=criterion", "source_id", "reworded"),
            *("carried_at", "confirmed_at", "confirmed_by__name"),
        ),
    ),
    Chapter(
        "alternatives",
        _("Alternative measures"),
        of_case(casework.Alternative, "answer__case"),
        (
            *("answer__case_id", "answer__criterion=criterion", "text", "equivalence", "state=alternative"),
            *("judged_at", "reason"),
        ),
        ("judged_by__name",),
    ),
    Chapter(
        "risk-ratings",
        _("Risk of the application"),
        seen(casework.RiskRating, "case"),
        desk=("case_id", "points", "band", "set_by_hand", "reason", "rated_at", "rated_by__name"),
    ),
    Chapter(
        "results",
        _("Results"),
        of_case(casework.Result),
        desk=(
            *("case_id", "criterion=criterion", "outcome=outcome", "reason", "mode=mode", "assessed_at"),
            "assessed_by__name",
        ),
    ),
    Chapter(
        "reuses",
        _("Results taken over from earlier applications"),
        seen(casework.Reuse, "case"),
        ("case_id", "criterion=criterion", "source", "edition", "found_at"),
        ("found_by__name", "reason_then", "counts_until"),
    ),
    Chapter(
        "recommendations",
        _("Recommendation"),
        seen(casework.Recommendation, "case"),
        desk=("case_id", "proposal", "made_at", "made_by__name", "departure"),
    ),
    Chapter(
        "recommended-points",
        _("Criteria that failed in a recommendation"),
        recommended_points,
        desk=("recommendation__case_id", "criterion=criterion", "reason", "reference"),
    ),
    Chapter(
        "reports",
        _("Reports of the assessment to the trader"),
        seen(casework.TraderReport, "case"),
        ("case_id", "version", "corrects", "issued_at"),
        ("issued_by__name",),
    ),
    Chapter(
        "report-choices",
        _("What was chosen for each report"),
        seen(casework.ReportChoice, "report__case"),
        desk=(
            *("report__case_id", "report__version", "kind=report-item", "criterion=criterion", "content"),
            *("included", "ground=why-out", "text"),
        ),
    ),
    Chapter(
        "requests",
        _("Questions of customs"),
        seen(casework.Request, "case"),
        (
            *("case_id", "criterion=criterion", "state=request", "question", "asked_at", "due_at", "reply"),
            *("closed_at", "replied_by__name", "documents__name*"),
        ),
        ("asked_by__name",),
    ),
    Chapter(
        "conversations",
        _("Conversations"),
        conversations,
        (
            *(
                "id",
                "case_id",
                "authorisation_id",
                "phase=conversation-phase",
                "subject",
                "state=conversation",
            ),
            *("begun_at", "turned_at", "due_at"),
        ),
        ("begun_by__name",),
    ),
    Chapter(
        "messages",
        _("Messages"),
        messages,
        ("id", "conversation_id", "side=conversation-side", "text", "written_at", "late"),
        ("written_by__name",),
    ),
    Chapter(
        "enclosures",
        _("Files sent with messages"),
        enclosures,
        ("message_id", "name", "file_id"),
    ),
    Chapter(
        "consultations",
        _("Consultations of other offices"),
        seen(casework.Consultation, "case"),
        desk=(
            *("case_id", "office__name", "state=consultation", "question", "sites__name*", "asked_at"),
            *("asked_by__name", "due_at", "position=position", "violations", "branches", "remarks"),
            *("answered_at", "answered_by__name"),
        ),
    ),
    Chapter(
        "case-parts",
        _("Parts of the application"),
        seen(casework.CasePart, "case"),
        (
            *(
                "case_id",
                "number",
                "type=tier",
                "sites__name*",
                "office__name",
                "state=own-part",
                "opened_at",
            ),
            *("left_out_at", "left_out_why", "heard_at", "ended_at", "ended_why"),
        ),
        (
            *("opened_by__name", "proposal", "recommendation", "failed", "recommended_at"),
            "recommended_by__name",
        ),
    ),
    Chapter(
        "findings",
        _("Findings"),
        seen(casework.Finding, "case"),
        (
            *("id", "case_id", "criterion=criterion", "level=level", "severity=severity", "state=finding"),
            *("found", "why", "remedy", "raised_at", "plan_due_at", "round", "cause", "planned_at"),
            *("said", "said_at"),
        ),
        (
            *("desk_note", "raised_by__name", "said_by__name", "exception_reason", "exception_until"),
            *("exception_asked_by__name", "exception_approved_by__name"),
        ),
    ),
    Chapter(
        "actions",
        _("Corrective actions"),
        of_case(casework.CorrectiveAction, "finding__case"),
        (
            *("finding_id", "round", "place", "text", "due_at", "evidence", "evidenced_at"),
            *("evidenced_by__name", "documents__name*"),
        ),
    ),
    Chapter(
        "visits",
        _("Visits"),
        seen(casework.Visit, "case"),
        (
            *("id", "case_id", "state=visit", "mode=visit-mode", "unannounced", "minutes", "agenda"),
            *("preparation", "planned_at", "round", "agreed_from", "agreed_until", "set_reason"),
            *("called_off_reason", "took_from", "took_until", "attended", "report", "reported_at"),
            "sites__name*",
        ),
        ("lead__name", "second__name", "planned_by__name", "reported_by__name"),
    ),
    Chapter(
        "offers",
        _("Times offered for a visit"),
        below_visit(casework.Offer),
        ("visit_id", "round", "starts_at", "ends_at"),
    ),
    Chapter(
        "declines",
        _("Times declined"),
        below_visit(casework.Decline),
        ("visit_id", "round", "reason", "declined_at", "declined_by__name"),
    ),
    Chapter(
        "observations",
        _("What was seen during visits"),
        seen(casework.Observation, "visit__case"),
        desk=(
            *("visit_id", "site__name", "criterion=criterion", "outcome=outcome", "text", "observed_at"),
            "observed_by__name",
        ),
    ),
    Chapter(
        "visit-notes",
        _("Notes of customs about visits"),
        seen(casework.VisitNote, "visit__case"),
        desk=("visit_id", "text", "noted_at", "noted_by__name"),
    ),
    Chapter(
        "site-plans",
        _("What becomes of each site"),
        seen(casework.SitePlan, "case"),
        desk=("site__name", "course=course", "reason", "stated", "due_on", "decided_at", "decided_by__name"),
    ),
    Chapter(
        "extensions",
        _("More time"),
        seen(casework.Extension, "case"),
        (
            *("case_id", "state=extension", "cause=cause", "count", "unit", "side", "asked_at", "asked_why"),
            *("closed_at", "closed_why"),
        ),
        ("asked_by__name", "closed_by__name"),
    ),
    Chapter(
        "clock-stops",
        _("When the clock was stopped"),
        of_case(casework.ClockStop),
        ("case_id", "why=rest", "since", "reason", "until"),
        ("stopped_by__name", "restarted_by__name"),
    ),
    Chapter(
        "holds",
        _("Held back from removal"),
        seen(casework.Hold, "case"),
        desk=("case_id", "reason", "until", "set_at", "set_by__name", "released_at", "released_by__name"),
    ),
    Chapter(
        "worksheets",
        _("Workbooks sent in"),
        seen(casework.Worksheet, "case"),
        ("case_id", "name", "received_at", "received_by__name", "applied_at", "applied_by__name", "written"),
    ),
    *AFTER,
    Chapter(
        "documents",
        _("Documents"),
        documents,
        (
            *("id", "name", "description", "issued_on", "expires_on", "version", "replaces_id"),
            *("added_at", "added_by__name", "retired_at", "file_id"),
        ),
    ),
    Chapter(
        "openings",
        _("Who opened the documents"),
        openings,
        ("document__name", "capacity=capacity", "at"),
        ("person__name", "case_id"),
    ),
    Chapter(
        "removed",
        _("Applications whose data were removed"),
        seen(casework.Tombstone, "operator", "firm"),
        (
            *("number", "tier=tier", "outcome=case", "started_at", "submitted_at", "decided_at", "ended_on"),
            *("kept_until", "source", "removed_at"),
        ),
    ),
    Chapter(
        "letters",
        _("Letters"),
        letters,
        (
            *("kind=letter", "case_id", "authorisation_id", "language", "template", "written_at"),
            *("issued_at", "opened_at", "opened_by__name", "file_id"),
        ),
    ),
)
"""What the file of a case holds, and everything about a firm's cases and authorisations."""
