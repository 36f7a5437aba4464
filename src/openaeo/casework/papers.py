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

    Refused as `step` with `not-found` (another firm's document) or `name-missing`.
    """
    if isinstance(paper, Document):
        if paper.operator_id != operator.pk:
            raise Refused(step, Reason("not-found"))
        return paper
    demand(step, None if name.strip() else Reason("name-missing"))
    document, _ = Document.objects.get_or_create(
        operator=operator,
        file=paper,
        name=name.strip(),
        defaults={"added_at": at, "added_by_id": author(step, actor)},
    )
    return document
