"""A letter as its template places it: every word and fact of the page, in the language of whom it goes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from openaeo.bedrock.typesetting import typeset
from openaeo.casework.models import Appeal, Case, Measure
from openaeo.dossier.blocks import still
from openaeo.dossier.kinds import TEMPLATE, TITLES, kind_of
from openaeo.dossier.story import Story, preview_of
from openaeo.dossier.wording import WORDING
from openaeo.law.terms import worded
from openaeo.parties.models import Administration
from openaeo.register.models import Authorisation

PAGES = {TEMPLATE: Path(__file__).with_name("letter.typ")}
"""By version of the template, what places it; an old version stays while letters wait that were written for it."""


def composed(story: Story, kind: str) -> dict[str, Any]:
    """Return what the letter of `kind` says, as plain data: words only, in the language of the story."""
    home = Administration.objects.get(is_home=True)
    with override(story.language):
        made = (
            _("Entry %(entry)s of the journal. Template %(template)s.")
            % {"entry": story.entry, "template": TEMPLATE}
            if story.entry is not None
            else _("Preview, not issued. Template %(template)s.") % {"template": TEMPLATE}
        )
        return {
            "language": story.language.partition("-")[0],
            "rtl": get_language_info(story.language)["bidi"],
            "title": str(TITLES[kind]),
            "reference": story.reference,
            "administration": still(worded(home.title, story.language)[0]),
            "firm": still(story.firm.name),
            "address": [still(line.strip()) for line in story.firm.address.splitlines() if line.strip()],
            "particulars": [
                [_("Date"), story.day(story.at)],
                [_("Reference"), story.reference],
                [_("Your number"), story.firm.number],
            ],
            "draft": "" if story.entry is not None else _("Preview. This letter has not been sent."),
            "footer": made,
            "blocks": list(WORDING[kind](story)),
        }


def pages(said: Mapping[str, Any], template: str, *, at: datetime) -> bytes:
    """Return the letter as an archivable, accessible PDF. Raises `bedrock.typesetting.NotTypeset`."""
    return typeset(PAGES[template], said, at=at)


def preview(
    act: str,
    about: Case | Authorisation | Measure | Appeal,
    body: Mapping[str, object],
    *,
    at: datetime,
) -> bytes | None:
    """Return the letter that `act` would produce now, marked as a preview; None when it produces none.

    Nothing is kept. Raises `bedrock.typesetting.NotTypeset`.
    """
    kind = kind_of(act, body)
    if kind is None:
        return None
    story = preview_of(act, about, body, at=at)
    return pages(composed(story, kind), TEMPLATE, at=at)
