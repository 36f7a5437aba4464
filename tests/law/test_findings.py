"""Findings: every state against every step, whose turn it is, what is overdue, what bars a grant, who may not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from openaeo.law.clock import LONGEST
from openaeo.law.findings import (
    FINDING,
    OPEN_FINDING,
    OWED_A_PLAN,
    SETTLED,
    WITH_CUSTOMS,
    FindingFacts,
    FindingState,
    Level,
    PlannedAction,
    Severity,
    bars_grant,
    date_fits,
    due,
    lacks_dates,
    last_moment,
    overdue,
    severity_fits,
    standing,
    turn,
)
from openaeo.law.workflow import Reason, Refused

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)
AMARA, BEN, CHEN, DALIA = 1, 2, 3, 4
S = FindingState

# Facts under which nothing but the state can stand against a step, save the end of the exception (see `ready`).
READY = FindingFacts(
    raiser=BEN,
    plan_due=NOW + 30 * DAY,
    actions=(PlannedAction(NOW + 60 * DAY, evidenced=True),),
    evidence_givers=frozenset({AMARA}),
    exception_asker=CHEN,
    exception_until=NOW + DAY,
    actor=DALIA,
    at=NOW,
)
OPEN = {
    S.RAISED: {"propose": S.PLANNED, "except": S.EXCEPTED, "withdraw": S.WITHDRAWN},
    S.PLANNED: {
        "propose": S.PLANNED,
        "accept": S.ACCEPTED,
        "return": S.RETURNED,
        "except": S.EXCEPTED,
        "withdraw": S.WITHDRAWN,
    },
    S.RETURNED: {"propose": S.PLANNED, "except": S.EXCEPTED, "withdraw": S.WITHDRAWN},
    S.ACCEPTED: {"evidence": S.EVIDENCED, "except": S.EXCEPTED, "withdraw": S.WITHDRAWN},
    S.EVIDENCED: {
        "verify": S.VERIFIED,
        "reopen": S.REOPENED,
        "except": S.EXCEPTED,
        "withdraw": S.WITHDRAWN,
    },
    S.VERIFIED: {"reopen": S.REOPENED},
    S.REOPENED: {"propose": S.PLANNED, "except": S.EXCEPTED, "withdraw": S.WITHDRAWN},
    S.EXCEPTED: {"reopen": S.REOPENED, "lapse": S.REOPENED},
    S.WITHDRAWN: {},
}


def ready(step):
    return replace(READY, exception_until=NOW - DAY) if step == "lapse" else READY


@pytest.mark.parametrize("state", FindingState)
@pytest.mark.parametrize("step", FINDING.steps)
def test_every_step_from_every_state(state, step):
    if step in OPEN[state]:
        assert FINDING.move(state, step, ready(step)) is OPEN[state][step]
        return
    with pytest.raises(Refused) as refused:
        FINDING.move(state, step, ready(step))
    assert refused.value.reasons == (Reason("not-from-here", state.value),)


def test_the_named_sets_part_the_states():
    assert set(FindingState) == OPEN_FINDING | SETTLED
    assert (frozenset(), frozenset()) == (OPEN_FINDING & SETTLED, OWED_A_PLAN & WITH_CUSTOMS)
    assert {S.ACCEPTED} == OPEN_FINDING - OWED_A_PLAN - WITH_CUSTOMS


@pytest.mark.parametrize(
    ("state", "step", "change", "reasons"),
    [
        (S.RAISED, "propose", {"actions": ()}, (Reason("plan-empty"),)),
        (
            S.ACCEPTED,
            "evidence",
            {"actions": (PlannedAction(NOW), PlannedAction(NOW), PlannedAction(NOW, evidenced=True))},
            (Reason("actions-open", 2),),
        ),
        (S.EVIDENCED, "verify", {"actor": AMARA}, (Reason("evidence-own"),)),
        (S.RAISED, "except", {"exception_asker": None}, (Reason("exception-not-asked"),)),
        (S.RAISED, "except", {"actor": BEN}, (Reason("approver-involved"),)),
        (S.RAISED, "except", {"actor": CHEN}, (Reason("approver-involved"),)),
        (
            S.RAISED,
            "except",
            {"actor": BEN, "exception_until": NOW - DAY},
            (Reason("exception-over"), Reason("approver-involved")),
        ),
        (S.EXCEPTED, "lapse", {}, (Reason("exception-running"),)),
    ],
)
def test_a_refused_step_names_every_reason(state, step, change, reasons):
    assert FINDING.unmet(state, step, replace(READY, **change)) == reasons


def test_an_actor_who_is_nobody_is_nobodys_second_self():
    nobody = replace(READY, actor=None, raiser=None)
    assert FINDING.unmet(S.RAISED, "except", nobody) == ()
    assert FINDING.unmet(S.EVIDENCED, "verify", nobody) == ()


UNTIL = last_moment(date(2026, 6, 1), "UTC")


@pytest.mark.parametrize(("at", "stands"), [(UNTIL, S.EXCEPTED), (UNTIL + timedelta.resolution, S.REOPENED)])
def test_an_exception_is_over_by_itself_after_its_last_moment(at, stands):
    facts = replace(READY, exception_until=UNTIL, at=at, plan_due=NOW - DAY)
    open_again = stands is S.REOPENED
    assert standing(S.EXCEPTED, facts) is stands
    assert (bars_grant(S.EXCEPTED, facts), overdue(S.EXCEPTED, facts)) == (open_again, open_again)
    assert (turn(S.EXCEPTED, facts), due(S.EXCEPTED, facts)) == (
        ("applicant", UNTIL) if open_again else ("nobody", None)
    )


SOON, LATER = NOW + 10 * DAY, NOW + 20 * DAY
PLAN = (PlannedAction(SOON, evidenced=True), PlannedAction(LATER))


@pytest.mark.parametrize(
    ("state", "who", "last"),
    [
        (S.RAISED, "applicant", READY.plan_due),
        (S.RETURNED, "applicant", READY.plan_due),
        (S.REOPENED, "applicant", READY.plan_due),
        (S.ACCEPTED, "applicant", LATER),
        (S.PLANNED, "customs", None),
        (S.EVIDENCED, "customs", None),
        (S.VERIFIED, "nobody", None),
        (S.EXCEPTED, "nobody", None),
        (S.WITHDRAWN, "nobody", None),
    ],
)
def test_whose_turn_it_is_and_until_when(state, who, last):
    facts = replace(READY, actions=PLAN)
    assert (turn(state, facts), due(state, facts)) == (who, last)
    if last:
        assert not overdue(state, replace(facts, at=last))
        assert overdue(state, replace(facts, at=last + timedelta.resolution, exception_until=LATER + DAY))


def test_an_observation_asks_nothing_until_the_firm_takes_it_up():
    facts = FindingFacts(severity=Severity.OBSERVATION, at=NOW, actions=PLAN)
    assert (turn(S.RAISED, facts), due(S.RAISED, facts)) == ("nobody", None)
    assert (turn(S.PLANNED, facts), turn(S.ACCEPTED, facts)) == ("customs", "applicant")
    assert not bars_grant(S.RAISED, facts)
    assert not lacks_dates(S.RAISED, facts)


@pytest.mark.parametrize("state", FindingState)
def test_only_an_open_major_finding_bars_a_grant(state):
    for severity in Severity:
        facts = replace(READY, severity=severity)
        assert bars_grant(state, facts) == (severity is Severity.MAJOR and state in OPEN_FINDING)


def test_a_minor_finding_may_stay_open_with_dates_to_come():
    facts = replace(READY, severity=Severity.MINOR, actions=PLAN)
    lacking = {state for state in FindingState if lacks_dates(state, facts)}
    assert lacking == {S.RAISED, S.RETURNED, S.REOPENED, S.PLANNED}
    late = replace(facts, at=LATER + DAY, exception_until=LATER + 2 * DAY)
    assert {state for state in FindingState if lacks_dates(state, late)} == lacking | {S.ACCEPTED}


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("severity", Severity)
def test_what_is_only_recommended_is_never_missed_gravely(level, severity):
    grave = (level, severity) == (Level.SHOULD, Severity.MAJOR)
    assert severity_fits(level, severity) == (Reason("major-needs-must") if grave else None)


LATE_IN_THE_DAY = datetime(2026, 5, 4, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "code"),
    [
        (None, "UTC", "due-missing"),
        (date(2026, 5, 3), "UTC", "due-past"),
        (date(2026, 5, 4), "UTC", None),
        (date(2026, 5, 4), "Asia/Tokyo", "due-past"),
        (date(2026, 5, 4) + timedelta(days=LONGEST), "UTC", None),
        (date(2026, 5, 4) + timedelta(days=LONGEST + 1), "UTC", "due-too-far"),
        (date.max, "UTC", "due-too-far"),
    ],
)
def test_a_date_is_neither_past_nor_out_of_sight(day, zone, code):
    reason = date_fits(day, LATE_IN_THE_DAY, zone)
    assert (reason.code if reason else None) == code


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["UTC", "Asia/Tokyo", "America/Lima"]))
def test_the_last_moment_of_a_day_belongs_to_it(day, zone):
    last = last_moment(day, zone)
    assert last.date() == day
    assert (last.astimezone(UTC) + timedelta.resolution).astimezone(last.tzinfo).date() == day + DAY


people = st.sampled_from([AMARA, BEN, CHEN, DALIA])


class FindingWalk(RuleBasedStateMachine):
    """A major finding in the hands of people who try everything in any order."""

    def __init__(self):
        super().__init__()
        self.state = FINDING.start
        self.facts = FindingFacts(raiser=BEN, plan_due=NOW + 30 * DAY, at=NOW)
        self.verifier = self.approver = None

    def attempt(self, step, person, **change):
        facts = replace(self.facts, actor=person, **change)
        try:
            self.state = FINDING.move(standing(self.state, self.facts), step, facts)
        except Refused:
            return False
        self.facts = replace(facts, actor=None)
        return True

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.facts = replace(self.facts, at=self.facts.at + days * DAY)

    @rule(number=st.integers(0, 2))
    def a_plan_is_proposed(self, number):
        actions = tuple(PlannedAction(self.facts.at + 30 * DAY) for _ in range(number))
        self.attempt("propose", AMARA, actions=actions)

    @rule(person=people, step=st.sampled_from(["accept", "return", "reopen", "withdraw"]))
    def somebody_judges(self, person, step):
        self.attempt(step, person)

    @rule(giver=people, all_of_them=st.booleans())
    def evidence_is_given(self, giver, all_of_them):
        actions = tuple(replace(action, evidenced=all_of_them) for action in self.facts.actions)
        givers = self.facts.evidence_givers | {giver}
        if self.state is S.ACCEPTED:
            self.facts = replace(self.facts, actions=actions, evidence_givers=givers)
            self.attempt("evidence", giver)

    @rule(person=people)
    def somebody_verifies(self, person):
        if self.attempt("verify", person):
            self.verifier = person

    @rule(person=people, days=st.integers(1, 40))
    def an_exception_is_asked(self, person, days):
        if self.state in OPEN_FINDING:
            until = self.facts.at + days * DAY
            self.facts = replace(self.facts, exception_asker=person, exception_until=until)

    @rule(person=people)
    def somebody_approves(self, person):
        if self.attempt("except", person):
            self.approver = person

    @invariant()
    def nothing_is_verified_by_whoever_gave_the_evidence(self):
        if self.state is S.VERIFIED:
            assert self.verifier not in self.facts.evidence_givers

    @invariant()
    def an_exception_was_approved_by_somebody_apart(self):
        if self.state is S.EXCEPTED:
            assert self.approver not in {self.facts.raiser, self.facts.exception_asker}

    @invariant()
    def what_lets_a_grant_pass_is_settled(self):
        if not bars_grant(self.state, self.facts):
            assert self.state in SETTLED
            assert self.state is not S.EXCEPTED or self.facts.at <= self.facts.exception_until


TestFindingWalk = FindingWalk.TestCase
TestFindingWalk.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
