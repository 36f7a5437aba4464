"""The firm's own documents: a file is kept once for the firm, whatever it is put forward for."""

from __future__ import annotations

from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import StoredFile
from openaeo.casework.facts import author, demand
from openaeo.casework.models import Case, Document
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Operator

Paper = StoredFile | Document


def kept(step: str, case: Case, paper: Paper, *, name: str, actor: Actor, at: datetime) -> Document:
    """Return the document of the case's firm for `paper`, as `kept_for` does."""
    return kept_for(step, case.operator, paper, name=name, actor=actor, at=at)


def kept_for(
    step: str, operator: Operator, paper: Paper, *, name: str, actor: Actor, at: datetime
) -> Document:
    """Return the firm's document for `paper`: the one it already is, or one kept now under `name`.

    Refused as `step` with `not-found` (another firm's document), `name-missing`, `document-replaced` or
    `document-retired` (the firm itself has put that version aside).
    """
    if isinstance(paper, Document):
        document = Document.objects.filter(operator_id=operator.pk, pk=paper.pk).first()
        if document is None:
            raise Refused(step, Reason("not-found"))
    else:
        demand(step, None if name.strip() else Reason("name-missing"))
        document, _ = Document.objects.get_or_create(
            operator=operator,
            file=paper,
            name=name.strip(),
            defaults={"added_at": at, "added_by_id": author(step, actor)},
        )
    demand(step, put_aside(document))
    return document


def put_aside(document: Document) -> Reason | None:
    """Return why the firm's own document is no longer to be put forward, or None. One query."""
    if Document.objects.filter(replaces=document).exists():
        return Reason("document-replaced", document.name)
    return Reason("document-retired", document.name) if document.retired_at else None
