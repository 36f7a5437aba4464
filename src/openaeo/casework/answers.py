"""What is written down when a firm answers a criterion: claim, words, sites, alternative measure, owner's statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from openaeo.bedrock.actors import Actor
from openaeo.casework.facts import applies, author
from openaeo.casework.models import Alternative, Answer, Case, Remark
from openaeo.casework.programme import programme
from openaeo.law.alternatives import AlternativeFacts, AlternativeState
from openaeo.law.lifecycle import CaseState
from openaeo.law.questionnaire import Said, too_long
from openaeo.law.rounds import RemarkState, closed
from openaeo.law.terms import Claim
from openaeo.law.workflow import Reason
from openaeo.parties.models import Site

EDITABLE = frozenset({CaseState.DRAFT, CaseState.RETURNED})


def editable(case: Case) -> Reason | None:
    """Return `not-editable` unless the applicant may change answers now."""
    return None if case.standing in EDITABLE else Reason("not-editable", case.state)


def shut(case: Case, criteria: Collection[str]) -> Mapping[str, Reason]:
    """Return by criterion why the firm may not change those answers now; see `law.rounds.closed`. Two queries."""
    accepted = set(case.answers.filter(accepted_at__isnull=False).values_list("criterion", flat=True))
    asked = set(
        Remark.objects.filter(case=case, state=RemarkState.OPEN.value).values_list("criterion", flat=True)
    )
    found = {
        one: closed(case.standing, one, accepted=one in accepted, asked=one in asked) for one in criteria
    }
    return {one: reason for one, reason in found.items() if reason is not None}


def changeable(case: Case, criteria: Iterable[str]) -> tuple[Reason, ...]:
    """Return every reason why the firm may not change its answers to `criteria` now: `answer-accepted`, `not-editable`."""
    return tuple(dict.fromkeys(shut(case, tuple(criteria)).values()))


def not_applying(case: Case, criterion: str) -> Reason | None:
    """Return `criterion-not-applying` when the case's roles do not ask for `criterion`."""
    return None if applies(case, criterion) else Reason("criterion-not-applying", criterion)


def sites_offered(case: Case, criterion: str) -> list[Site]:
    """Return the sites that an answer may name: the firm's open ones, and those that it names already."""
    named = set(
        Answer.sites.through.objects.filter(answer__case=case, answer__criterion=criterion).values_list(
            "site_id", flat=True
        )
    )
    return [site for site in case.operator.sites.all() if site.closed_at is None or site.pk in named]


def objections(case: Case, said: Said, *, actor: Actor) -> Iterator[Reason]:
    """Yield what stands against writing down `said`, whole or not.

    `answer-too-long`, `site-unknown` (not the firm's, or closed), `statement-not-offered` (the programme asks more
    of a firm of this size), `not-entitled-to-bind` (a statement by somebody who is no owner).
    """
    yield from too_long(said)
    if said.sites and said.sites - {site.pk for site in sites_offered(case, said.criterion)}:
        yield Reason("site-unknown")
    if said.stated and case.operator.size not in programme().statement_sizes:
        yield Reason("statement-not-offered")
    if said.stated and not actor.may_bind:
        yield Reason("not-entitled-to-bind")


def recorded(
    step: str, case: Case, said: Said, *, actor: Actor, at: datetime
) -> tuple[Answer, dict[str, object]]:
    """Write `said` in place of what was said before; its documents stay. Return the row and what to note of it.

    An owner's statement is for these very words: it lapses when somebody else changes them. A decision of customs on
    an alternative measure lapses when its text changes; both are noted.
    """
    before = case.answers.select_related("alternative").filter(criterion=said.criterion).first()
    said = tidied(said)
    same = before is not None and replace(said_in(before), stated=said.stated) == said
    given = before or Answer(case=case, criterion=said.criterion)
    given.claim, given.explanation, given.procedure = said.claim.value, said.explanation, said.procedure
    given.answered_at, given.answered_by_id = at, author(step, actor)
    if said.stated and not (same and given.stated_by_id == actor.person):
        given.stated_at, given.stated_by_id = at, actor.person
    elif not said.stated and (actor.may_bind or not same):
        given.stated_at, given.stated_by_id = None, None
    given.save()
    given.sites.set(said.sites)
    facts: dict[str, object] = {"criterion": said.criterion, "claim": said.claim.value}
    if given.stated_at is not None:
        facts["stated"] = True
    if _put_forward(given, said):
        facts["reopened"] = True
    return given, facts


def tidied(said: Said) -> Said:
    """Return `said` as it is kept: without space around its texts, and without what only other rows know."""
    return replace(
        said,
        explanation=said.explanation.strip(),
        procedure=said.procedure.strip(),
        alternative=said.alternative.strip(),
        equivalence=said.equivalence.strip(),
        documents=0,
    )


def said_in(given: Answer) -> Said:
    """Return what a row says, documents left out of account."""
    instead = getattr(given, "alternative", None)
    return Said(
        given.criterion,
        Claim(given.claim),
        given.explanation,
        procedure=given.procedure,
        sites=frozenset(site.pk for site in given.sites.all()),
        alternative=instead.text if instead else "",
        equivalence=instead.equivalence if instead else "",
        stated=given.stated_at is not None,
    )


def _put_forward(given: Answer, said: Said) -> bool:
    """Keep, change or take away the alternative measure; return whether a decision on it lapsed."""
    held = Alternative.objects.filter(answer=given).first()
    if held is None:
        if said.alternative or said.equivalence:
            Alternative.objects.create(answer=given, text=said.alternative, equivalence=said.equivalence)
        return False
    if (held.text, held.equivalence) == (said.alternative, said.equivalence):
        return False
    decided = held.standing is not AlternativeState.PROPOSED
    if not said.alternative and not said.equivalence:
        held.delete()
        return decided
    if decided:
        held.move("propose-anew", AlternativeFacts())
        held.judged_at, held.judged_by, held.reason = None, None, ""
    held.text, held.equivalence = said.alternative, said.equivalence
    held.save()
    return decided
