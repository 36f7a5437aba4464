"""How a visit comes about: every state against every step, the notice, the choice, the refusals, the report."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.terms import Period
from openaeo.law.visiting import OPEN_VISIT, SEEN_VISIT, VISIT, VisitFacts, VisitState
from openaeo.law.workflow import Reason, Refused

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def slot(days, hours=3, start=NOW):
    begin = start + days * DAY
    return Period(begin, begin + hours * HOUR)


THREE = (slot(30), slot(31), slot(33))
READY = VisitFacts(
    at=NOW,
    offers=THREE,
    wanted=3,
    notice_days=30,
    chosen=THREE[1],
    refusals=1,
    most_refusals=2,
    reason="Stocktaking.",
    agreed=slot(-1),
    took=slot(-1),
    attended="Ms Diallo; two of customs",
    report="All is well.",
)
READY_FOR = {"escalate": replace(READY, refusals=2), "set-time": replace(READY, offers=THREE[:1], wanted=1)}
TABLE = """
    offer     planned declined offered                     offered
    choose    offered                                      agreed
    decline   offered                                      declined
    escalate  offered                                      escalated
    set-time  escalated                                    agreed
    hold      planned agreed                               held
    report    held                                         reported
    call-off  planned offered declined escalated agreed    called-off
"""
ROWS = {w[0]: (set(w[1:-1]), w[-1]) for line in TABLE.split("\n") if (w := line.split())}


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("step", sorted(set(VISIT.steps) | set(ROWS)))
def test_every_state_and_every_step(state, step):
    sources, target = ROWS[step]
    facts = READY_FOR.get(step, READY)
    if state.value in sources:
        assert VISIT.move(state, step, facts).value == target
    else:
        with pytest.raises(Refused) as caught:
            VISIT.move(state, step, facts)
        assert caught.value.reasons == (Reason("not-from-here", state.value),)


def test_the_named_sets_are_those_of_the_table():
    ends = {state for state in VisitState if not VISIT.open_to(state)}
    assert ends == {VisitState.REPORTED, VisitState.CALLED_OFF}
    assert {
        state for state in VisitState if "call-off" in {s.name for s in VISIT.open_to(state)}
    } == OPEN_VISIT
    assert {VisitState.HELD, VisitState.REPORTED} == SEEN_VISIT


@pytest.mark.parametrize(
    ("state", "step", "change", "reasons"),
    [
        (
            "planned",
            "offer",
            {"unannounced": True, "offers": (slot(29), slot(29, 4))},
            (
                Reason("visit-unannounced"),
                Reason("offers-wanted", 3),
                Reason("offer-inside-notice", 30),
                Reason("offers-overlap"),
            ),
        ),
        ("planned", "offer", {"taken": (slot(31),)}, (Reason("team-busy", THREE[1].start.isoformat()),)),
        ("offered", "offer", {"pending": (slot(-1), slot(1))}, (Reason("offers-open"),)),
        ("offered", "offer", {"pending": (slot(-1), slot(0))}, ()),
        ("offered", "choose", {"chosen": slot(40)}, (Reason("offer-unknown"),)),
        ("offered", "choose", {"chosen": None}, (Reason("offer-unknown"),)),
        ("offered", "choose", {"at": NOW + 31 * DAY}, (Reason("offer-passed"),)),
        (
            "offered",
            "decline",
            {"reason": " ", "refusals": 2},
            (Reason("why-missing"), Reason("refusals-used-up")),
        ),
        ("offered", "escalate", {"refusals": 1}, (Reason("refusals-left"),)),
        ("planned", "hold", {"agreed": None}, (Reason("time-not-agreed"),)),
        ("planned", "hold", {"agreed": None, "unannounced": True}, ()),
        (
            "agreed",
            "hold",
            {"took": None, "attended": ""},
            (Reason("visit-not-over"), Reason("attendance-missing")),
        ),
        ("agreed", "hold", {"took": slot(0)}, (Reason("visit-not-over"),)),
        ("agreed", "hold", {"took": slot(-2)}, (Reason("visit-too-early", (NOW - DAY).isoformat()),)),
        (
            "held",
            "report",
            {"report": "", "unobserved": ("Quay",)},
            (Reason("sites-unobserved", "Quay"), Reason("report-missing")),
        ),
        ("agreed", "call-off", {"reason": ""}, (Reason("why-missing"),)),
    ],
)
def test_a_refused_step_names_every_reason(state, step, change, reasons):
    assert VISIT.unmet(VisitState(state), step, replace(READY, **change)) == reasons


times = st.builds(
    lambda minutes, length: Period(
        NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=minutes + length)
    ),
    st.integers(-100_000, 100_000),
    st.integers(1, 600),
)


@given(st.lists(times, min_size=1, max_size=4), st.lists(times, max_size=4), st.integers(0, 45))
def test_no_offer_lies_within_the_notice_nor_on_a_time_held_for_others(offers, taken, notice):
    facts = VisitFacts(
        at=NOW, offers=tuple(offers), wanted=len(offers), notice_days=notice, taken=tuple(taken)
    )
    if VISIT.unmet(VisitState.PLANNED, "offer", facts) == ():
        assert all(offer.start - NOW >= notice * DAY for offer in offers)
        assert not any(offer.overlaps(other) for offer in offers for other in taken)
        assert not any(one.overlaps(other) for i, one in enumerate(offers) for other in offers[:i])


@given(st.integers(0, 5), st.integers(1, 4))
def test_a_refusal_is_either_borne_or_escalates(refusals, most):
    facts = replace(READY, refusals=refusals, most_refusals=most)
    borne = VISIT.unmet(VisitState.OFFERED, "decline", facts) == ()
    escalates = VISIT.unmet(VisitState.OFFERED, "escalate", facts) == ()
    assert (borne, escalates) == (refusals < most, refusals >= most)


@given(st.lists(st.sampled_from(sorted(VISIT.steps)), max_size=30))
def test_no_report_without_a_visit_that_was_held(steps):
    state, was = VISIT.start, []
    for step in steps:
        facts = READY_FOR.get(step, READY)
        if VISIT.unmet(state, step, facts) == ():
            state = VISIT.move(state, step, facts)
            was.append(state)
    if VisitState.REPORTED in was:
        assert VisitState.HELD in was
