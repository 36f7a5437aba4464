"""What each kind of letter says, in blocks; one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openaeo.bedrock.actors import SYSTEM
from openaeo.casework import issuing
from openaeo.casework.appeals import closes
from openaeo.casework.clocks import clock_on_acceptance
from openaeo.casework.facts import case_facts, deadline, findings_of
from openaeo.casework.models import Case, Measure
from openaeo.casework.programme import edition_called, edition_of, programme
from openaeo.casework.reach import criteria_of
from openaeo.dossier import parting
from openaeo.dossier.accepting import completion, not_accepted
from openaeo.dossier.blocks import Block, bullets, facts, heading, text, words_of
from openaeo.dossier.reassessing import reassessment_notice, reassessment_result
from openaeo.dossier.reporting import assessment_report
from openaeo.dossier.story import Story, bodies
from openaeo.law.appeal import REVIEWER
from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.edition import Criterion
from openaeo.law.findings import SETTLED, FindingState
from openaeo.law.timing import Rest


def accepted(story: Story) -> list[Block]:
    """The application is accepted, with the day from which the time for the decision runs."""
    blocks = [text(_("Your application is accepted. Customs now examines it and decides."))]
    case = story.case
    found = clock_on_acceptance(case, story.at) if case is not None else None
    rows = [(_("Applied for"), story.tiers(story.tier))]
    if found is not None:
        clock, rule = found
        rows += [
            (_("The time for the decision runs from"), story.day(clock.start)),
            (_("It ends, if nothing stops it, on"), story.day(clock.due(story.at))),
            (_("Rule"), story.rule(rule.cited)),
        ]
    blocks.append(facts(*rows))
    if found is None:
        blocks.append(text(_("You will be told when the time for the decision begins to run.")))
        return blocks
    if Rest.QUESTION in found[1].rests:
        blocks.append(text(_("The time rests while a question to you is open.")))
    blocks.append(text(_("The time may be extended for causes that the rules name; you are told each time.")))
    return blocks


def hearing(story: Story) -> list[Block]:
    """What speaks against the application, on which documents it rests, and until when to reply (UCC-IA 8)."""
    relied = [
        " · ".join(filter(None, (str(one.get("name", "")), str(one.get("digest", ""))[:16])))
        for one in _mappings(story, "relied_on")
    ]
    return [
        *parting.intended(story),
        *_reasons(story, "grounds", _("The grounds")),
        heading(_("What customs relies on")),
        bullets(relied) if relied else text(_("No document is relied on beside your own answers.")),
        text(_("You may see these documents and the rest of your file; they stand in your application.")),
        *_time_to_reply(story),
    ]


def granted(story: Story) -> list[Block]:
    """The authorisation, with what stays to be settled; where its certificate is issued apart, that it is still to come."""
    waits = story.act == "grant-to-issue"
    rows = [] if waits else [(_("Number of the authorisation"), story.told("authorisation"))]
    if story.case is not None:
        rows += _granted_terms(story, story.case, effect=not waits)
    blocks = [text(parting.granted(story)), facts(*rows), *_reasons(story, "reasons")]
    blocks += parting.outcomes(story)
    if waits:
        blocks.append(
            text(
                _(
                    "Your certificate is not issued yet. Customs writes to you when it is; until then the authorisation has no effect and does not stand in the register."
                )
            )
        )
    if points := story.listed("conditions"):
        blocks += [
            heading(_("What is still to be settled")),
            text(
                _(
                    "These points stay open with the dates agreed with you. Customs looks at them when they are due."
                )
            ),
            bullets(_conditions(story, points)),
        ]
    return blocks if waits else [*blocks, _duty_to_tell()]


def certificate_issued(story: Story) -> list[Block]:
    """The certificate of an authorisation that was granted before, and from when it is valid."""
    rows = [(_("Number of the authorisation"), story.told("authorisation"))]
    if story.case is not None:
        rows += _granted_terms(story, story.case, effect=True)
    return [
        text(_("Your certificate is issued, and the authorisation stands in the register.")),
        facts(*rows),
        _duty_to_tell(),
    ]


def _duty_to_tell() -> Block:
    return text(
        _(
            "Tell customs of every change in what the authorisation rests on. The certificate stands in OpenAEO."
        )
    )


def _granted_terms(story: Story, case: Case, *, effect: bool) -> list[tuple[str, str]]:
    """The type granted and, with `effect`, its dates as they are when the certificate is issued by this act."""
    tier = parting.tier_given(story, case)
    rows = [(_("Type"), story.tiers(tier)), parting.premises(story, case)]
    if effect:
        decided = case.decided_at if story.act == "issue" and case.decided_at else story.at
        period = issuing.terms(case, decided=decided, at=story.at, tier=tier).period
        rows.append((_("Valid from"), story.day(period.start)))
        rows.append((_("Valid until"), story.day(period.end) if period.end else _("no fixed end")))
    return rows


def refused(story: Story) -> list[Block]:
    """The refusal: each criterion that failed with where it stands, the reasons, and the way of appeal (CAA11060)."""
    case = story.case
    blocks = [text(_("Your application is refused.")), *_reasons(story, "reasons")]
    if case is not None:
        facts_now = case_facts(case, actor=SYSTEM, at=story.at)
        failed = dict.fromkeys((*facts_now.gaps, *facts_now.majors_open))
        remedies = {
            one.criterion: one.remedy
            for one in findings_of(case)
            if FindingState(one.state) not in SETTLED and one.remedy
        }
        edition = edition_of(case)
        blocks += _failed(story, [edition.criterion(one) for one in failed], edition.title, remedies)
    return [*blocks, *_appeal(story)]


_INTENDED = {
    "suspend": gettext_lazy("Customs intends to suspend your authorisation."),
    "revoke": gettext_lazy("Customs intends to revoke your authorisation."),
    "reduce": gettext_lazy("Customs intends to reduce your authorisation to a lower type."),
}


def measure_notice(story: Story) -> list[Block]:
    """What customs intends against a holder, on which grounds, and until when to reply (UCC-IA 8)."""
    opening = [
        text(str(_INTENDED[story.told("kind")])),
        text(_("Before anything is decided you may say what speaks against it.")),
    ]
    blocks = [*opening, *_measure(story), *_reasons(story, "grounds", _("The grounds"))]
    blocks += _failed_of_measure(story)
    if story.body.get("urgent"):
        blocks.append(
            text(
                _(
                    "The matter is urgent: the suspension may be taken before your time to reply has ended. Your reply is weighed all the same."
                )
            )
        )
    return [*blocks, *_time_to_reply(story)]


def suspended(story: Story) -> list[Block]:
    """The suspension, what it stops, until when to put things right, and the way of appeal."""
    blocks = [
        text(
            _(
                "Your authorisation is suspended from this day. What is suspended gives no benefits until the suspension ends."
            )
        ),
        *_measure(story),
        *_reasons(story, "reasons"),
        *_failed_of_measure(story),
    ]
    rule = programme().time("cure", story.tier)
    if rule is not None:
        blocks += [
            heading(_("Putting things right")),
            text(_("Report in OpenAEO what you did to put things right. Customs then looks at it.")),
            facts(
                (_("Your time ends on"), story.minute(deadline("cure", story.at, story.tier))),
                (_("Rule"), story.rule(rule.cited)),
            ),
        ]
    return [*blocks, *_appeal(story)]


def revoked(story: Story) -> list[Block]:
    """The revocation, of the whole or of a part, for how long the firm is kept out, and the way of appeal."""
    whole = story.told("kind") == Measure.Kind.REVOKE
    opening = (
        _("Your authorisation is revoked from this day. It is no longer recognised, here or by partners.")
        if whole
        else _("Your authorisation is reduced from this day. The rest goes on under the same number.")
    )
    blocks = [text(opening), *_measure(story), *_reasons(story, "reasons"), *_failed_of_measure(story)]
    terms = programme()
    ending = Ended(Ending.REVOCATION, story.tier, story.at)
    last = barred_until(terms.bars, story.tier, [ending], terms.zone) if whole else None
    if last is not None:
        blocks.append(facts((_("A new application is possible after"), story.date(last))))
    return [*blocks, *_appeal(story)]


def lifted(story: Story) -> list[Block]:
    """The end of a suspension, and what is in force."""
    blocks = [
        text(_("The suspension of your authorisation is lifted from this day.")),
        *_reasons(story, "reasons"),
    ]
    leaves = story.told("leaves")
    if leaves:
        blocks.append(facts((_("In force as"), story.tiers(leaves))))
    elif "leaves" in story.body:
        blocks.append(
            text(_("Another suspension goes on: the authorisation is not in force until that one ends too."))
        )
    return blocks


def appeal_allowed(story: Story) -> list[Block]:
    """The appeal is allowed, and what follows from it."""
    follows = (
        _("Your application goes back to assessment, and a new time for the decision runs from this day.")
        if story.held is None
        else _("The suspension that you appealed against has ended.")
    )
    return [text(_("Your appeal is allowed.")), text(follows), *_reasons(story, "reasons")]


def appeal_dismissed(story: Story) -> list[Block]:
    """The appeal is dismissed: the decision stands, and other bodies may hear it."""
    others = [name for code, name in zip(_codes(), bodies(), strict=True) if code != REVIEWER]
    blocks = [text(_("Your appeal is dismissed. The decision stands.")), *_reasons(story, "reasons")]
    if others:
        blocks += [heading(_("Where else you may appeal")), bullets(others)]
    return blocks


def _reasons(story: Story, key: str, title: str = "") -> list[Block]:
    said = words_of(story.told(key))
    return [heading(title or _("The reasons")), *said] if said else []


def _time_to_reply(story: Story) -> list[Block]:
    until = story.moment("closes")
    if until is None:
        return []
    return [
        heading(_("Your time to reply")),
        facts(
            (_("You may reply until"), story.minute(until)),
            (_("Rule"), story.rule(programme().heard.cited)),
        ),
        text(_("Reply in OpenAEO. Customs decides once you have replied, or once this time is over.")),
    ]


def _appeal(story: Story) -> list[Block]:
    rule, until = programme().appeal, closes(story.at, story.tier)
    names = bodies()
    if rule is None or not names:
        return []
    return [
        heading(_("How to appeal")),
        text(_("You may take this decision to:")),
        bullets(names),
        facts(
            (_("You may appeal until"), story.minute(until) if until else ""),
            (_("Rule"), story.rule(rule.cited)),
        ),
        text(
            _(
                "An appeal to a reviewing officer is lodged in OpenAEO. Nobody reviews what they had a part in."
            )
        )
        if REVIEWER in rule.bodies and rule.uninvolved and story.told("kind") not in {"revoke", "reduce"}
        else text(_("Lodge the appeal with the body that you choose.")),
    ]


def _measure(story: Story) -> list[Block]:
    grounds = programme().grounds
    ground = story.told("ground")
    parts = story.listed("parts")
    cited = programme().backing.get(f"ground {ground}")
    return [
        facts(
            (_("Authorisation"), story.reference),
            (_("Ground"), story.say(grounds.get(ground, {"en": ground}))),
            (_("Rule"), story.rule(cited)),
            (_("What is meant"), story.tiers(*parts) if parts else _("the whole authorisation")),
        )
    ]


def _failed_of_measure(story: Story) -> list[Block]:
    named = set(story.listed("criteria"))
    if story.held is None or not named:
        return []
    found = [one for one in criteria_of(story.held) if one.id in named]
    return _failed(story, found, edition_called(programme().edition).title, {})


def _failed(
    story: Story, failed: list[Criterion], title: Mapping[str, str], remedies: Mapping[str, str]
) -> list[Block]:
    if not failed:
        return []
    added = {one.criterion.id: one.cited for one in programme().additions}
    blocks = [heading(_("Criteria that are not met"))]
    for one in failed:
        where = story.rule(added.get(one.id)) or _("%(title)s, criterion %(number)s") % {
            "title": story.say(title),
            "number": one.id,
        }
        blocks.append(
            facts(
                (one.id, story.say(one.text)),
                (_("Rule"), where),
                (_("What would put it right"), remedies.get(one.id, "")),
            )
        )
    return blocks


def _conditions(story: Story, points: list[str]) -> list[str]:
    if story.case is None:
        return points
    edition = edition_of(story.case)
    wanted = set(points)
    return [
        f"{one.criterion}: {story.say(edition.criterion(one.criterion).text)} {one.remedy}"
        for one in findings_of(story.case)
        if one.criterion in wanted and FindingState(one.state) not in SETTLED
    ]


def _mappings(story: Story, key: str) -> list[Mapping[str, object]]:
    value = story.body.get(key)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _codes() -> tuple[str, ...]:
    rule = programme().appeal
    return rule.bodies if rule else ()


WORDING: Mapping[str, Callable[[Story], list[Block]]] = MappingProxyType(
    {
        "completion": completion,
        "not-accepted": not_accepted,
        "accepted": accepted,
        "assessment-report": assessment_report,
        "hearing": hearing,
        "granted": granted,
        "granted-with-conditions": granted,
        "certificate-issued": certificate_issued,
        "refused": refused,
        "suspension-notice": measure_notice,
        "revocation-notice": measure_notice,
        "suspended": suspended,
        "revoked": revoked,
        "reduction-notice": measure_notice,
        "reduced": revoked,
        "lifted": lifted,
        "reassessment-notice": reassessment_notice,
        "reassessment-confirmed": reassessment_result,
        "reassessment-findings": reassessment_result,
        "appeal-allowed": appeal_allowed,
        "appeal-dismissed": appeal_dismissed,
    }
)
"""By kind, what a letter says."""
