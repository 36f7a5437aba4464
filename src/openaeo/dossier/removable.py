"""Every row and file that goes when the data of a case are removed, in the order in which they can go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile
from openaeo.casework import models as casework
from openaeo.casework import outlooks
from openaeo.dossier.models import Export, Letter
from openaeo.notices.models import Notice

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What goes together: the case, its authorisation's number if it had one, the documents that nothing else uses."""

    case: str
    held: tuple[str, ...]
    papers: tuple[int, ...]


def _of_case(model: Any, path: str = "case") -> Callable[[Scope], Rows]:
    return lambda scope: model.objects.filter(**{path: scope.case})


def _of_held(model: Any, path: str = "authorisation") -> Callable[[Scope], Rows]:
    return lambda scope: model.objects.filter(**{f"{path}__in": scope.held})


def _appeals(scope: Scope) -> Q:
    return Q(case=scope.case) | Q(measure__authorisation__in=scope.held)


def _talks(scope: Scope, path: str = "") -> Q:
    return Q(**{f"{path}case": scope.case}) | Q(**{f"{path}authorisation__in": scope.held})


HOLDINGS: tuple[tuple[str, Callable[[Scope], Rows]], ...] = (
    ("exports", _of_case(Export)),
    ("letters", lambda one: Letter.objects.filter(Q(case=one.case) | Q(authorisation__in=one.held))),
    ("notices", _of_case(Notice, "params__case")),
    (
        "openings",
        lambda one: casework.Opening.objects.filter(Q(case=one.case) | Q(document__in=one.papers)),
    ),
    (
        "enclosures",
        lambda one: casework.Enclosure.objects.filter(_talks(one, "message__conversation__")),
    ),
    ("messages", lambda one: casework.Message.objects.filter(_talks(one, "conversation__"))),
    ("conversations", lambda one: casework.Conversation.objects.filter(_talks(one))),
    ("declarations", _of_held(casework.Declaration)),
    ("reassessed", _of_held(casework.ReassessedPoint, "reassessment__authorisation")),
    ("reassessments", _of_held(casework.Reassessment)),
    ("review-answers", _of_held(casework.ReviewAnswer, "review__authorisation")),
    ("reviews", _of_held(casework.EditionReview)),
    ("change-questions", _of_held(casework.ChangeQuestion, "change__authorisation")),
    ("changes", _of_held(casework.Change)),
    ("appeals", lambda one: casework.Appeal.objects.filter(_appeals(one))),
    ("cures", _of_held(casework.Cure, "measure__authorisation")),
    ("measures", _of_held(casework.Measure)),
    ("actions", _of_case(casework.CorrectiveAction, "finding__case")),
    ("findings", _of_case(casework.Finding)),
    ("sendings", _of_case(casework.Sending, "round__case")),
    ("rounds", _of_case(casework.Round)),
    ("remarks", _of_case(casework.Remark)),
    ("report-choices", _of_case(casework.ReportChoice, "report__case")),
    ("reports", _of_case(casework.TraderReport)),
    ("recommended-points", _of_case(casework.RecommendedPoint, "recommendation__case")),
    ("recommendations", _of_case(casework.Recommendation)),
    ("requests", _of_case(casework.Request)),
    ("consultations", _of_case(casework.Consultation)),
    ("case-parts", _of_case(casework.CasePart)),
    ("observations", _of_case(casework.Observation, "visit__case")),
    ("visit-notes", _of_case(casework.VisitNote, "visit__case")),
    ("offers", _of_case(casework.Offer, "visit__case")),
    ("declines", _of_case(casework.Decline, "visit__case")),
    ("visits", _of_case(casework.Visit)),
    ("site-plans", _of_case(casework.SitePlan)),
    ("extensions", _of_case(casework.Extension)),
    ("clock-stops", _of_case(casework.ClockStop)),
    ("worksheets", _of_case(casework.Worksheet)),
    ("risk-ratings", _of_case(casework.RiskRating)),
    ("reuses", _of_case(casework.Reuse)),
    ("results", _of_case(casework.Result)),
    ("carried", _of_case(casework.Carried, "answer__case")),
    ("alternatives", _of_case(casework.Alternative, "answer__case")),
    ("evidence", _of_case(casework.Evidence, "answer__case")),
    ("references", _of_case(casework.ProcedureReference, "answer__case")),
    ("answers", _of_case(casework.Answer)),
    ("interests", _of_case(casework.Interest)),
    ("handlings", _of_case(casework.Handling)),
    ("dockets", _of_case(casework.Docket)),
    ("holds", _of_case(casework.Hold)),
    ("documents", lambda one: casework.Document.objects.filter(pk__in=one.papers)),
    ("applications", _of_case(casework.Case, "number")),
)
"""Kinds of rows, by the names of the chapters of a file where there is one; each before what it rests on."""

_USES: tuple[tuple[Any, Callable[[Scope], Q]], ...] = (
    (casework.Evidence, lambda one: Q(answer__case=one.case)),
    (casework.Request.documents.through, lambda one: Q(request__case=one.case)),
    (casework.CorrectiveAction.documents.through, lambda one: Q(correctiveaction__finding__case=one.case)),
    (
        casework.Appeal.documents.through,
        lambda one: Q(appeal__case=one.case) | Q(appeal__measure__authorisation__in=one.held),
    ),
    (casework.Cure.documents.through, lambda one: Q(cure__measure__authorisation__in=one.held)),
    (casework.Change.documents.through, lambda one: Q(change__authorisation__in=one.held)),
    (casework.Reassessment.documents.through, lambda one: Q(reassessment__authorisation__in=one.held)),
)
"""Where a document of a firm can be put forward."""

_FILES = (
    (Letter, "file"),
    (Export, "record"),
    (Export, "package"),
    (casework.Worksheet, "file"),
    (casework.Enclosure, "file"),
    (casework.Document, "file"),
)


class MoreThanReportedError(Exception):
    """A row hung on the case that is in no list of what goes."""


def scope_of(case: casework.Case) -> Scope:
    """Return what goes with `case`. Some fifteen queries."""
    held = tuple(filter(None, [case.authorisation_id]))
    bare = Scope(case.number, held, ())
    return Scope(case.number, held, tuple(sorted(_papers(bare, case.operator_id))))


def counted(scope: Scope) -> tuple[dict[str, int], int]:
    """Return how many rows of each kind go, kinds without any left out, and how many files that nobody else uses."""
    counts = {name: rows(scope).count() for name, rows in HOLDINGS}
    return {name: count for name, count in counts.items() if count}, len(_own_files(scope))


def take_away(scope: Scope) -> tuple[dict[str, int], int]:
    """Remove every row and file of `scope` in the transaction of the caller, and return what went, as `counted`.

    Raises `MoreThanReportedError` when something went along that `HOLDINGS` does not name. The bytes of the files go with
    the next sweep of the store.
    """
    digests, gone = _own_files(scope), {}
    sites = list(casework.Case.objects.filter(pk=scope.case).values_list("operator__sites", flat=True))
    for name, rows in HOLDINGS:
        model = rows(scope).model
        taken = _taken(rows(scope), model)
        if taken:
            gone[name] = taken
    outlooks.make(one for one in sites if one is not None)  # of what is left
    dropped = sum(files.drop(one) for one in StoredFile.objects.filter(pk__in=digests))
    return gone, dropped


def _taken(rows: Rows, model: type[Model]) -> int:
    """Delete `rows`, a newer version of a document before the one it replaces, and return how many went."""
    count = 0
    while True:
        step = rows.filter(replacement__isnull=True) if model is casework.Document else rows
        _all, by_model = step.delete()
        along = [label for label, number in by_model.items() if number and label != model._meta.label]  # noqa: SLF001
        if strange := [label for label in along if "_" not in label]:
            raise MoreThanReportedError(", ".join(sorted(strange)))
        went = by_model.get(model._meta.label, 0)  # noqa: SLF001 - Django's public face
        count += went
        if not went or model is not casework.Document:
            return count


def _papers(scope: Scope, firm: int) -> set[int]:
    """The documents put forward here and nowhere else, with their other versions."""
    here: set[int] = set()
    elsewhere: set[int] = set()
    for model, within in _USES:
        inside = set(model.objects.filter(within(scope)).values_list("pk", flat=True))
        for pk, document in model.objects.filter(document__operator=firm).values_list("pk", "document_id"):
            (here if pk in inside else elsewhere).add(document)
    chains = _chains(casework.Document.objects.filter(operator=firm).values_list("pk", "replaces_id"))
    return {pk for chain in chains if chain & here and not chain & elsewhere for pk in chain}


def _chains(versions: Iterable[tuple[int, int | None]]) -> list[set[int]]:
    """The versions of each document together. A newer version has a higher key than the one it replaces."""
    chain_of: dict[int, set[int]] = {}
    chains: list[set[int]] = []
    for pk, replaces in sorted(versions):
        chain = chain_of.get(replaces) if replaces is not None else None
        if chain is None:
            chain = set()
            chains.append(chain)
        chain.add(pk)
        chain_of[pk] = chain
    return chains


def _own_files(scope: Scope) -> set[str]:
    """The digests of files of what goes that nothing else in the product names."""
    rows = {model: one(scope) for _name, one in HOLDINGS for model in [one(scope).model]}
    named = {
        digest for model, field in _FILES for digest in rows[model].values_list(f"{field}_id", flat=True)
    } - {None}
    for model, field in _naming_files():
        others = model._default_manager.filter(**{f"{field}__in": named})  # noqa: SLF001
        if model in rows:
            others = others.exclude(pk__in=rows[model].values("pk"))
        named -= set(others.values_list(f"{field}_id", flat=True))
    return named


def _naming_files() -> Iterator[tuple[Any, str]]:
    """Every table with a field that names a file, whichever room it is in."""
    relations: Iterable[Any] = StoredFile._meta.get_fields(include_hidden=True)  # noqa: SLF001
    for relation in relations:
        if relation.auto_created and relation.one_to_many:
            yield relation.related_model, relation.field.name
