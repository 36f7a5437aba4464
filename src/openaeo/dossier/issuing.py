"""Letters issued: written down from the journal, made into a file by the worker until it succeeds, then only read."""

from __future__ import annotations

import io
import logging
from datetime import datetime, timedelta

from django.db import transaction

from openaeo.bedrock import files
from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.bedrock.acts import act_new
from openaeo.bedrock.models import JournalEntry
from openaeo.bedrock.typesetting import NotTypeset
from openaeo.bedrock.worker import duty, reader
from openaeo.dossier.composing import composed, pages
from openaeo.dossier.kinds import LETTERS, TEMPLATE, kind_of
from openaeo.dossier.models import Letter
from openaeo.dossier.story import story_of
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Refused

log = logging.getLogger(__name__)

NEWS = timedelta(days=30)
"""For older acts no letter is written: an installation that is taken over does not send old decisions again."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after each try that failed; the last one again and again, until the file is made."""
AT_ONCE = 20
LARGEST = 10 * 1024 * 1024


@reader("letters")
def write(entry: JournalEntry, at: datetime) -> None:
    """Write down the letter that the act of `entry` produces, with every word; its file is made next."""
    if entry.act not in LETTERS or at - entry.at > NEWS:
        return
    kind = kind_of(entry.act, entry.body)
    story = story_of(entry) if kind is not None else None
    if kind is None or story is None:
        return
    held = story.held or (story.case.authorisation if story.case else None)
    case = story.case or getattr(story.held, "case", None)
    Letter.objects.get_or_create(
        entry=entry.cursor,
        defaults={
            "kind": kind,
            "template": TEMPLATE,
            "language": story.language,
            "operator": story.firm,
            "case": case,
            "authorisation": held,
            "said": composed(story, kind),
            "written_at": entry.at,
            "next_at": at,
        },
    )


@duty("letters.files", every=timedelta(seconds=4))
def make(at: datetime) -> int:
    """Make the files of up to `AT_ONCE` letters that wait at `at`, and return how many were issued.

    One that cannot be made is tried again with growing pauses and holds up no other.
    """
    tried = issued = 0
    while tried < AT_ONCE:
        done = _make_next(at)
        if done is None:
            break
        tried, issued = tried + 1, issued + done
    return issued


def _make_next(at: datetime) -> bool | None:
    """Make one letter; return whether it was issued, or None when none waits."""
    with transaction.atomic():
        due = Letter.objects.waiting().filter(next_at__lte=at).order_by("next_at", "entry")
        letter = due.select_for_update(of=("self",), skip_locked=True).first()
        if letter is None:
            return None
        letter.tries += 1
        try:
            made = pages(letter.said, letter.template, at=letter.written_at)
            _issue(letter, made, at=at)
        except (NotTypeset, OSError, KeyError, Refused) as fault:
            letter.last_error = f"{type(fault).__name__}: {fault}"[:300]
            letter.next_at = at + PAUSES[min(letter.tries, len(PAUSES)) - 1]
            log.warning("Letter %s was not made at try %s: %s", letter.pk, letter.tries, letter.last_error)
        letter.save()
    return letter.issued_at is not None


def _issue(letter: Letter, made: bytes, *, at: datetime) -> None:
    topic, subject = ("case", letter.case_id) if letter.case_id else ("measure", letter.authorisation_id)
    with act_new("issue-letter", topic=topic, subject=str(subject), actor=SYSTEM, at=at) as note:
        stored = files.store(io.BytesIO(made), "letter.pdf", at=at, limit=LARGEST)
        letter.issued(stored, at=at)
        note(
            letter=letter.pk,
            kind=letter.kind,
            entry=letter.entry,
            template=letter.template,
            language=letter.language,
            digest=stored.digest,
        )


def opened(letter: Letter, *, actor: Actor, at: datetime) -> None:
    """Note when the firm first opened the letter. An observation, not an act; customs' own look is none."""
    if actor.capacity is Capacity.APPLICANT and letter.opened_at is None and actor.person is not None:
        Letter.objects.filter(pk=letter.pk, opened_at=None).update(opened_at=at, opened_by=actor.person)
