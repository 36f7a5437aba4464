"""Looking again at part of an authorisation: opened, answered, judged, concluded; and who gets nothing."""

from dataclasses import replace

import pytest
from tests.worlds import a_granted, acted, people, refusal, when

from openaeo.bedrock import journal
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import findings, measures, reports, visits
from openaeo.casework import reassessments as verbs
from openaeo.casework.models import Reassessment
from openaeo.casework.timeline import timeline
from openaeo.dossier import composing
from openaeo.dossier.kinds import kind_of
from openaeo.dossier.story import story_of
from openaeo.law.findings import Level, Severity
from openaeo.law.reassessment import Cause, Ending
from openaeo.law.terms import Claim, Outcome
from openaeo.law.validation import VisitMode
from openaeo.notices import dates, telling
from openaeo.notices.models import Notice
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
SAID = {"A1": (Claim.MET, "Kept by two people now."), "I1": (Claim.MET, "")}


def granted():
    return Authorisation.objects.filter(holder="Almadi Spices Ltd").first() or a_granted()


def opened(day=50, **other):
    words = {
        "cause": Cause.INCIDENT,
        "criteria": ["I1", "A1"],
        "reason": " The fence was cut. ",
        "due": when(60).date(),
    }
    return verbs.begin(granted().number, **words | other, actor=people().ben, at=when(day))


def judged(pk, day, outcome=Outcome.MET, remark="DESK ONLY"):
    for criterion in ("A1", "I1"):
        verbs.judge(pk, criterion, outcome=outcome, remark=remark, actor=people().ben, at=when(day))


def letter():
    entry = JournalEntry.objects.order_by("-cursor").first()
    return str(composing.composed(story_of(entry), kind_of(entry.act, entry.body))["blocks"])


def test_only_what_is_named_is_asked_answered_and_judged_and_the_authorisation_stands():
    held, cast = granted(), people()
    yard = cast.firm.sites.get()
    found = opened(sites=[yard.pk])
    assert [one.criterion for one in found.points.all()] == ["A1", "I1"]  # in the order of the catalogue
    assert (found.reason, found.state, found.due_at.date()) == ("The fence was cut.", "open", when(60).date())
    assert "The fence was cut." in letter()
    assert dates.named(f"reassessment-{found.pk}", actor=cast.amara, at=when(51)).due == found.due_at
    judge = {"outcome": Outcome.MET, "actor": cast.ben, "at": when(51)}
    assert refusal(verbs.judge, found.pk, "A1", **judge) == ("reassessment-running",)
    assert refusal(verbs.judge, found.pk, "B1", **judge) == ("criterion-not-asked", "reassessment-running")

    send = {"actor": cast.amara, "at": when(52)}
    assert refusal(verbs.answer, found.pk, SAID | {"B1": (Claim.MET, "")}, **send) == (
        "criterion-not-changed",
    )
    assert refusal(verbs.answer, found.pk, {"A1": (Claim.PARTLY, "")}, **send) == (
        "review-answer-short",
        "review-answer-missing",
    )
    acted(verbs.answer, found.pk, SAID, **send)
    assert refusal(verbs.answer, found.pk, SAID, **send) == ("not-from-here",)

    end = {"reasons": "All in order.", "actor": cast.ben, "at": when(55)}
    assert refusal(verbs.conclude, found.pk, ending=Ending.CONFIRM, **end) == (
        "reassessment-unjudged",
        "reassessment-unseen",
    )
    judged(found.pk, 53)
    verbs.call_off(found.pk, reasons="Opened for the wrong yard.", actor=cast.ben, at=when(54))
    again = opened(day=56, due=when(70).date())
    verbs.answer(again.pk, SAID, actor=cast.amara, at=when(57))
    judged(again.pk, 58)
    done = acted(
        verbs.conclude,
        again.pk,
        ending=Ending.CONFIRM,
        look_again_on=when(200).date(),
        **end | {"at": when(59)},
    )
    held.refresh_from_db()
    assert (done.state, held.state) == ("confirmed", "granted")
    assert "All in order." in letter()
    mine = [item.params for item in timeline(held.case, actor=cast.amara) if "reassessment" in item.code]
    assert mine[-1] == {"reassessment": again.pk, "ending": "confirm", "reasons": "All in order."}
    for entry in journal.since(0):
        telling.tell(entry, when(59))
    kinds = Notice.objects.filter(kind__startswith="reassessment").values_list("kind", flat=True)
    assert sorted(set(kinds)) == [
        "reassessment-answered",
        "reassessment-asked",
        "reassessment-called-off",
        "reassessment-concluded",
    ]


def test_a_site_alone_is_looked_at_by_a_visit_since():
    held, cast = granted(), people()
    found = opened(criteria=[], due=None, sites=[cast.firm.sites.get().pk])
    end = {"ending": Ending.CONFIRM, "reasons": "Seen.", "actor": cast.ben}
    assert refusal(verbs.answer, found.pk, {}, actor=cast.amara, at=when(51)) == (
        "reassessment-asks-nothing",
    )
    assert refusal(verbs.conclude, found.pk, **end, at=when(51)) == ("reassessment-unseen",)
    by = {"actor": cast.ben}
    visit = visits.plan(
        held.case.number,
        sites=[cast.firm.sites.get().pk],
        mode=VisitMode.ON_SITE,
        lead=cast.ben.person,
        second=cast.chen.person,
        minutes=120,
        agenda="The fence.",
        at=when(52),
        **by,
    )
    visits.offer(visit.pk, starts=[when(70), when(71), when(72)], at=when(52), **by)
    visits.choose(visit.pk, offer_pk=visit.offers.first().pk, actor=cast.amara, at=when(53))
    visits.hold(
        visit.pk,
        began=when(70),
        ended=when(70, hours=2),
        mode=VisitMode.ON_SITE,
        attended="All",
        at=when(70, hours=3),
        **by,
    )
    reports.observe(
        visit.pk,
        site_pk=cast.firm.sites.get().pk,
        criterion="I1",
        outcome=Outcome.MET,
        text="Whole.",
        at=when(71),
        **by,
    )
    reports.report(visit.pk, text="The fence is whole.", at=when(71), **by)
    assert verbs.conclude(found.pk, **end, at=when(72)).state == "confirmed"


def test_silence_lets_the_desk_judge_and_a_late_answer_opens_it_again():
    found, cast = opened(), people()
    judged(found.pk, 61.5)
    acted(verbs.answer, found.pk, SAID, actor=cast.amara, at=when(62))
    found.refresh_from_db()
    assert (found.late, {one.outcome for one in found.points.all()}) == (True, {""})


def test_what_fails_ends_with_findings_or_a_measure_and_never_by_itself():
    found, cast, held = opened(), people(), granted()
    assert refusal(verbs.judge, found.pk, "I1", outcome=Outcome.GAP, actor=cast.ben, at=when(62)) == (
        "reason-missing",
    )
    judged(found.pk, 62, Outcome.GAP)
    end = {"reasons": "The fence is open.", "actor": cast.ben, "at": when(64)}
    refused = [refusal(verbs.conclude, found.pk, ending=one, **end) for one in Ending]
    assert refused == [("reassessment-not-met",), ("reassessment-no-finding",), ("reassessment-no-measure",)]
    for criterion in ("A1", "I1"):
        findings.raise_finding(
            held.case.number,
            criterion,
            level=Level.MUST,
            severity=Severity.MINOR,
            found="The fence is cut.",
            remedy="A new fence.",
            due=when(80).date(),
            actor=cast.ben,
            at=when(63),
        )
    meant = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The fence was cut.",
        criteria=["I1"],
        actor=cast.ben,
        at=when(63),
    )
    led = verbs.conclude(found.pk, ending=Ending.MEASURE, **end)
    assert (led.state, led.measure_id) == ("measure", meant.pk)
    held.refresh_from_db()
    assert held.state == "granted"  # the measure is heard and decided by another
    second = opened(day=65, due=when(66).date())
    assert "reassessment-open-already" in refusal(
        verbs.begin, held.number, cause=Cause.CHANGE, criteria=["A1"], reason="x", due=when(70).date(),
        actor=cast.ben, at=when(65),
    )  # fmt: skip
    measures.surrender(held.number, reason="We close.", actor=cast.amara, at=when(66))
    assert not Reassessment.objects.all().running().exists()
    assert refusal(verbs.answer, second.pk, SAID, actor=cast.amara, at=when(66)) == ("not-from-here",)


def test_it_says_what_why_and_by_when_and_wrong_people_get_nothing():
    held, cast = granted(), people()
    other = cast.other_firm.sites.get().pk
    words = {"cause": Cause.MONITORING, "reason": " ", "actor": cast.ben, "at": when(50)}
    assert refusal(verbs.begin, held.number, **words) == ("reassessment-empty", "reasons-missing")
    assert refusal(
        verbs.begin, held.number, **words, criteria=["Z9"], sites=[other], due=when(40).date(), change=7
    ) == ("criterion-not-asked", "site-not-in-scope", "reasons-missing", "due-past", "change-not-of-holder")
    own = replace(cast.ben, person=cast.amara.person)
    good = words | {"criteria": ["A1"], "reason": "x", "due": when(60).date()}
    assert refusal(verbs.begin, held.number, **good | {"actor": own}) == ("own-firm",)
    assert refusal(verbs.begin, held.number, **good | {"actor": cast.dalia}) == ("not-your-capacity",)
    found = verbs.begin(held.number, **good)
    say = {"A1": (Claim.MET, "")}
    assert refusal(verbs.answer, found.pk, say, actor=cast.otto, at=when(51)) == ("not-found",)
    assert refusal(verbs.answer, found.pk, say, actor=cast.ben, at=when(51)) == ("not-your-capacity",)
    assert [list(Reassessment.objects.visible_to(one)) for one in (cast.amara, cast.ben, cast.otto)] == [
        [found], [found], [],
    ]  # fmt: skip
