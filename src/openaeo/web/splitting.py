"""The parts of a case as pages show them: what each covers, in words, beside its row."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from openaeo.casework import partition, splitting
from openaeo.casework.models import Case, CasePart
from openaeo.casework.programme import programme
from openaeo.law.splitting import LIVING
from openaeo.web.components import in_language
from openaeo.web.deciding_words import PROPOSALS
from openaeo.web.words import Word


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a case: its row, the names of what it covers, and whether it waits for the decision."""

    row: CasePart
    covers: tuple[str, ...]
    waits: bool

    @property
    def proposed(self) -> Word | None:
        """The words for what its office recommends; for the desk alone."""
        return PROPOSALS.get(self.row.proposal)

    @property
    def label(self) -> str:
        """The part with what it covers, for a choice in a form."""
        return _("%(part)s: %(covers)s") % {"part": self.row.called, "covers": ", ".join(self.covers)}


def lines(case: Case) -> list[PartLine]:
    """Return the parts of `case` by number. Two queries; none while it is not split."""
    return [line(row) for row in partition.rows_of(case)]


def line(row: CasePart) -> PartLine:
    """Return `row` with its words."""
    known = programme().tiers
    covers = splitting.covered(row)
    names = [in_language(known[row.type])] if row.type in known else covers
    return PartLine(row, tuple(names), row.standing in LIVING)
