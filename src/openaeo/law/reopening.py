"""Opening a closed application again: how it had closed, who asked, until when it may be, and where it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.workflow import Reason


class Closing(StrEnum):
    """How an application ended without a decision.

    `WITHDRAWAL`: the firm gave it up; `SILENCE`: it was not completed in time; `ACCEPTANCE`: customs did not accept it.
    """

    WITHDRAWAL = "withdrawal"
    SILENCE = "silence"
    ACCEPTANCE = "acceptance"

    @property
    def time(self) -> str:
        """The code of the programme's time within which such an application may be opened again."""
        return f"reopening-{self.value}"


@dataclass(frozen=True, slots=True)
class Closed:
    """An application that ended without a decision.

    `until` is the last moment of the programme's time to open it again, None when it sets none. `asked` is when the
    firm asked for it, None when it did not. `accepted`: customs had accepted it; `unfinished`: it was with the firm,
    to be completed.
    """

    how: Closing
    until: datetime | None
    asked: datetime | None = None
    accepted: bool = False
    unfinished: bool = False

    @property
    def step(self) -> str:
        """The step by which it goes on where it stood: assessed again, completed by the firm, or checked again."""
        if self.accepted:
            return "reopen-assessment"
        return "reopen-completion" if self.unfinished else "reopen-check"


def may_ask(closed: Closed | None, at: datetime) -> tuple[Reason, ...]:
    """Return why the firm may not ask at `at` to have it opened again; none when it may.

    Reasons: `no-reopening-here` (it is not closed so, or the programme opens none of these again),
    `reopening-too-late`, `reopening-asked-already`.
    """
    if closed is None or closed.until is None:
        return (Reason("no-reopening-here"),)
    late = Reason("reopening-too-late") if at > closed.until else None
    again = Reason("reopening-asked-already") if closed.asked else None
    return tuple(reason for reason in (late, again) if reason)


def may_reopen(closed: Closed | None, at: datetime | None) -> Reason | None:
    """Return why customs may not open it again at `at`, or None when it may.

    What the firm gave up is opened again only when the firm asks: `reopening-not-asked`. A firm that asked in time
    loses nothing by the time that customs takes: then its asking counts, not `at`. Else as `may_ask`.
    """
    if closed is None or closed.until is None or at is None:
        return Reason("no-reopening-here")
    if (closed.asked or at) > closed.until:
        return Reason("reopening-too-late")
    wanted = closed.how is not Closing.WITHDRAWAL or closed.asked is not None
    return None if wanted else Reason("reopening-not-asked")
