"""Making an export: gathered through the reader's own gates, written as pages and as a package, step by step."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from openaeo.bedrock import files
from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.bedrock.acts import act_new
from openaeo.bedrock.models import StoredFile
from openaeo.bedrock.typesetting import NotTypeset, typeset
from openaeo.casework.models import Case
from openaeo.dossier import dates, record
from openaeo.dossier.blocks import still
from openaeo.dossier.exports import KEPT
from openaeo.dossier.models import Export
from openaeo.dossier.packing import Package, as_json
from openaeo.dossier.reach import Reach, documents, enclosures, letters
from openaeo.law.mandates import may
from openaeo.law.terms import Capacity, worded
from openaeo.law.workflow import Refused
from openaeo.parties import onboarding
from openaeo.parties.models import Administration
from openaeo.register.models import Authorisation

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)
"""How long one try may take before another worker may take it up."""
MOST_TRIES = 5
PAUSE = timedelta(minutes=5)
PAGES = Path(__file__).with_name("record.typ")


def make(pk: int, *, at: datetime) -> bool:
    """Make the export `pk` when it is due at `at`, and return whether it is made.

    One that cannot be made is tried again after a pause, `MOST_TRIES` times in all; one whose asker may no longer
    read it is given up at once.
    """
    due = Export.objects.waiting().filter(pk=pk, next_at__lte=at)
    if not due.update(next_at=at + LEASE, tries=F("tries") + 1, done=0):
        return False
    export = Export.objects.select_related("asked_by", "case", "operator").get(pk=pk)
    reader = _reader(export, at)
    if reader is None or export.tries > MOST_TRIES:
        Export.objects.filter(pk=pk).update(failed_at=at)
        return False
    try:
        with override(export.language):
            _make(export, _reach(export, reader), at=at)
    except (NotTypeset, OSError, Refused) as fault:
        over = at if export.tries >= MOST_TRIES else None
        said = f"{type(fault).__name__}: {fault}"[:300]
        Export.objects.filter(pk=pk).update(last_error=said, next_at=at + PAUSE, failed_at=over)
        log.warning("Export %s was not made at try %s: %s", pk, export.tries, said)
        return False
    return True


def _reader(export: Export, at: datetime) -> Actor | None:
    """The asker in the capacity in which it was asked for, as long as that may still read it."""
    person = export.asked_by
    if export.case_id is None and export.operator_id is None:
        return (
            Actor(Capacity(export.capacity), person=person.pk, name=person.name) if person.is_active else None
        )
    for one in onboarding.capacities_of(person, at):
        if one.capacity.value == export.capacity and one.operator == export.operator_id:
            return one if one.mandate is None or may("export-firm", one.mandate) else None
    return None


def _reach(export: Export, reader: Actor) -> Reach:
    if export.case is not None:
        held = tuple(filter(None, [export.case.authorisation_id]))
        return Reach(reader, (export.case.number,), held, export.case.operator_id)
    if export.operator_id is None:
        return Reach(reader)
    cases = Case.objects.visible_to(reader).filter(operator=export.operator_id)
    own = Authorisation.objects.visible_to(reader).filter(operator=export.operator_id)
    return Reach(
        reader,
        tuple(cases.values_list("pk", flat=True)),
        tuple(own.values_list("pk", flat=True)),
        export.operator_id,
        whole=True,
    )


def _make(export: Export, reach: Reach, *, at: datetime) -> None:
    papers = _papers(reach)
    total = record.count(reach) + len(papers) + 2
    Export.objects.filter(pk=export.pk).update(total=total)

    def step() -> None:
        Export.objects.filter(pk=export.pk).update(done=F("done") + 1)

    chapters = []
    for one in record.written(reach):
        chapters.append(one)
        step()
    head = _head(export, at)
    pages = typeset(PAGES, _said(export, chapters, reach, at), at=at)
    step()
    with tempfile.TemporaryFile() as target:
        package = Package(target, at=at)
        package.add("record.json", as_json(record.as_data(chapters, head)))
        package.add("record.pdf", pages)
        for path, stored in papers:
            package.add_stored(path, stored)
            step()
        package.closed({"format": record.FORMAT, **head})
        target.seek(0)
        _keep(export, pages, target, step, at=at)


def _keep(
    export: Export, pages: bytes, package: files.Readable, step: Callable[[], None], *, at: datetime
) -> None:
    topic, subject = _about(export)
    with act_new("make-export", topic=topic, subject=subject, actor=SYSTEM, at=at) as note:
        kept = files.keep(package, "application/zip", at=at)
        shown = files.keep(io.BytesIO(pages), "application/pdf", at=at)
        Export.objects.filter(pk=export.pk).update(
            package=kept, record=shown, made_at=at, ends_at=at + KEPT, last_error=""
        )
        step()
        note(export=export.pk, package=kept.digest, record=shown.digest)


def _about(export: Export) -> tuple[str, str]:
    if export.case_id is not None:
        return "case", export.case_id
    if export.operator is not None:
        return "operator", export.operator.number
    return "person", str(export.asked_by_id)


def _papers(reach: Reach) -> list[tuple[str, StoredFile]]:
    """Every document, enclosure and letter with its path in the package; numbered, so that no two are called the same."""
    if reach.firm is None:
        return []
    found = [
        (f"documents/{one.pk}-{files.safe_name(one.name)}", one.file)
        for one in documents(reach).select_related("file").order_by("pk")
    ]
    found += [
        (f"conversations/{one.pk}-{files.safe_name(one.name)}", one.file)
        for one in enclosures(reach).select_related("file")
    ]
    issued = letters(reach).filter(file__isnull=False).select_related("file").order_by("pk")
    return found + [(f"letters/{one.pk}-{one.kind}.pdf", one.file) for one in issued]


def _head(export: Export, at: datetime) -> dict[str, object]:
    topic, subject = _about(export)
    return {
        "about": {"kind": topic, "number": subject},
        "asked_by": export.asked_by.name,
        "asked_at": export.asked_at.isoformat(),
        "made_at": at.isoformat(),
        "language": export.language,
    }


def _said(export: Export, chapters: list[record.Written], reach: Reach, at: datetime) -> dict[str, Any]:
    home = Administration.objects.get(is_home=True)
    language = export.language
    topic, subject = _about(export)
    titles = {
        "case": _("The file of an application"),
        "operator": _("What is held about your firm"),
        "person": _("What is held about you"),
    }
    firm = export.case.operator if export.case is not None else export.operator
    return {
        "language": language.partition("-")[0],
        "rtl": record.right_to_left(language),
        "title": titles[topic],
        "administration": still(worded(home.title, language)[0]),
        "about": still(firm.name if firm is not None else export.asked_by.name),
        "reference": subject if topic != "person" else export.asked_by.email,
        "particulars": [
            [_("As it stood on"), dates.minute(at, language)],
            [_("Asked for by"), still(export.asked_by.name)],
        ],
        "footer": _("Export %(number)s. Format %(format)s.") % {"number": export.pk, "format": record.FORMAT},
        "chapters": record.pages_of(chapters, reach, language=language),
        "empty": _("Nothing is held."),
    }
