"""What the product holds about a firm once it is authorised: chapter by chapter, and who reads which field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openaeo.casework import models as casework
from openaeo.dossier.reach import (
    Chapter,
    appeals,
    questions,
    reassessed,
    review_answers,
    seen,
)
from openaeo.register.models import Alias, Authorisation, StatusPeriod

AFTER: tuple[Chapter, ...] = (
    Chapter(
        "authorisations",
        _("Authorisation"),
        seen(Authorisation, "number", "held"),
        (
            *("number", "holder", "holder_local", "country", "address", "tier=tier", "roles=role"),
            *("starts", "ends", "state=authorisation", "public", "changed_at", "check_code"),
        ),
    ),
    Chapter(
        "taken-over",
        _("Taken over from an earlier book"),
        seen(casework.IntakeRow, "number", "held"),
        desk=("number", "intake__name", "row", "intake__file_id", "reason", "settled_at", "settled_by__name"),
    ),
    Chapter(
        "status",
        _("Status over time"),
        lambda reach: StatusPeriod.objects.filter(authorisation__in=reach.held),
        ("authorisation_id", "status=authorisation", "during", "tier=tier"),
        ("reason",),
    ),
    Chapter(
        "identifiers",
        _("Recognised under"),
        lambda reach: Alias.objects.filter(authorisation__in=reach.held),
        ("authorisation_id", "scheme", "value"),
    ),
    Chapter(
        "measures",
        _("Measures"),
        seen(casework.Measure, "authorisation", "held"),
        (
            *("id", "authorisation_id", "kind=measure-kind", "state=measure", "ground", "grounds"),
            *("criteria", "parts=tier", "urgent", "proposed_at", "closes_at", "reply", "replied_at"),
            *("decided_at", "decision_reasons"),
        ),
        ("proposed_by__name", "decided_by__name"),
    ),
    Chapter(
        "cures",
        _("To be put right"),
        seen(casework.Cure, "measure__authorisation", "held"),
        (
            *("measure_id", "state=cure", "since", "report", "reported_at", "reported_by__name"),
            *("answer", "answered_at", "documents__name*"),
        ),
        ("answered_by__name",),
    ),
    Chapter(
        "changes",
        _("Changes"),
        seen(casework.Change, "authorisation", "held"),
        (
            *("id", "authorisation_id", "kind=change-kind", "state=change", "happened_on", "text"),
            *("criteria", "reported_at", "due_at", "course=change-look", "opened_at", "answer"),
            *("answered_at", "taken_back", "sites__name*", "documents__name*"),
        ),
        ("told", "proposed=change-look", "why", "reported_by__name", "answered_by__name"),
    ),
    Chapter(
        "change-questions",
        _("Questions about changes"),
        questions,
        ("change_id", "question", "asked_at", "due_at", "reply", "replied_at"),
        ("asked_by__name",),
    ),
    Chapter(
        "reassessments",
        _("Re-assessments"),
        seen(casework.Reassessment, "authorisation", "held"),
        (
            *("id", "authorisation_id", "state=reassessment", "reason", "sites__name*", "opened_at"),
            *("due_at", "answered_at", "answered_by__name", "documents__name*", "closed_at", "conclusion"),
        ),
        (
            *("cause=reassessment-cause", "change_id", "opened_by__name", "closed_by__name"),
            *("look_again_on", "measure_id"),
        ),
    ),
    Chapter(
        "reassessed",
        _("Criteria looked at again"),
        reassessed,
        ("reassessment_id", "criterion=criterion", "claim=claim", "explanation"),
        ("outcome=outcome", "remark", "judged_at", "judged_by__name"),
    ),
    Chapter(
        "declarations",
        _("Yearly declarations"),
        seen(casework.Declaration, "authorisation", "held"),
        (
            *("authorisation_id", "opens", "closes", "unchanged", "late", "declared_at", "declared_name"),
            "declared_by__name",
        ),
    ),
    Chapter(
        "reviews",
        _("Reviews of new editions"),
        seen(casework.EditionReview, "authorisation", "held"),
        ("authorisation_id", "edition", "edition_hash", "due_on", "answered_at", "answered_by__name"),
    ),
    Chapter(
        "review-answers",
        _("Answers to what a new edition asks differently"),
        review_answers,
        ("review__authorisation_id", "review__edition", "criterion=criterion", "claim=claim", "explanation"),
    ),
    Chapter(
        "appeals",
        _("Appeals"),
        appeals,
        (
            *("case_id", "measure_id", "decision_at", "state=appeal", "grounds", "lodged_at"),
            *("lodged_by__name", "closed_at", "reasons", "documents__name*"),
        ),
        ("reviewer__name",),
    ),
)
