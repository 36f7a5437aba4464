"""The seam that everything downstream reads: which authorisations changed, in which order."""

from __future__ import annotations

from dataclasses import dataclass

from openaeo.bedrock import journal

TOPIC = "register"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the register: the journal's cursor, and the numbers of the authorisations it touched."""

    cursor: int
    numbers: tuple[str, ...]


def changes_since(cursor: int, limit: int = 500) -> list[Change]:
    """Return up to `limit` changes after `cursor`, oldest first.

    Remember the last cursor and ask again: nothing is missed. What an authorisation is worth now is read from
    its row, or from the views `register_book` and `register_book_alias`.
    """
    return [
        Change(entry.cursor, tuple(entry.body["numbers"]))
        for entry in journal.since(cursor, topic=TOPIC, limit=limit)
    ]
