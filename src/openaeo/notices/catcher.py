"""The mail catcher of the demonstration: mail is kept as files for everybody to look at, and never leaves the machine.

Files, because the pages and the worker are two processes and a mail server of our own would be a third: Python has none
left in its library, and a demonstration needs to receive nothing. Each mail is one `.eml` file as it would be sent.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Mail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

MOST = 100
"""So many of the newest mails are kept."""


class Catcher(BaseEmailBackend):
    """Django's way to this catcher; see `settings.EMAIL_BACKEND`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each mail as a file under a name that sorts by time; the oldest beyond `MOST` go."""
        folder = Path(settings.MAIL_CAUGHT_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for one in email_messages:
            name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.part"
            draft.write_bytes(one.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        for old in sorted(folder.glob("*.eml"))[:-MOST]:
            old.unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Caught:
    """One mail as a reader would see it. `name` is how it is asked for."""

    name: str
    at: datetime
    to: str
    subject: str
    language: str
    text: str


def caught() -> list[Caught]:
    """Return the mails caught, newest first; none outside a demonstration."""
    if not settings.DEMO:
        return []
    files = sorted(Path(settings.MAIL_CAUGHT_DIR).glob("*.eml"), reverse=True)
    return [_read(file) for file in files[:MOST]]


def _read(file: Path) -> Caught:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    return Caught(
        name=file.stem,
        at=datetime.fromtimestamp(int(file.stem.partition("-")[0]) / 1e9, UTC),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        language=str(mail["Content-Language"] or ""),
        text=_text(mail),
    )


def _text(mail: Mail) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""
