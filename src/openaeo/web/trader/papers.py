"""A firm's document as its people read it: with its state, and one after another by what they are worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openaeo.casework.documents import validity_at
from openaeo.casework.models import Document, Evidence
from openaeo.law.documents import Validity

FILE_REFUSALS = dict.fromkeys(
    ("file-type-not-allowed", "file-too-large", "file-content-differs", "file-empty"), "file"
)
"""Refusals of the file store, which belong to the field of the file."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, and whether it holds today."""

    document: Document
    validity: Validity
    added_at: datetime


def standing(rows: Iterable[Evidence], moment: datetime) -> list[Paper]:
    """Return what stands behind an answer now, oldest first; versions replaced since are left out."""
    return [
        Paper(one.document, validity_at(one.document, moment), one.added_at)
        for one in sorted(rows, key=lambda one: one.added_at)
        if one.replaced_at is None
    ]
