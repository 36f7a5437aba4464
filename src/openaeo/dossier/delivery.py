"""How a letter reached its firm: shown in the product, sent by mail, opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openaeo.dossier.models import Letter
from openaeo.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Delivered:
    """A letter and how it reached its firm; moments are None for what has not happened.

    `shown_at`: told in the product. `mailed_at`: a mail said that there is something, never what. `mail_failed`: no
    mail got through. `opened_at`: somebody of the firm opened the letter.
    """

    letter: Letter
    shown_at: datetime | None
    mailed_at: datetime | None
    mail_failed: bool

    @property
    def opened_at(self) -> datetime | None:
        return self.letter.opened_at


def delivered(letters: Iterable[Letter]) -> list[Delivered]:
    """Return `letters` in their order, each with how it reached its firm. Two queries, however many they are."""
    found = list(letters)
    notices: dict[str, list[Notice]] = {}
    if found:
        rows = Notice.objects.filter(
            key__in=[one.key for one in found], operator__in={one.operator_id for one in found}
        )
        for row in rows.select_related("delivery"):
            notices.setdefault(row.key, []).append(row)
    return [_delivered(one, notices.get(one.key, [])) for one in found]


def _delivered(letter: Letter, notices: list[Notice]) -> Delivered:
    mails = [one.delivery for one in notices if one.delivery is not None]
    sent = [mail.sent_at for mail in mails if mail.sent_at is not None]
    return Delivered(
        letter,
        shown_at=min((one.created_at for one in notices), default=None),
        mailed_at=min(sent, default=None),
        mail_failed=bool(mails) and not sent and all(mail.failed_at is not None for mail in mails),
    )
