"""What letters say of a case in parts: which may be refused, how each was decided, and what the authorisation covers."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from openaeo.casework import partition
from openaeo.casework.appeals import closes
from openaeo.casework.models import Case
from openaeo.casework.programme import programme
from openaeo.dossier.blocks import Block, bullets, facts, heading, still, text
from openaeo.dossier.saying import said
from openaeo.dossier.story import Story, bodies
from openaeo.law.splitting import PartState

_GRANTED, _REFUSED = PartState.GRANTED.value, PartState.REFUSED.value


def intended(story: Story) -> list[Block]:
    """How a hearing notice begins: the whole application may be refused, or the parts that it names."""
    named = _parts(story)
    if not named:
        return [
            text(
                _(
                    "Customs intends to refuse your application. Before anything is decided you may say what speaks against it."
                )
            )
        ]
    return [
        text(
            _(
                "Customs intends to refuse these parts of your application. Before anything is decided you may say what speaks against it."
            )
        ),
        bullets(_called(story, one) for one in named),
    ]


def granted(story: Story) -> str:
    """How the letter of a grant begins."""
    if all(one.get("state") == _GRANTED for one in _parts(story)):
        return _("Your application is granted.")
    return _("Your application is granted in part.")


def outcomes(story: Story) -> list[Block]:
    """Each part with how it was decided and, where one is refused, to whom that may be taken; nothing without parts."""
    told = _parts(story)
    if not told:
        return []
    blocks = [
        heading(_("The parts of your application")),
        facts(*((_called(story, one), said("own-part", str(one.get("state")))) for one in told)),
        text(_("The authorisation covers only what is granted.")),
    ]
    rule, names = programme().appeal, bodies()
    if rule is None or not names or all(one.get("state") != _REFUSED for one in told):
        return blocks
    until = closes(story.at, story.tier)
    return [
        *blocks,
        heading(_("How to appeal")),
        text(_("You may take the refusal of a part to:")),
        bullets(names),
        facts(
            (_("You may appeal until"), story.minute(until) if until else ""),
            (_("Rule"), story.rule(rule.cited)),
        ),
        text(_("Lodge the appeal in writing with the body that you choose.")),
    ]


def tier_given(story: Story, case: Case) -> str:
    """Return the tier that the grant of `case` gives: in a preview nothing of it is written yet."""
    types = [str(one["type"]) for one in _parts(story) if one.get("type") and one.get("state") == _GRANTED]
    return partition.tier_left(case, types) if types else partition.tier_of(case)


def premises(story: Story, case: Case) -> tuple[str, str]:
    """Return the row that names the only premises covered; its value is "" when the whole firm is."""
    told = [one for one in _parts(story) if one.get("state") == _GRANTED]
    names = sorted(name for one in told for name in _sites(one)) or partition.premises_of(case)
    return _("Covers only these sites"), " · ".join(still(name) for name in names)


def _parts(story: Story) -> list[Mapping[str, object]]:
    found = story.body.get("parts")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list | tuple) else []


def _sites(part: Mapping[str, object]) -> list[str]:
    found = part.get("sites")
    return [str(one) for one in found] if isinstance(found, list | tuple) else []


def _called(story: Story, part: Mapping[str, object]) -> str:
    covers = [still(name) for name in _sites(part)] or [story.tiers(str(part.get("type")))]
    return _("%(part)s: %(covers)s") % {"part": part.get("number"), "covers": ", ".join(covers)}
