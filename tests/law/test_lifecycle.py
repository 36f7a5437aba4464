"""The tables of steps: every state against every step, no dead ends, four eyes, no adverse act unheard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from openaeo.law.deciding import Issue, grant_step
from openaeo.law.lifecycle import (
    AUTHORISATION,
    CASE,
    CASE_FINAL,
    MEASURE,
    OPEN_MEASURE,
    REQUEST,
    WORKFLOWS,
    AuthorisationFacts,
    CaseFacts,
    CaseState,
    MeasureFacts,
    MeasureState,
    RequestFacts,
)
from openaeo.law.reopening import Closed, Closing
from openaeo.law.terms import Status
from openaeo.law.workflow import Reason, Refused

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)
AMARA, BEN, CHEN, DALIA = 1, 2, 3, 4

# Facts under which nothing but the state can stand against a step.
READY_CASE = CaseFacts(
    company_complete=True,
    declared=True,
    assessors=frozenset({CHEN}),
    actor=DALIA,
    at=NOW,
    hearing_opened=NOW - 40 * DAY,
    hearing_closes=NOW - 10 * DAY,
    appeal_allowed=True,
    complete_by=NOW - DAY,
    closed=Closed(Closing.WITHDRAWAL, until=NOW, asked=NOW),
)
APART = replace(READY_CASE, issue=Issue.THIRD_PERSON)
OTHERWISE = {"grant-to-issue": APART, "amend": AuthorisationFacts(at=NOW, ends=NOW + DAY)}
READY_MEASURE = MeasureFacts(proposer=BEN, actor=DALIA, at=NOW, noticed=NOW - 40 * DAY, closes=NOW - 10 * DAY)
READY = {
    "case": READY_CASE,
    "request": RequestFacts("The seals are kept in the gate office."),
    "measure": READY_MEASURE,
    "authorisation": AuthorisationFacts(at=NOW, ends=NOW, narrowed=True),
}

# What the tables say, written a second time by hand: step, from, to.
TABLE = {
    "case": """
        submit            draft returned                                            submitted
        return            submitted                                                 returned
        refuse-to-accept  submitted returned                                        not-accepted
        accept            submitted                                                 assessment
        recommend         assessment                                                decision
        send-back         decision                                                  assessment
        hear              decision                                                  hearing
        conclude-hearing  hearing                                                   decision
        grant             decision                                                  granted
        grant-to-issue    decision                                                  to-issue
        issue             to-issue                                                  granted
        refuse            decision                                                  refused
        reopen            refused                                                   assessment
        reopen-check      withdrawn not-accepted                                    submitted
        reopen-completion withdrawn not-accepted                                    returned
        reopen-assessment withdrawn                                                 assessment
        withdraw          draft submitted returned assessment decision hearing to-issue withdrawn
    """,
    "request": """
        answer            open                                                      answered
        cancel            open                                                      cancelled
    """,
    "measure": """
        reply             noticed                                                   answered
        take              noticed answered                                          taken
        drop              noticed answered                                          dropped
    """,
    "authorisation": """
        suspend           granted                                                   suspended
        suspend-part      granted                                                   granted
        lift              suspended                                                 granted
        lift-part         granted                                                   granted
        amend             granted                                                   granted
        reduce            granted                                                   granted
        revoke            granted suspended                                         revoked
        surrender         granted suspended                                         surrendered
        expire            granted suspended                                         expired
    """,
}
FINAL = {
    "case": {"granted", "refused", "withdrawn", "not-accepted"},
    "request": {"answered", "cancelled"},
    "measure": {"taken", "dropped"},
    "authorisation": {"revoked", "surrendered", "expired"},
}
BY_NAME = {workflow.name: workflow for workflow in WORKFLOWS}


def rows(name):
    return {
        words[0]: (set(words[1:-1]), words[-1]) for line in TABLE[name].split("\n") if (words := line.split())
    }


def every_pair():
    for name, workflow in BY_NAME.items():
        for state in type(workflow.start):
            for step in sorted(set(workflow.steps) | set(rows(name))):
                yield pytest.param(name, state, step, id=f"{name}-{state.value}-{step}")


@pytest.mark.parametrize(("name", "state", "step"), list(every_pair()))
def test_every_state_and_every_step(name, state, step):
    sources, target = rows(name)[step]
    workflow, ready = BY_NAME[name], OTHERWISE.get(step, READY[name])
    if state.value in sources:
        assert workflow.move(state, step, ready).value == target
    else:
        with pytest.raises(Refused) as caught:
            workflow.move(state, step, ready)
        assert (caught.value.step, caught.value.reasons) == (step, (Reason("not-from-here", state.value),))


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_state_can_be_reached_and_none_but_final_ones_is_a_dead_end(name):
    workflow = BY_NAME[name]
    reached, edge = {workflow.start}, [workflow.start]
    while edge:
        edge = [
            step.target for state in edge for step in workflow.open_to(state) if step.target not in reached
        ]
        reached |= set(edge)
    assert reached == set(type(workflow.start))
    # What is final ends a case unless it is opened again: by an appeal that is allowed, or by a named act.
    dead = {
        state.value
        for state in reached
        if all(step.name.startswith("reopen") for step in workflow.open_to(state))
    }
    assert dead == FINAL[name]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_from_everywhere_some_way_leads_to_an_end(name):
    workflow = BY_NAME[name]
    ending = {state for state in type(workflow.start) if not workflow.open_to(state)}
    for _ in type(workflow.start):
        ending |= {
            s for s in type(workflow.start) if any(step.target in ending for step in workflow.open_to(s))
        }
    assert ending == set(type(workflow.start))


def test_the_named_sets_are_those_of_the_tables():
    assert {state.value for state in CASE_FINAL} == FINAL["case"]
    assert set(OPEN_MEASURE) == {state for state in MeasureState if MEASURE.open_to(state)}


@pytest.mark.parametrize(
    ("state", "step", "change", "reasons"),
    [
        (
            CaseState.DRAFT,
            "submit",
            {
                "company_complete": False,
                "unanswered": ("A1", "A3"),
                "unconfirmed": ("B1",),
                "declared": False,
            },
            (
                Reason("company-incomplete"),
                Reason("answers-missing", 2),
                Reason("answers-unconfirmed", 1),
                Reason("declaration-missing"),
            ),
        ),
        (
            CaseState.ASSESSMENT,
            "recommend",
            {
                "unassessed": ("B1",),
                "open_requests": 2,
                "unsettled_sites": ("Quay", "Yard"),
                "unreported_visits": 1,
            },
            (
                Reason("criteria-unassessed", 1),
                Reason("requests-open", 2),
                Reason("sites-unsettled", "Quay, Yard"),
                Reason("visits-unreported", 1),
            ),
        ),
        (
            CaseState.DECISION,
            "grant",
            {
                "gaps": ("I6", "J1"),
                "majors_open": ("I6",),
                "undated": ("J1", "K2"),
                "undecided_alternatives": ("G2", "I9"),
                "assessors": frozenset({CHEN, DALIA}),
            },
            (
                Reason("gaps-open", "I6, J1"),
                Reason("majors-open", "I6"),
                Reason("conditions-undated", "J1, K2"),
                Reason("alternatives-undecided", "G2, I9"),
                Reason("decider-assessed"),
            ),
        ),
        (CaseState.REFUSED, "reopen", {"appeal_allowed": False}, (Reason("no-appeal-allowed"),)),
        (
            CaseState.DECISION,
            "refuse",
            {"hearing_opened": None, "assessors": frozenset({DALIA})},
            (Reason("not-heard"), Reason("decider-assessed")),
        ),
    ],
)
def test_a_refused_step_names_every_reason(state, step, change, reasons):
    assert CASE.unmet(state, step, replace(READY_CASE, **change)) == reasons


CLOSES = NOW + 30 * DAY
RUNNING = (Reason("hearing-running", CLOSES.isoformat()),)


@pytest.mark.parametrize(
    ("at", "heard", "reasons"),
    [
        (NOW, False, RUNNING),
        (CLOSES - timedelta(microseconds=1), False, RUNNING),
        (CLOSES, False, ()),
        (NOW, True, ()),
        (None, False, RUNNING),
    ],
)
def test_a_hearing_ends_with_a_reply_or_with_its_time(at, heard, reasons):
    facts = replace(READY_CASE, at=at, heard=heard, hearing_opened=NOW, hearing_closes=CLOSES)
    assert CASE.unmet(CaseState.HEARING, "conclude-hearing", facts) == reasons
    assert CASE.unmet(CaseState.DECISION, "refuse", facts) == reasons
    measure = replace(READY_MEASURE, at=at, heard=heard, closes=CLOSES)
    assert MEASURE.unmet(MeasureState.NOTICED, "take", measure) == reasons


def test_a_hearing_without_an_end_runs_until_a_reply():
    open_ended = replace(READY_CASE, hearing_closes=None)
    assert CASE.unmet(CaseState.DECISION, "refuse", open_ended) == (Reason("hearing-running"),)
    assert MEASURE.unmet(MeasureState.NOTICED, "take", replace(READY_MEASURE, closes=None)) == (
        Reason("hearing-running"),
    )


def test_urgency_takes_the_waiting_but_not_the_second_person():
    urgent = replace(READY_MEASURE, closes=CLOSES, urgent=True)
    assert MEASURE.unmet(MeasureState.NOTICED, "take", urgent) == ()
    assert MEASURE.unmet(MeasureState.NOTICED, "take", replace(urgent, actor=BEN)) == (
        Reason("proposer-decides"),
    )


def test_an_actor_who_is_nobody_is_nobodys_second_self():
    assert CASE.unmet(CaseState.DECISION, "grant", replace(READY_CASE, actor=None)) == ()
    assert (
        MEASURE.unmet(MeasureState.NOTICED, "take", replace(READY_MEASURE, actor=None, proposer=None)) == ()
    )


@pytest.mark.parametrize("reply", ["", "  \n"])
def test_a_reply_says_something(reply):
    assert REQUEST.unmet(REQUEST.start, "answer", RequestFacts(reply)) == (Reason("reply-empty"),)


@pytest.mark.parametrize(
    ("at", "ends", "reasons"),
    [
        (NOW, NOW, ()),
        (NOW - timedelta(microseconds=1), NOW, (Reason("not-yet-ended"),)),
        (NOW, None, (Reason("not-yet-ended"),)),
        (None, NOW, (Reason("not-yet-ended"),)),
    ],
)
def test_an_authorisation_expires_at_its_end_and_never_before(at, ends, reasons):
    assert AUTHORISATION.unmet(Status.SUSPENDED, "expire", AuthorisationFacts(at, ends)) == reasons


def test_only_a_suspended_part_is_lifted():
    facts = AuthorisationFacts(NOW)
    assert AUTHORISATION.unmet(Status.GRANTED, "lift-part", facts) == (Reason("no-part-suspended"),)
    assert AUTHORISATION.unmet(Status.GRANTED, "lift-part", replace(facts, narrowed=True)) == ()


@pytest.mark.parametrize(
    ("state", "step", "change", "reasons"),
    [
        (CaseState.DECISION, "grant", {"issue": Issue.THIRD_PERSON}, (Reason("issued-apart"),)),
        (CaseState.DECISION, "grant", {"issue": Issue.SEPARATE}, (Reason("issued-apart"),)),
        (CaseState.DECISION, "grant-to-issue", {}, (Reason("issued-with-grant"),)),
        (CaseState.DECISION, "grant-to-issue", {"issue": Issue.SEPARATE}, ()),
        (
            CaseState.TO_ISSUE,
            "issue",
            {"issue": Issue.THIRD_PERSON, "deciders": frozenset({DALIA})},
            (Reason("issuer-had-a-hand"),),
        ),
        (
            CaseState.TO_ISSUE,
            "issue",
            {"issue": Issue.THIRD_PERSON, "assessors": frozenset({DALIA})},
            (Reason("issuer-had-a-hand"),),
        ),
        (CaseState.TO_ISSUE, "issue", {"issue": Issue.SEPARATE, "deciders": frozenset({DALIA})}, ()),
        (CaseState.TO_ISSUE, "issue", {"issue": Issue.THIRD_PERSON, "deciders": frozenset({BEN})}, ()),
    ],
)
def test_who_may_issue_is_what_the_programme_says(state, step, change, reasons):
    assert CASE.unmet(state, step, replace(READY_CASE, **change)) == reasons


people = st.sampled_from([BEN, CHEN, DALIA])


class CaseWalk(RuleBasedStateMachine):
    """A case in the hands of people who try everything in any order; what must hold is checked after each act."""

    def __init__(self):
        super().__init__()
        self.state = CASE.start
        self.facts = CaseFacts(unanswered=("A1",), unassessed=("A1", "B1"), at=NOW)
        self.decider = self.issuer = None
        self.passed = [self.state]

    def attempt(self, step, person=AMARA):
        facts = replace(self.facts, actor=person)
        before = self.state
        try:
            self.state = CASE.move(before, step, facts)
        except Refused:
            return False
        if step in {"grant", "grant-to-issue", "refuse"}:
            self.decider = person
            self.facts = replace(self.facts, deciders=self.facts.deciders | {person})
        if step == "issue":
            self.issuer = person
        self.passed.append(self.state)
        return True

    @initialize(issue=st.sampled_from(Issue))
    def the_programme_says(self, issue):
        self.facts = replace(self.facts, issue=issue)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.facts = replace(self.facts, at=self.facts.at + days * DAY)

    @rule(answered=st.booleans(), described=st.booleans(), declared=st.booleans())
    def applicant_works(self, answered, described, declared):
        self.facts = replace(
            self.facts,
            unanswered=() if answered else ("A1",),
            company_complete=described,
            declared=declared,
        )

    @rule(person=people, criterion=st.sampled_from(["A1", "B1"]), gap=st.booleans())
    def somebody_assesses(self, person, criterion, gap):
        if self.state is CaseState.ASSESSMENT:
            others = tuple(one for one in self.facts.gaps if one != criterion)
            self.facts = replace(
                self.facts,
                unassessed=tuple(one for one in self.facts.unassessed if one != criterion),
                gaps=(*others, criterion) if gap else others,
                assessors=self.facts.assessors | {person},
            )

    @rule(number=st.integers(0, 2))
    def questions_are_asked_and_answered(self, number):
        self.facts = replace(self.facts, open_requests=number)

    @rule(step=st.sampled_from(["submit", "return", "accept", "recommend", "withdraw"]))
    def a_plain_step(self, step):
        if step != "withdraw" or len(self.passed) > 8:
            self.attempt(step)

    @rule(person=people)
    def the_case_goes_back(self, person):
        if self.attempt("send-back", person):
            self.facts = replace(self.facts, heard=False, hearing_opened=None, hearing_closes=None)

    @rule(person=people)
    def notice_is_given(self, person):
        if self.attempt("hear", person):
            at = self.facts.at
            self.facts = replace(self.facts, heard=False, hearing_opened=at, hearing_closes=at + 30 * DAY)

    @rule()
    def the_applicant_replies(self):
        if self.state is CaseState.HEARING:
            self.facts = replace(self.facts, heard=True)

    @rule(person=people, step=st.sampled_from(["grant-to-issue", "issue"]))
    def somebody_grants_or_issues_apart(self, person, step):
        self.attempt(step, person)

    @rule(person=people, step=st.sampled_from(["conclude-hearing", "grant", "refuse"]))
    def somebody_decides(self, person, step):
        self.attempt(step, person)

    @invariant()
    def nobody_decides_what_they_assessed(self):
        if self.state in {CaseState.GRANTED, CaseState.REFUSED}:
            assert self.decider not in self.facts.assessors

    @invariant()
    def no_certificate_without_the_acts_and_people_asked_for(self):
        if self.state is CaseState.GRANTED:
            apart = self.facts.issue is not Issue.WITH_GRANT
            assert (CaseState.TO_ISSUE in self.passed, self.issuer is not None) == (apart, apart)
            assert grant_step(self.facts.issue) == ("grant-to-issue" if apart else "grant")
            if self.facts.issue is Issue.THIRD_PERSON:
                assert self.issuer not in self.facts.assessors | {self.decider}

    @invariant()
    def nothing_is_refused_unheard(self):
        if self.state is CaseState.REFUSED:
            assert CaseState.HEARING in self.passed
            assert self.facts.heard or self.facts.at >= self.facts.hearing_closes

    @invariant()
    def nothing_is_granted_over_a_gap_or_unseen(self):
        if self.state is CaseState.GRANTED:
            assert (self.facts.gaps, self.facts.unassessed) == ((), ())

    @invariant()
    def what_is_final_stays(self):
        assert not set(self.passed[:-1]) & CASE_FINAL


class MeasureWalk(RuleBasedStateMachine):
    """A measure in the hands of people who try everything in any order."""

    def __init__(self):
        super().__init__()
        self.state = MEASURE.start
        self.facts = MeasureFacts(proposer=BEN, at=NOW, noticed=NOW, closes=NOW + 30 * DAY)
        self.taker = None

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.facts = replace(self.facts, at=self.facts.at + days * DAY)

    @rule(urgent=st.booleans())
    def urgency_is_claimed(self, urgent):
        if self.state in OPEN_MEASURE:
            self.facts = replace(self.facts, urgent=urgent)

    @rule()
    def the_holder_replies(self):
        try:
            self.state = MEASURE.move(self.state, "reply", self.facts)
        except Refused:
            return
        self.facts = replace(self.facts, heard=True)

    @rule(person=people, step=st.sampled_from(["take", "drop"]))
    def somebody_decides(self, person, step):
        try:
            self.state = MEASURE.move(self.state, step, replace(self.facts, actor=person))
        except Refused:
            return
        self.taker = person if step == "take" else None
        self.taken_at = self.facts.at

    @invariant()
    def a_second_person_took_it_after_hearing_or_in_urgency(self):
        if self.state is MeasureState.TAKEN:
            assert self.taker != BEN
            assert self.facts.heard or self.facts.urgent or self.taken_at >= self.facts.closes


TestCaseWalk = CaseWalk.TestCase
TestCaseWalk.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestMeasureWalk = MeasureWalk.TestCase
TestMeasureWalk.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
