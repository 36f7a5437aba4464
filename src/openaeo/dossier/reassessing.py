"""What the letters of a re-assessment say: what is looked at again and by when to answer, and how it ended."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openaeo.casework.reach import criteria_of
from openaeo.dossier.blocks import Block, bullets, facts, heading, text, words_of
from openaeo.dossier.story import Story


def reassessment_notice(story: Story) -> list[Block]:
    """What is asked again and why, by when to answer, and what it means not to answer (UCC-DA 15)."""
    due = story.moment("due")
    blocks = [
        text(_("Customs looks again at part of your authorisation. It stays as it is all the while.")),
        heading(_("Why")),
        *words_of(story.told("reason")),
        *_criteria(story),
    ]
    if places := story.told("places"):
        blocks.append(facts((_("Sites that customs wants to see"), places)))
    if due is not None:
        blocks += [
            facts((_("Please answer by"), story.minute(due))),
            text(
                _(
                    "You answer only these criteria; all your other answers stand. If you do not answer, customs judges "
                    "by what it has. Nothing happens to your authorisation by itself: customs would tell you of a measure and of how you may reply."
                )
            ),
        ]
    return blocks


def reassessment_result(story: Story) -> list[Block]:
    """How it ended: the authorisation stays; what is to be put right stands with its dates in the product."""
    blocks = [text(_("Customs has looked again. Your authorisation stays as it is."))]
    if failed := story.listed("failed"):
        blocks += [
            text(
                _("Customs put findings to you on these criteria. Read each in OpenAEO and propose a plan.")
            ),
            bullets(failed),
        ]
    return [*blocks, heading(_("The reasons")), *words_of(story.told("reasons"))]


def _criteria(story: Story) -> list[Block]:
    named = {one.strip() for one in story.told("criteria").split(",")}
    if story.held is None:
        return []
    asked = [f"{one.id}: {story.say(one.text)}" for one in criteria_of(story.held) if one.id in named]
    return [heading(_("The criteria that are asked again")), bullets(asked)] if asked else []
