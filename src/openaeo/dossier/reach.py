"""How far an export goes, and the rows within that reach, through the gates of whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from openaeo.bedrock.actors import Actor
from openaeo.casework import models as casework
from openaeo.dossier.models import Letter


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an export goes, for whom: the numbers of cases and authorisations, and the firm, all seen by `actor`.

    `whole` for everything about the firm, else what belongs to the case.
    """

    actor: Actor
    cases: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    firm: int | None = None
    whole: bool = False


Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One kind of row. `both` sides read those fields, customs also `desk`; a chapter without `both` stays inside.

    A field is a path; `path=kind` names the words its codes are said in, and `path*` gathers many into a list.
    """

    name: str
    title: str | Promise
    rows: Callable[[Reach], Rows]
    both: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()


def of_case(model: Any, path: str = "case") -> Callable[[Reach], Rows]:
    """Rows below a case that the actor sees; the cases themselves came through their gate."""
    return lambda reach: model.objects.filter(**{f"{path}__in": reach.cases})


def seen(model: Any, path: str, of: str = "cases") -> Callable[[Reach], Rows]:
    """Rows with a gate of their own, below the case, the authorisation or the firm."""
    return lambda reach: model.objects.visible_to(reach.actor).filter(
        **({path: reach.firm} if of == "firm" else {f"{path}__in": getattr(reach, of)})
    )


def below_visit(model: Any) -> Callable[[Reach], Rows]:
    """Rows below the visits that the actor sees."""
    return lambda reach: model.objects.filter(
        visit__in=casework.Visit.objects.visible_to(reach.actor).filter(case__in=reach.cases)
    )


def documents(reach: Reach) -> Rows:
    """Return the documents of the firm, or those put forward in the case and after, as the actor sees them."""
    rows = casework.Document.objects.visible_to(reach.actor).filter(operator=reach.firm)
    if reach.whole:
        return rows
    used = (
        Q(evidence__answer__case__in=reach.cases)
        | Q(requests__case__in=reach.cases)
        | Q(corrective_actions__finding__case__in=reach.cases)
        | Q(appeals__case__in=reach.cases)
        | Q(appeals__measure__authorisation__in=reach.held)
        | Q(cures__measure__authorisation__in=reach.held)
        | Q(changes__authorisation__in=reach.held)
        | Q(reassessments__authorisation__in=reach.held)
    )
    return rows.filter(pk__in=casework.Document.objects.filter(used).values("pk"))


def sendings(reach: Reach) -> Rows:
    """Return the remarks that went out with the rounds that the actor sees."""
    rounds = casework.Round.objects.visible_to(reach.actor).filter(case__in=reach.cases)
    return casework.Sending.objects.filter(round__in=rounds)


def conversations(reach: Reach) -> QuerySet[casework.Conversation]:
    """Return the conversations about the case and its authorisation, or all of the firm."""
    rows = casework.Conversation.objects.visible_to(reach.actor).filter(operator=reach.firm)
    about = Q(case__in=reach.cases) | Q(authorisation__in=reach.held)
    return rows if reach.whole else rows.filter(about)


def messages(reach: Reach) -> Rows:
    """Return what was written in those conversations."""
    return casework.Message.objects.filter(conversation__in=conversations(reach).values("pk"))


def enclosures(reach: Reach) -> QuerySet[casework.Enclosure]:
    """Return the files that went with those messages."""
    return casework.Enclosure.objects.filter(message__conversation__in=conversations(reach).values("pk"))


def letters(reach: Reach) -> Rows:
    """Return the letters about the case and its authorisation, or all to the firm."""
    rows = Letter.objects.visible_to(reach.actor).filter(operator=reach.firm)
    return rows if reach.whole else rows.filter(Q(case__in=reach.cases) | Q(authorisation__in=reach.held))


def openings(reach: Reach) -> Rows:
    """Return who opened those documents."""
    return casework.Opening.objects.visible_to(reach.actor).filter(document__in=documents(reach).values("pk"))


def appeals(reach: Reach) -> Rows:
    """Return the appeals against the decision on the case and against measures."""
    about = Q(case__in=reach.cases) | Q(measure__authorisation__in=reach.held)
    return casework.Appeal.objects.visible_to(reach.actor).filter(about)


def questions(reach: Reach) -> Rows:
    """Return what customs asked about the changes that the actor sees."""
    changes = casework.Change.objects.visible_to(reach.actor).filter(authorisation__in=reach.held)
    return casework.ChangeQuestion.objects.filter(change__in=changes)


def review_answers(reach: Reach) -> Rows:
    """Return what the holder answered to new editions."""
    reviews = casework.EditionReview.objects.visible_to(reach.actor).filter(authorisation__in=reach.held)
    return casework.ReviewAnswer.objects.filter(review__in=reviews)


def reassessed(reach: Reach) -> Rows:
    """Return the criteria of the re-assessments that the actor sees."""
    seen_ = casework.Reassessment.objects.visible_to(reach.actor).filter(authorisation__in=reach.held)
    return casework.ReassessedPoint.objects.filter(reassessment__in=seen_)


def recommended_points(reach: Reach) -> Rows:
    """Return the criteria that recommendations in the cases name as failed."""
    rows = casework.Recommendation.objects.visible_to(reach.actor).filter(case__in=reach.cases)
    return casework.RecommendedPoint.objects.filter(recommendation__in=rows)


def mine(model: Any, path: str = "person") -> Callable[[Reach], Rows]:
    """Rows about the actor as a person."""
    return lambda reach: model.objects.filter(**{path: reach.actor.person})
