"""One case with everything that the desk's page of it shows, fetched in few questions however long the case."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects

from openaeo.bedrock.together import together, unpacked
from openaeo.casework.facts import answers_with_counts
from openaeo.casework.models import Answer, Case, CaseQuerySet, Evidence
from openaeo.parties.models import Person

_ROWS = (
    "requests",
    "results",
    "reuses",
    "remarks",
    "findings",
    "extensions",
    "clock_stops",
    "handlings",
    "interests",
    "visits",
    "site_plans",
    "consultations",
    "risk_ratings",
)


def casefile(cases: CaseQuerySet, number: str) -> Case | None:
    """Return the case called `number` out of `cases` with its rows, or None. At most five queries."""
    behind = Prefetch("evidence", Evidence.objects.select_related("document__file", "document__replacement"))
    answers = answers_with_counts(Answer.objects.all()).select_related("alternative__judged_by", "stated_by")
    given = Prefetch("answers", answers.prefetch_related(behind))
    rows = cases.select_related("operator", "assessor", "decider", "authorisation").prefetch_related(given)
    found = together(rows, *_ROWS).filter(number=number).first()
    if found is None:
        return None
    unpacked(found)
    prefetch_related_objects([found], "findings__actions")
    _name(found)
    return found


def _name(found: Case) -> None:
    """Put the people who asked and judged, here or before, in place, in one query."""
    asked, judged = list(found.requests.all()), list(found.results.all())
    taken = list(found.reuses.all())
    people = Person.objects.in_bulk(
        {
            *(one.asked_by_id for one in asked),
            *(one.assessed_by_id for one in judged),
            *(one.found_by_id for one in taken),
        }
    )
    for question in asked:
        question.asked_by = people[question.asked_by_id]
    for result in judged:
        result.assessed_by = people[result.assessed_by_id]
    for reuse in taken:
        reuse.found_by = people[reuse.found_by_id]
