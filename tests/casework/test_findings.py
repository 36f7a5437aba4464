"""Findings: raised, planned, shown to be done, verified or reopened; exceptions; and what they mean for a grant."""

import io
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.worlds import (
    FINDING_STATES,
    MONDAY,
    a_case,
    a_finding,
    acted,
    assess_all,
    people,
    refusal,
    staff,
    when,
)

from openaeo.bedrock import files, journal
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, decision, findings, measures
from openaeo.casework.models import Case, CorrectiveAction, Document, Finding
from openaeo.law.findings import FINDING, OPEN_FINDING, FindingState, Level, Severity
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Refused

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 6)
FINDING_WORDS = {
    "level": Level.MUST,
    "severity": Severity.MAJOR,
    "found": "The gate stood open.",
    "remedy": "A lock.",
    "due": date(2026, 2, 4),
}


def end_of(year, month, day):
    return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=UTC)


def raised(case, criterion="A1", **other):
    by = {"actor": people().ben, "at": when(6)}
    return acted(findings.raise_finding, case.number, criterion, **{**FINDING_WORDS, **by, **other})


def recommended(case):
    """Assess what is left as met and hand the case to the decider."""
    cast = people()
    assess_all(case, actor=cast.ben, at=when(11))
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(12))


def test_a_finding_is_put_to_the_firm_with_a_day_for_its_plan():
    case, cast = a_case("assessment"), people()

    finding = raised(case, why="Anybody may enter.", desk_note="Nobody owns the gate.")

    assert (finding.state, finding.level, finding.severity, finding.plan_due_at, finding.raised_by_id) == (
        "raised",
        "must",
        "major",
        end_of(2026, 2, 4),
        cast.ben.person,
    )
    assert case.handlings.filter(person_id=cast.ben.person).exists()
    entry = JournalEntry.objects.get(act="raise-finding")
    assert (entry.subject, entry.topic, entry.body["finding"]) == (case.number, "case", finding.pk)
    assert "Nobody owns the gate." not in str(entry.body)


def test_a_finding_names_everything_wrong_with_it():
    case, cast = a_case("submitted"), people()

    codes = refusal(
        findings.raise_finding,
        case.number,
        "Z9",
        level=Level.SHOULD,
        severity=Severity.MAJOR,
        found=" ",
        remedy="",
        due=date(2020, 1, 1),
        actor=cast.ben,
        at=when(3),
    )

    assert codes == (
        *("not-from-here", "criterion-not-applying", "major-needs-must"),
        *("found-missing", "remedy-missing", "due-past"),
    )


def test_an_observation_asks_for_no_plan():
    finding = raised(a_case("assessment"), severity=Severity.OBSERVATION, due=None)

    assert (finding.plan_due_at, finding.state) == (None, "raised")


def test_a_plan_is_proposed_accepted_and_shown_to_be_done(files_dir):
    finding, cast = raised(a_case("assessment")), people()
    plan = [("Order a lock.", date(2026, 1, 20)), ("Fit it.", LATER)]

    acted(findings.propose_plan, finding.pk, cause="No budget.", actions=plan, actor=cast.amara, at=when(7))
    acted(findings.accept_plan, finding.pk, actor=cast.ben, at=when(8))
    finding.refresh_from_db()
    first, second = finding.in_hand
    assert (finding.state, finding.cause, finding.planned_at) == ("accepted", "No budget.", when(7))
    assert [(one.text, one.due_at) for one in (first, second)] == [
        ("Order a lock.", end_of(2026, 1, 20)),
        ("Fit it.", end_of(2026, 3, 6)),
    ]

    stored = files.store(io.BytesIO(b"lock 17\n"), "invoice.txt", at=when(20))
    acted(
        findings.give_evidence,
        finding.pk,
        first.pk,
        text="Ordered.",
        papers=[(stored, "invoice.txt")],
        actor=cast.amara,
        at=when(20),
    )
    finding.refresh_from_db()
    assert finding.state == "accepted"  # one action is left
    assert refusal(
        findings.give_evidence, finding.pk, first.pk, text="Again.", actor=cast.amara, at=when(20)
    ) == ("evidence-given",)
    acted(findings.give_evidence, finding.pk, second.pk, text="Fitted.", actor=cast.amara, at=when(21))
    acted(findings.verify, finding.pk, reason="Lock seen.", actor=cast.chen, at=when(22))

    finding = Finding.objects.get(pk=finding.pk)
    assert (finding.state, finding.said, finding.said_by_id) == ("verified", "Lock seen.", cast.chen.person)
    assert [one.name for one in finding.in_hand[0].documents.all()] == ["invoice.txt"]
    assert Document.objects.visible_to(cast.ben).filter(name="invoice.txt").exists()
    late, timely = JournalEntry.objects.filter(act="give-evidence").order_by("cursor")
    assert (late.body["late"], late.body["digests"], timely.body["late"]) == (True, [stored.digest], False)


def test_a_plan_names_everything_wrong_with_it():
    finding, amara = raised(a_case("assessment")), people().amara
    words = {"cause": " ", "actor": amara, "at": when(7)}

    assert refusal(findings.propose_plan, finding.pk, actions=[], **words) == ("plan-empty", "cause-missing")
    plan = [("", None), ("Later.", date(2020, 1, 1)), ("Never.", date.max)] * 7
    assert refusal(findings.propose_plan, finding.pk, actions=plan, **words) == (
        *("cause-missing", "too-many-actions", "action-empty"),
        *("due-missing", "due-past", "due-too-far"),
    )
    assert CorrectiveAction.objects.count() == 0


def test_a_returned_plan_is_replaced_and_the_earlier_one_kept():
    finding, cast = a_finding("returned"), people()
    assert (finding.said, finding.plan_due_at) == ("Say who checks the keeper.", end_of(2026, 2, 14))

    acted(
        findings.propose_plan,
        finding.pk,
        cause="As said.",
        actions=[("The head of shift checks.", LATER)],
        actor=cast.amara,
        at=when(12),
    )

    finding = Finding.objects.get(pk=finding.pk)
    assert (finding.state, finding.round) == ("planned", 2)
    assert [one.text for one in finding.in_hand] == ["The head of shift checks."]
    assert [one.round for one in finding.actions.all()] == [2, 1]


def test_a_reopened_finding_begins_anew_also_after_it_was_verified():
    finding, cast = a_finding("verified"), people()

    acted(
        findings.reopen,
        finding.pk,
        reason="The list is old.",
        due=LATER,
        actor=cast.chen,
        at=when(12),
    )
    acted(
        findings.propose_plan,
        finding.pk,
        cause="The new shift.",
        actions=[("Renew it.", LATER)],
        actor=cast.amara,
        at=when(13),
    )

    finding = Finding.objects.get(pk=finding.pk)
    assert (finding.state, finding.facts(at=when(13)).actions[0].evidenced) == ("planned", False)


@pytest.mark.parametrize("verb", [findings.verify, findings.withdraw])
def test_a_judgement_says_why(verb):
    finding, cast = a_finding("evidenced"), people()
    assert refusal(verb, finding.pk, reason=" ", actor=cast.ben, at=when(10)) == ("reason-missing",)
    for again in (findings.return_plan, findings.reopen):
        codes = refusal(again, finding.pk, reason=" ", due=None, actor=cast.ben, at=when(10))
        assert codes[:2] == ("reason-missing", "due-missing")


def test_a_second_person_approves_an_exception_and_the_firm_learns_of_it_then():
    finding, cast = a_finding(), people()
    words = {"reason": "Cameras make up for it.", "until": date(2026, 6, 1)}

    acted(findings.ask_exception, finding.pk, actor=cast.ben, at=when(7), **words)
    assert refusal(findings.ask_exception, finding.pk, actor=cast.chen, at=when(7), **words) == (
        "exception-asked-already",
    )
    assert refusal(findings.approve_exception, finding.pk, actor=cast.ben, at=when(8)) == (
        "approver-involved",
    )
    acted(findings.approve_exception, finding.pk, actor=cast.chen, at=when(8))

    finding.refresh_from_db()
    assert (finding.state, finding.said, finding.exception_until, finding.exception_approved_by_id) == (
        "excepted",
        "Cameras make up for it.",
        end_of(2026, 6, 1),
        cast.chen.person,
    )


def test_whoever_asked_for_an_exception_does_not_approve_it_though_another_raised_the_finding():
    finding, cast = a_finding(), people()
    until = date(2026, 6, 1)
    findings.ask_exception(finding.pk, reason="Cameras.", until=until, actor=cast.chen, at=when(7))

    for who in (cast.chen, cast.ben):
        assert refusal(findings.approve_exception, finding.pk, actor=who, at=when(8)) == (
            "approver-involved",
        )
    assert refusal(findings.decline_exception, finding.pk, reason="", actor=cast.dalia, at=when(8)) == (
        "reason-missing",
    )
    acted(findings.decline_exception, finding.pk, reason="No.", actor=cast.dalia, at=when(8))
    assert refusal(findings.approve_exception, finding.pk, actor=cast.dalia, at=when(8)) == (
        "exception-not-asked",
    )
    assert Finding.objects.get(pk=finding.pk).state == "raised"


def test_the_table_keeps_the_approver_apart_too():
    finding = a_finding("excepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(exception_approved_by=finding.raised_by)


def test_past_its_end_an_exception_is_open_again_and_the_next_act_records_it():
    finding, cast = a_finding("excepted"), people()
    over = end_of(2026, 6, 1) + timedelta.resolution
    assert finding.standing(end_of(2026, 6, 1)) is FindingState.EXCEPTED
    assert finding.standing(over) is FindingState.REOPENED

    acted(
        findings.ask_exception,
        finding.pk,
        reason="The cameras stay.",
        until=date(2026, 9, 1),
        actor=cast.ben,
        at=over,
    )
    finding.refresh_from_db()
    assert (finding.state, finding.plan_due_at, finding.exception_waits) == (
        "reopened",
        end_of(2026, 6, 1),
        True,
    )
    acted(findings.approve_exception, finding.pk, actor=cast.dalia, at=over)
    assert Finding.objects.get(pk=finding.pk).standing(over) is FindingState.EXCEPTED


def test_a_gap_is_granted_only_once_its_finding_is_settled_and_it_was_judged_anew():
    case, cast = a_case("assessment"), people()
    assess_all(case, actor=cast.ben, at=when(5), gaps=["A1"])
    finding = a_finding("evidenced", case=case)
    assessment.recommend(case.number, proposal="grant", recommendation="Wait.", actor=cast.ben, at=when(10))
    grant = {"reasons": "Met.", "actor": cast.dalia, "at": when(12)}

    assert refusal(decision.grant, case.number, **grant) == ("gaps-open", "majors-open")
    desk = {"actor": cast.ben, "at": when(11)}
    assert refusal(findings.verify, finding.pk, reason="Seen.", **desk) == (
        "not-from-here",
    )  # with the decider
    decision.send_back(case.number, reason="Look at the log.", actor=cast.dalia, at=when(11))
    findings.verify(finding.pk, reason="Seen.", **desk)
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", **desk)
    assert refusal(decision.grant, case.number, **grant) == ("gaps-open",)
    decision.send_back(case.number, reason="Judge it anew.", actor=cast.dalia, at=when(11))
    recommended(case)
    acted(decision.grant, case.number, **{**grant, "at": when(13)})


@pytest.mark.parametrize("state", FINDING_STATES)
def test_what_a_major_finding_means_for_a_grant(state):
    case, cast = a_case("assessment"), people()
    a_finding(state, case=case)
    recommended(case)

    if FindingState(state) in OPEN_FINDING:
        assert refusal(decision.grant, case.number, reasons="", actor=cast.dalia, at=when(13)) == (
            "majors-open",
        )
    else:
        acted(decision.grant, case.number, reasons="", actor=cast.dalia, at=when(13))


@pytest.mark.parametrize(
    ("state", "day", "codes"),
    [
        ("raised", 13, ("conditions-undated",)),
        ("planned", 13, ("conditions-undated",)),
        ("accepted", 13, ()),
        ("accepted", 61, ("conditions-undated",)),
        ("evidenced", 61, ()),
    ],
)
def test_a_minor_finding_stays_open_at_a_grant_as_a_condition_with_a_date(state, day, codes):
    case, cast = a_case("assessment"), people()
    a_finding(state, case=case, severity=Severity.MINOR)
    recommended(case)
    grant = {"reasons": "", "actor": cast.dalia, "at": when(day)}

    if codes:
        assert refusal(decision.grant, case.number, **grant) == codes
    else:
        acted(decision.grant, case.number, **grant)


def test_whoever_judged_a_finding_never_decides_but_whoever_approved_an_exception_may():
    case, cast = a_case("assessment"), people()
    both = staff("chen", Capacity.DECIDER)
    finding = raised(case, actor=cast.chen)
    findings.ask_exception(finding.pk, reason="Cameras.", until=date(2026, 6, 1), actor=cast.ben, at=when(7))
    findings.approve_exception(finding.pk, actor=cast.dalia, at=when(8))
    recommended(case)

    assert [one.kind for one in case.handlings.filter(person_id=cast.dalia.person)] == ["deciding"]
    grant = {"reasons": "", "at": when(13)}
    assert refusal(decision.grant, case.number, actor=both, **grant) == ("decider-assessed",)
    acted(decision.grant, case.number, actor=cast.dalia, **grant)


def test_a_condition_is_worked_on_after_the_grant_and_never_after_the_authorisation_ended():
    case, cast = a_case("assessment"), people()
    finding = a_finding("accepted", case=case, severity=Severity.MINOR)
    recommended(case)
    held = decision.grant(case.number, reasons="", actor=cast.dalia, at=when(13))

    action = finding.in_hand[0].pk
    acted(findings.give_evidence, finding.pk, action, text="Done.", actor=cast.amara, at=when(20))
    acted(findings.verify, finding.pk, reason="Seen.", actor=cast.ben, at=when(21))
    new = raised(case, "B1", at=when(22), due=LATER)
    measures.surrender(held.number, reason="", actor=cast.amara, at=when(30))
    plan = {"cause": "x", "actions": [("x", LATER)], "actor": cast.amara, "at": when(31)}
    assert refusal(findings.propose_plan, new.pk, **plan) == ("not-from-here",)


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_with_the_application_its_findings_come_to_rest(end):
    case, cast = a_case("assessment"), people()
    finding = a_finding(case=case)
    if end == "withdrawn":
        application.withdraw(case.number, reason="", actor=cast.amara, at=when(9))
    else:
        recommended(case)
        decision.hear(case.number, grounds="Seals.", actor=cast.dalia, at=when(13))
        decision.reply_hearing(case.number, text="So be it.", actor=cast.amara, at=when(14))
        decision.refuse(case.number, reasons="Seals.", actor=cast.dalia, at=when(15))

    plan = {"cause": "x", "actions": [("x", LATER)], "actor": cast.amara, "at": when(16)}
    assert refusal(findings.propose_plan, finding.pk, **plan) == ("not-from-here",)
    assert refusal(findings.withdraw, finding.pk, reason="x", actor=cast.ben, at=when(16)) == (
        "not-from-here",
    )


def test_wrong_people_get_nothing(files_dir):
    finding, cast = a_finding("accepted"), people()
    action = finding.in_hand[0].pk
    at, plan = when(9), {"cause": "x", "actions": [("x", LATER)]}

    assert refusal(findings.propose_plan, finding.pk, actor=cast.otto, at=at, **plan) == ("not-found",)
    assert refusal(findings.propose_plan, finding.pk, actor=cast.ben, at=at, **plan) == ("not-your-capacity",)
    given = {"text": "x", "at": at}
    assert refusal(findings.give_evidence, finding.pk, action, actor=cast.otto, **given) == ("not-found",)
    assert refusal(findings.give_evidence, finding.pk, action + 1, actor=cast.amara, **given) == (
        "not-found",
    )
    assert refusal(findings.give_evidence, finding.pk, action, actor=cast.amara, text=" ", at=at) == (
        "reply-empty",
    )
    stored = files.store(io.BytesIO(b"seal 17\n"), "log.txt", at=at)
    theirs = Document.objects.create(
        operator=cast.other_firm, file=stored, name="x.txt", added_at=at, added_by_id=cast.otto.person
    )
    stolen = {"papers": [(theirs, "")], "actor": cast.amara}
    assert refusal(findings.give_evidence, finding.pk, action, **given, **stolen) == ("not-found",)
    for who in (cast.amara, cast.dalia, cast.efua):
        assert refusal(findings.verify, finding.pk, reason="x", actor=who, at=at) == ("not-your-capacity",)
    assert Finding.objects.visible_to(cast.otto).count() == 0


def test_nobody_handles_their_own_firm_nor_verifies_their_own_evidence():
    finding, cast = a_finding("evidenced"), people()
    double = staff("amara", Capacity.OFFICER)

    codes = refusal(findings.verify, finding.pk, reason="Fine.", actor=double, at=when(10))
    assert codes == ("own-firm", "evidence-own")
    assert refusal(findings.reopen, finding.pk, reason="x", due=LATER, actor=double, at=when(10)) == (
        "own-firm",
    )
    assert list(Finding.objects.visible_to(double).of_others(double)) == []
    assert cast.ben.person != double.person


ACTS = {
    "raise": lambda n, _p, w: findings.raise_finding(n, "A1", **{**FINDING_WORDS, "due": far(w)}, **w),
    "plan": lambda _n, p, w: findings.propose_plan(p, cause="x", actions=[("x", far(w))], **w),
    "accept": lambda _n, p, w: findings.accept_plan(p, **w),
    "return": lambda _n, p, w: findings.return_plan(p, reason="x", due=far(w), **w),
    "evidence": lambda _n, p, w: findings.give_evidence(p, action_of(p), text="x", **w),
    "verify": lambda _n, p, w: findings.verify(p, reason="x", **w),
    "reopen": lambda _n, p, w: findings.reopen(p, reason="x", due=far(w), **w),
    "withdraw": lambda _n, p, w: findings.withdraw(p, reason="x", **w),
    "ask": lambda _n, p, w: findings.ask_exception(p, reason="x", until=far(w), **w),
    "approve": lambda _n, p, w: findings.approve_exception(p, **w),
    "decline": lambda _n, p, w: findings.decline_exception(p, reason="x", **w),
    "recommend": lambda n, _p, w: assessment.recommend(n, proposal="grant", recommendation="x", **w),
    "send back": lambda n, _p, w: decision.send_back(n, reason="x", **w),
    "grant": lambda n, _p, w: decision.grant(n, reasons="x", **w),
}
FITTING = {
    "raised": [
        ("plan", "amara"),
        ("plan", "amara"),
        ("ask", "ben"),
        ("approve", "dalia"),
        ("approve", "chen"),
    ],
    "planned": [("accept", "ben"), ("accept", "chen"), ("return", "ben"), ("ask", "chen")],
    "returned": [("plan", "amara"), ("approve", "ben")],
    "accepted": [("evidence", "amara"), ("evidence", "amara"), ("approve", "dalia")],
    "evidenced": [("verify", "ben"), ("verify", "chen"), ("reopen", "chen")],
    "verified": [("recommend", "ben"), ("grant", "dalia"), ("grant", "femi"), ("reopen", "ben")],
    "reopened": [("plan", "amara"), ("ask", "ben"), ("withdraw", "ben")],
    "excepted": [("recommend", "ben"), ("grant", "dalia"), ("grant", "femi"), ("send back", "dalia")],
    "withdrawn": [("recommend", "ben"), ("grant", "femi"), ("raise", "chen")],
}
WHO = ("amara", "ben", "chen", "dalia", "efua", "otto", "femi")
ANY = [(name, who) for name in ACTS for who in WHO]


def far(words):
    return words["at"].date() + timedelta(days=10)


def action_of(finding_pk):
    action = CorrectiveAction.objects.filter(finding_id=finding_pk, evidenced_at=None).first()
    return action.pk if action else 0


def reachable(state):
    """Where one act may lead: one step, or an exception that is over first and one step from there."""
    begin = {state, "reopened"} if state == "excepted" else {state}
    return begin | {step.target.value for one in begin for step in FINDING.open_to(FindingState(one))}


def watch(case, moment, name, who, actor, done):
    """What must hold after every try, whoever made it."""
    for finding in case.findings.all():
        if finding.state == "excepted":
            assert finding.exception_approved_by_id not in {
                finding.raised_by_id,
                finding.exception_asked_by_id,
                None,
            }
        givers = set(finding.actions.values_list("evidenced_by_id", flat=True))
        assert finding.state != "verified" or finding.said_by_id not in givers
    if done and name == "grant":
        stand = {one.standing(moment) for one in case.findings.all() if one.severity == "major"}
        assert stand & OPEN_FINDING == set()
        assessors = case.handlings.filter(kind="assessing").values_list("person_id", flat=True)
        assert actor.person not in set(assessors)
    assert not (done and who in {"otto", "efua"})


@pytest.mark.slow
class AnybodyTriesAnything(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32))
    def test_no_walk_leads_to_a_grant_over_an_open_major_finding(self, seed):
        dice, moment = Random(seed), MONDAY + timedelta(days=11)
        case, cast = a_case("assessment"), people()
        extra = {"femi": staff("femi", Capacity.DECIDER)}
        assess_all(case, actor=cast.ben, at=moment)
        latest = a_finding(case=case, begun=MONDAY).pk
        for _ in range(dice.randint(5, 30)):
            moment += timedelta(days=dice.choice((0, 0, 1, 12)))
            state = Finding.objects.get(pk=latest).state
            name, who = dice.choice(FITTING[state] if dice.random() < 0.8 else ANY)
            actor, before = extra.get(who) or getattr(cast, who), journal.head()[0]
            try:
                ACTS[name](case.number, latest, {"actor": actor, "at": moment})
                done = True
            except Refused:
                done = False
            own = JournalEntry.objects.filter(cursor__gt=before).exclude(topic="register")
            assert own.count() == int(done)
            after = Finding.objects.get(pk=latest).state
            assert after in reachable(state)
            latest = Finding.objects.latest("pk").pk
            watch(Case.objects.get(pk=case.pk), moment, name, who, actor, done)
        assert journal.verify().fault is None
