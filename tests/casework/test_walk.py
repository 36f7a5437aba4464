"""Anybody tries anything in any order: no illegal state, an unbroken journal, a register that agrees with it."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.worlds import MONDAY, a_case, assess_all, people, staff

from openaeo.bedrock import journal
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, decision, issuing, measures, reports, requests, visits
from openaeo.casework.models import Case, Measure, Offer, Request, Visit
from openaeo.law.lifecycle import CASE, CaseState
from openaeo.law.terms import Capacity, Claim, Mode, Outcome
from openaeo.law.visiting import OPEN_VISIT, SEEN_VISIT
from openaeo.law.workflow import Refused
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

ACTORS = ("amara", "ben", "chen", "dalia", "efua", "otto", "femi", "ines", "two hats")
TRIES = {
    "answer": lambda n, w: application.answer(n, "A1", claim=Claim.NOT_YET, explanation="Soon.", **w),
    "choose": lambda n, w: application.choose(n, tier="security", roles=["importer", "exporter"], **w),
    "submit": lambda n, w: application.submit(n, declared_name="Somebody", **w),
    "withdraw": lambda n, w: application.withdraw(n, reason="", **w),
    "take on": lambda n, w: assessment.take_on(n, **w),
    "return": lambda n, w: assessment.return_(n, reason="Incomplete.", **w),
    "accept": lambda n, w: assessment.accept(n, **w),
    "assess": lambda n, w: assessment.assess(
        n, "A1", outcome=Outcome.GAP, reason="Not shown.", mode=Mode.DESK, **w
    ),
    "assess better": lambda n, w: assessment.assess(
        n, "A1", outcome=Outcome.MET, reason="", mode=Mode.DESK, **w
    ),
    "ask": lambda n, w: requests.ask(n, question="Who?", **w),
    "reply": lambda _, w: requests.reply(newest(Request), text="The guard.", **w),
    "cancel": lambda _, w: requests.cancel(newest(Request), **w),
    "plan visit": lambda n, w: visits.plan(
        n,
        sites=[Case.objects.get(pk=n).operator.sites.get().pk],
        mode="on-site",
        lead=people().ben.person,
        second=people().chen.person,
        minutes=60,
        agenda="Walk round.",
        **w,
    ),
    "offer visit": lambda _, w: visits.offer(
        newest(Visit), starts=[w["at"] + timedelta(days=days) for days in (20, 21, 22)], **w
    ),
    "choose visit": lambda _, w: visits.choose(newest(Visit), offer_pk=newest(Offer), **w),
    "decline visit": lambda _, w: visits.decline(newest(Visit), reason="Stocktaking.", **w),
    "call off visit": lambda _, w: visits.call_off(newest(Visit), reason="Ill.", **w),
    "hold visit": lambda _, w: visits.hold(
        newest(Visit),
        began=w["at"] - timedelta(hours=2),
        ended=w["at"] - timedelta(hours=1),
        mode="on-site",
        attended="All of us",
        **w,
    ),
    "report visit": lambda _, w: reports.report(newest(Visit), text="Seen.", **w),
    "recommend": lambda n, w: assessment.recommend(n, proposal="grant", recommendation="Grant.", **w),
    "send back": lambda n, w: decision.send_back(n, reason="Look again.", **w),
    "hear": lambda n, w: decision.hear(n, grounds="Records.", **w),
    "reply to hearing": lambda n, w: decision.reply_hearing(n, text="We keep them.", **w),
    "conclude hearing": lambda n, w: decision.conclude_hearing(n, **w),
    "grant": lambda n, w: decision.grant(n, reasons="Met.", **w),
    "refuse": lambda n, w: decision.refuse(n, reasons="Not met.", departure="Seen otherwise.", **w),
    "issue": lambda n, w: issuing.issue(n, **w),
    "propose suspension": lambda n, w: measures.propose(
        held(n), kind="suspend", ground="criteria-not-met", grounds="Gate.", urgent=True, **w
    ),
    "propose revocation": lambda n, w: measures.propose(
        held(n), kind="revoke", ground="insolvent", grounds="Court.", **w
    ),
    "reply to measure": lambda _, w: measures.reply(newest(Measure), text="No.", **w),
    "take measure": lambda _, w: measures.take(newest(Measure), reasons="Yes.", **w),
    "drop measure": lambda _, w: measures.drop(newest(Measure), reasons="No.", **w),
    "lift": lambda n, w: measures.lift(held(n), reasons="Cured.", **w),
    "surrender": lambda n, w: measures.surrender(held(n), reason="", **w),
}


FITTING = {
    "submitted": [("take on", "chen"), ("return", "ben"), ("accept", "ben"), ("accept", "chen")],
    "returned": [("answer", "amara"), ("choose", "amara"), ("submit", "amara"), ("submit", "amara")],
    "assessment": [
        *[
            ("assess", "ben"),
            ("assess better", "chen"),
            ("ask", "ben"),
            ("reply", "amara"),
            ("cancel", "chen"),
        ],
        *[
            ("plan visit", "ben"),
            ("offer visit", "chen"),
            ("choose visit", "amara"),
            ("decline visit", "amara"),
        ],
        *[("hold visit", "ben"), ("call off visit", "chen")],
        *[("recommend", "ben"), ("recommend", "chen")],
    ],
    "decision": [("send back", "dalia"), ("hear", "femi"), ("grant", "dalia"), ("refuse", "femi")],
    "to-issue": [("issue", "ines"), ("issue", "two hats"), ("issue", "femi"), ("withdraw", "amara")],
    "hearing": [("reply to hearing", "amara"), ("conclude hearing", "dalia")],
    "granted": [
        *[("propose suspension", "ben"), ("propose revocation", "dalia"), ("reply to measure", "amara")],
        *[("take measure", "dalia"), ("take measure", "femi"), ("drop measure", "femi"), ("lift", "dalia")],
    ],
}
ANY = [(name, who) for name in TRIES for who in ACTORS]


def newest(model):
    row = model.objects.order_by("-pk").first()
    return row.pk if row else 0


def held(number):
    return Case.objects.get(pk=number).authorisation_id or "QMAEO00000000"


def attempt(verb, number, actor, moment):
    """Return whether the verb was carried out; a refusal leaves not even a register entry."""
    entries = journal.head()
    try:
        verb(number, {"actor": actor, "at": moment})
    except Refused:
        assert journal.head() == entries
        return False
    return True


def check(before, after, number):
    """One try moved the case by at most one step of the table, and left what the law asks of its new state."""
    case = Case.objects.get(pk=number)
    reachable = {step.target.value for step in CASE.open_to(CaseState(before))} | {before}
    assert after in reachable
    assessors = set(case.handlings.filter(kind="assessing").values_list("person_id", flat=True))
    if after in {"granted", "refused", "to-issue"}:
        assert case.decider_id not in assessors | {None}
    if after == "granted":
        assert not case.results.filter(outcome="gap").exists()
        assert case.authorisation_id is not None
        issued = set(case.handlings.filter(kind="issuing").values_list("person_id", flat=True))
        assert len(issued) == (case.tier == "security")
        deciders = set(case.handlings.filter(kind="deciding").values_list("person_id", flat=True))
        assert not issued & (assessors | deciders)
    else:
        assert case.authorisation_id is None
    if after == "refused":
        assert case.hearing_opened_at is not None
        assert case.hearing_replied_at is not None or case.decided_at >= case.hearing_closes_at
    if after in {"refused", "withdrawn"}:
        assert not Visit.objects.filter(case=case, state__in=list(OPEN_VISIT)).exists()
    team = {person for visit in case.visits.filter(state__in=list(SEEN_VISIT)) for person in visit.team}
    assert team <= assessors
    if after != "assessment":
        assert not Request.objects.filter(case=case, state="open").exists()


@pytest.mark.slow
class AnybodyTriesAnything(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(["submitted", "assessment", "decision", "hearing", "granted", "three people"]),
        st.integers(0, 2**32),
    )
    def test_no_walk_leads_to_an_illegal_state(self, begin, seed):
        dice = Random(seed)  # evenly, where draws of hypothesis would cluster and never reach a grant
        three = begin == "three people"
        case = a_case("decision", tier="security") if three else a_case(at=begin)
        moment, cast = MONDAY + timedelta(days=21), people()
        extra = {
            "femi": staff("femi", Capacity.DECIDER),
            "ines": staff("ines", Capacity.ISSUER),
            "two hats": staff("dalia", Capacity.ISSUER),
        }
        if begin == "assessment":
            assess_all(case, actor=cast.ben, at=moment)
        for _ in range(dice.randint(5, 25)):
            moment += timedelta(days=dice.choice((0, 0, 1, 40)))
            before, entries = Case.objects.get(pk=case.pk).state, journal.head()[0]
            fitting = FITTING.get(before) if dice.random() < 0.7 else None
            name, who = dice.choice(fitting or ANY)
            done = attempt(TRIES[name], case.number, extra.get(who) or getattr(cast, who), moment)
            own = JournalEntry.objects.filter(cursor__gt=entries).exclude(topic="register")
            assert own.count() == int(done)
            assert not (done and who in {"otto", "efua"})
            check(before, Case.objects.get(pk=case.pk).state, case.number)
        assert journal.verify().fault is None
        assert agree() == []
        assert Authorisation.objects.filter(administration__is_home=True).count() <= 1
