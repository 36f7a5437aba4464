"""A round as both sides are shown it: each remark, the answer before it, and what was changed since, word by word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.casework.exchanges import PARTS, snapshots
from openaeo.casework.models import Case, Round, Sending
from openaeo.casework.programme import edition_of
from openaeo.law.edition import Criterion
from openaeo.law.revision import Piece, contrast
from openaeo.web.words import word

NAMES: Mapping[str, str | Promise] = {
    "claim": gettext_lazy("Answer"),
    "explanation": gettext_lazy("Explanation"),
    "procedure": gettext_lazy("Procedure"),
    "sites": gettext_lazy("Sites"),
    "alternative": gettext_lazy("Alternative measure"),
    "equivalence": gettext_lazy("Why this has the same effect"),
    "stated": gettext_lazy("Stated by the owner"),
    "documents": gettext_lazy("Documents"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer before and now, in pieces; and whether the two differ."""

    name: str | Promise
    before: tuple[Piece, ...]
    now: tuple[Piece, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One remark of a round with its criterion, and every part of the answer that says anything."""

    criterion: Criterion
    text: str
    parts: tuple[Part, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs from the answer that the remark is about."""
        return any(part.changed for part in self.parts)


def shown(case: Case, round_: Round) -> list[Shown]:
    """Return the remarks of a round; against the answers that came back, or as they stand while it is with the firm."""
    sendings = list(round_.sendings.all())
    now = snapshots(case, [one.criterion for one in sendings]) if round_.over_at is None else {}
    edition = edition_of(case)
    return [
        Shown(edition.criterion(one.criterion), one.text, _parts(one, now.get(one.criterion) or one.after))
        for one in sendings
    ]


def _parts(sending: Sending, now: Mapping[str, str]) -> tuple[Part, ...]:
    now = now or sending.before  # a round that was taken back has no answer of its own
    return tuple(
        Part(
            NAMES[key],
            *contrast(_text(key, sending.before), _text(key, now)),
            sending.before[key] != now[key],
        )
        for key in PARTS
        if sending.before[key] or now[key]
    )


def _text(key: str, answer: Mapping[str, str]) -> str:
    if key == "claim" and answer[key]:
        return str(word("claim", answer[key]).label)
    if key == "sites" and not answer[key]:
        return _("All sites")
    return answer[key]
