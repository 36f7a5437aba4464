"""What the law is told of a case, its clocks, whose turn it is, and which history crosses to the applicant."""

import dataclasses
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.worlds import (
    a_case,
    a_finding,
    a_granted,
    a_suspended,
    a_visit,
    assess_all,
    people,
    when,
)

from openaeo.bedrock.models import JournalEntry, StoredFile
from openaeo.casework import application, assessment, decision, facts, findings, requests, timeline
from openaeo.casework import clocks as case_clocks
from openaeo.casework.models import Case
from openaeo.law.lifecycle import CaseFacts
from openaeo.law.terms import Claim, Mode, Outcome
from openaeo.parties.onboarding import close_site

pytestmark = pytest.mark.django_db


def last_moment(year, month, day):
    return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=UTC)


def test_a_decided_upon_case_has_nothing_open():
    case, cast = a_case(at="decision", gaps=["A1"]), people()

    assert facts.case_facts(case, actor=cast.dalia, at=when(11)) == CaseFacts(
        company_complete=True,
        declared=True,
        gaps=("A1",),
        assessors=frozenset({cast.ben.person}),
        actor=cast.dalia.person,
        at=when(11),
    )


def test_an_empty_draft_lacks_everything():
    case, amara = a_case(at="draft"), people().amara
    close_site(case.operator.sites.get().pk, actor=amara, at=when(1))

    told = facts.case_facts(case, actor=amara, at=when(1))

    assert (told.company_complete, told.declared, told.unanswered == told.unassessed) == (False, False, True)
    assert len(told.unanswered) == 77


def test_a_hearing_is_told_with_its_times():
    case, dalia = a_case(at="hearing"), people().dalia

    told = facts.case_facts(case, actor=dalia, at=when(13))

    assert (told.hearing_opened, told.hearing_closes, told.heard) == (
        when(12),
        last_moment(2026, 2, 16),
        False,
    )


def test_facts_and_clocks_ask_the_database_no_more_when_a_case_grows():
    case, cast = a_case(at="assessment"), people()

    def grow(times):
        for turn in range(times):
            requests.ask(case.number, question=f"Question {turn}?", actor=cast.ben, at=when(6))
            a_finding("accepted", case=case)

    def counted():
        fresh = Case.objects.select_related("operator").get(pk=case.pk)
        with CaptureQueriesContext(connection) as queries:
            facts.case_facts(fresh, actor=cast.ben, at=when(8))
            case_clocks.clocks(fresh, when(8))
            facts.turn(fresh, when(8))
            timeline.timeline(fresh, actor=cast.ben)
        return len(queries)

    grow(1)
    assessment.assess(
        case.number, "A1", outcome=Outcome.MET, reason="", mode=Mode.DESK, actor=cast.ben, at=when(7)
    )
    small = counted()
    grow(2)
    assess_all(case, actor=cast.chen, at=when(7))

    assert (small, counted()) == (18, 18)


def test_the_acceptance_clock_runs_from_the_latest_submission():
    case, amara = a_case(at="returned"), people().amara
    assert case_clocks.clocks(case, when(4)) == case_clocks.CaseClocks(None, None)

    application.submit(case.number, declared_name="Amara Diallo", actor=amara, at=when(8))

    clocks = case_clocks.clocks(Case.objects.get(pk=case.pk), when(9))
    assert clocks.decision is None
    assert clocks.acceptance.due(when(9)) == last_moment(2026, 2, 12)  # 30 days after 13 January
    assert case_clocks.clocks(Case.objects.get(pk=case.pk), when(7)) == case_clocks.CaseClocks(None, None)


def test_the_decision_clock_runs_from_acceptance_and_rests_while_the_applicant_owes_an_answer():
    case, cast = a_case(at="assessment"), people()
    assert case_clocks.clocks(case, when(5)).decision.due(when(5)) == last_moment(
        2026, 5, 9
    )  # 120 after 9 January

    first = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    second = requests.ask(case.number, question="Where?", actor=cast.ben, at=when(8))
    requests.reply(first.pk, text="The guard.", actor=cast.amara, at=when(10))
    open_one = case_clocks.clocks(case, when(11)).decision
    requests.cancel(second.pk, actor=cast.ben, at=when(12))
    closed = case_clocks.clocks(case, when(20)).decision

    assert not open_one.running(when(11))
    assert {pause.reason for pause in closed.pauses} == {"question"}
    assert closed.paused_days(when(20)) == 6  # the 12th to the 17th of January, counted once
    assert closed.due(when(20)) == last_moment(2026, 5, 15)


def test_a_question_closed_at_once_rests_nothing():
    case, cast = a_case(at="assessment"), people()
    asked = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    requests.cancel(asked.pk, actor=cast.ben, at=when(6))

    assert case_clocks.clocks(case, when(7)).decision.pauses == ()


def test_the_decision_clock_rests_during_every_hearing():
    case, cast = a_case(at="hearing"), people()
    decision.reply_hearing(case.number, text="We keep them.", actor=cast.amara, at=when(15))
    decision.send_back(case.number, reason="Look again.", actor=cast.dalia, at=when(16))
    assessment.recommend(
        case.number, proposal="refuse", recommendation="Refuse.", actor=cast.ben, at=when(18)
    )
    decision.hear(case.number, grounds="Still not.", actor=cast.dalia, at=when(19))

    clock = case_clocks.clocks(Case.objects.get(pk=case.pk), when(21)).decision

    assert [pause.reason for pause in clock.pauses] == ["hearing", "hearing"]
    assert clock.paused_days(when(21)) == 5


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", "applicant"),
        ("submitted", "customs"),
        ("returned", "applicant"),
        ("assessment", "customs"),
        ("decision", "customs"),
        ("hearing", "applicant"),
        ("granted", "nobody"),
        ("refused", "nobody"),
        ("withdrawn", "nobody"),
    ],
)
def test_it_is_always_somebody_s_turn_until_the_end(state, expected):
    assert facts.turn(a_case(at=state), when(30)) == expected


def test_an_open_question_makes_it_the_applicant_s_turn():
    case, cast = a_case(at="assessment"), people()
    requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))

    assert facts.turn(case, when(6)) == "applicant"


def test_times_offered_for_a_visit_make_it_the_applicant_s_turn():
    case = a_case(at="assessment")
    a_visit(case, "offered")

    assert facts.turn(case, when(6)) == "applicant"


SECRETS = (
    "KNOWN-TO-OFFICERS-1",  # a recommendation
    "KNOWN-TO-OFFICERS-2",  # what an officer found
    "KNOWN-TO-OFFICERS-3",  # why a decider sent a case back
)


def a_case_with_secrets():
    case, cast = a_case(at="assessment"), people()
    assess_all(case, actor=cast.ben, at=when(6))
    assessment.assess(
        case.number,
        "A1",
        outcome=Outcome.PARTLY,
        reason=SECRETS[1],
        mode=Mode.DESK,
        actor=cast.ben,
        at=when(7),
    )
    for turn in range(2):
        assessment.recommend(
            case.number, proposal="grant", recommendation=SECRETS[0], actor=cast.ben, at=when(8 + turn)
        )
        if not turn:
            decision.send_back(case.number, reason=SECRETS[2], actor=cast.dalia, at=when(8, hours=1))
    assessment_over = Case.objects.get(pk=case.pk)
    decision.grant(case.number, reasons="All met.", actor=cast.dalia, at=when(20))
    return assessment_over


def test_private_words_and_officers_names_never_cross_to_the_applicant():
    case, cast = a_case_with_secrets(), people()

    crossed = [str(item) for item in timeline.timeline(case, actor=cast.amara)]

    everything = " ".join(crossed)
    assert [secret for secret in SECRETS if secret in everything] == []
    assert [name for name in (cast.ben.name, cast.dalia.name) if name in everything] == []
    assert [item.code for item in timeline.timeline(case, actor=cast.amara)] == [
        "start",
        "submit",
        "take-on",
        "accept",
        "assessment-finished",
        "assessment-resumed",
        "assessment-finished",
        "grant",
    ]


def test_staff_read_everything_with_names():
    case, cast = a_case_with_secrets(), people()

    told = timeline.timeline(case, actor=cast.chen)

    assert (told[5].code, told[5].params["recommendation"], told[5].who, told[5].side) == (
        "recommend",
        SECRETS[0],
        cast.ben.name,
        "customs",
    )
    assert (told[6].code, told[6].params, told[6].who) == (
        "send-back",
        {"reason": SECRETS[2]},
        cast.dalia.name,
    )


def test_every_act_of_a_case_is_told_or_left_out_on_purpose():
    """A new act must be thought about before the applicant's history shows or hides it."""
    a_case_with_secrets()
    written = set(JournalEntry.objects.filter(topic__in=["case", "measure"]).values_list("act", flat=True))

    assert written - set(timeline._TOLD) == {"answer", "assess"}


def test_the_applicant_reads_what_happened_to_the_authorisation_too():
    held, cast = a_suspended(), people()

    told = timeline.timeline(held.case, actor=cast.amara)

    assert [(item.code, item.side, item.who, item.tone) for item in told[-4:]] == [
        ("grant", "customs", "", "good"),
        ("propose-measure", "customs", "", "bad"),
        ("reply-measure", "applicant", cast.amara.name, "neutral"),
        ("take-measure", "customs", "", "bad"),
    ]
    assert told[-1].params["reasons"] == "The lock was not shown."


def test_another_firm_reads_nothing():
    held, otto = a_granted(), people().otto

    assert timeline.timeline(held.case, actor=otto) == []


def test_documents_behind_an_answer_are_counted():
    case, amara = a_case(at="draft"), people().amara
    application.answer(case.number, "A1", claim=Claim.MET, explanation="So.", actor=amara, at=when(1))
    for digest in ("a" * 64, "b" * 64):
        file = StoredFile.objects.create(digest=digest, media_type="text/plain", size=1, stored_at=when())
        application.attach(case.number, "A1", file, name=digest[:3], actor=amara, at=when(1))

    said = facts.said_by(case)

    assert (list(said), said["A1"].documents, said["A1"].claim) == (["A1"], 2, Claim.MET)


def test_an_act_without_a_person_has_no_author():
    nobody = dataclasses.replace(people().amara, person=None)

    with pytest.raises(facts.Refused) as refused:
        facts.author("answer", nobody)

    assert [reason.code for reason in refused.value.reasons] == ["not-signed-in"]


@pytest.mark.parametrize(
    ("state", "expected"), [("raised", "applicant"), ("planned", "customs"), ("verified", "customs")]
)
def test_a_finding_that_waits_for_the_firm_makes_it_the_applicant_s_turn(state, expected):
    assert facts.turn(a_finding(state).case, when(11)) == expected


def test_every_act_on_a_finding_is_told_and_what_is_between_officers_stays_there():
    cast = people()
    case = a_finding("verified").case
    for state in ("returned", "reopened", "withdrawn", "excepted"):
        a_finding(state, case=case)
    declined = a_finding(case=case)
    findings.ask_exception(declined.pk, reason="KNOWN-1", until=date(2026, 6, 1), actor=cast.ben, at=when(11))
    findings.decline_exception(declined.pk, reason="KNOWN-2", actor=cast.chen, at=when(12))
    written = set(JournalEntry.objects.filter(topic="case").values_list("act", flat=True))

    told = timeline.timeline(case, actor=cast.amara)
    inside = {"ask-exception", "decline-exception"}
    assert written - set(timeline._TOLD) == {"answer"}
    assert written - {item.code for item in told} == {"answer", *inside}
    assert {item.code for item in timeline.timeline(case, actor=cast.chen)} >= inside
    assert [word for word in ("KNOWN", "DESK", "A seal that") if word in str(told)] == []
    assert {item.params["reason"] for item in told if item.code == "approve-exception"} == {
        "Cameras make up for it."
    }
