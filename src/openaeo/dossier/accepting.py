"""What customs writes before it accepts an application: what is to be completed by when, or why it is not accepted."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openaeo.casework.programme import programme
from openaeo.dossier.blocks import Block, facts, heading, text, words_of
from openaeo.dossier.saying import said
from openaeo.dossier.story import Story


def completion(story: Story) -> list[Block]:
    """What is to be completed, by when, and what silence means; nothing is decided (UCC-DA 10(a): no hearing)."""
    until, rule = story.moment("due"), programme().time("completion", story.tier)
    blocks = [
        text(
            _(
                "Your application cannot be accepted yet. Please complete what is named here and send it again."
            )
        ),
        *_why(story),
    ]
    if until is not None:
        blocks += [
            heading(_("Your time to complete it")),
            facts(
                (_("Please complete it by"), story.minute(until)),
                (_("Rule"), story.rule(rule.cited if rule else None)),
            ),
            text(
                _(
                    "If you do not send it again by then, customs may refuse to accept it. You are told if it does, and may apply again."
                )
            ),
        ]
    return [
        *blocks,
        text(_("This is no decision against you. Your answers and documents are kept as you gave them.")),
    ]


def not_accepted(story: Story) -> list[Block]:
    """Why the application is not accepted and what that means: no decision on it, and nothing bars the firm (UCC-IA 12)."""
    return [
        text(_("Customs does not accept your application. It is closed without being examined.")),
        *_why(story),
        heading(_("What this means for you")),
        text(
            _(
                "This is no decision on whether you meet the criteria, and it does not count against you. You may apply again once what is named here is settled."
            )
        ),
        text(_("Your answers and documents are kept; a new application can take them over.")),
    ]


def _why(story: Story) -> list[Block]:
    """The check that failed and what the officer wrote."""
    check, reasons = story.told("check"), words_of(story.told("reason"))
    failed = [facts((_("What failed"), said("failed-check", check)))] if check else []
    return [heading(_("The reasons")), *failed, *reasons] if failed or reasons else []
