"""More time: asked for, given or denied; clocks stopped for reasons that the programme knows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openaeo.law.clock import Extension
from openaeo.law.moretime import EXTENSION, ExtensionFacts, ExtensionState, may_ask, may_stop
from openaeo.law.programme_folder import load_programme
from openaeo.law.timing import Duty, Expiry, clock_of
from openaeo.law.workflow import Reason, Refused

QM = load_programme(Path(__file__).resolve().parents[2] / "programmes" / "qm")
RULE = QM.time("decision")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = START + timedelta(days=50)


def facts(**changed):
    given = changed.pop("given", ())
    clock = clock_of(RULE, QM.calendar, START, extensions=given)
    told = {"rule": RULE, "clock": clock, "cause": "complex-case", "given": given, "reason": "Many sites."}
    return ExtensionFacts(**{**told, "asked_by": Duty.CUSTOMS, "at": NOW, **changed})


def more(cause, given=NOW):
    return Extension(next(one.limit for one in RULE.extensions if one.cause == cause), cause, given)


def test_time_is_given_for_a_cause_of_the_right_side():
    assert may_ask(facts()) == ()
    assert may_ask(facts(cause="adjustment", asked_by=Duty.TRADER)) == ()
    assert EXTENSION.move(ExtensionState.ASKED, "give", facts()) is ExtensionState.GIVEN
    assert facts().limit.count == 60


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"cause": "adjustment"}, (Reason("cause-unknown", "adjustment"),)),
        ({"cause": "complex-case", "asked_by": Duty.TRADER}, (Reason("cause-unknown", "complex-case"),)),
        ({"cause": "siesta", "reason": " "}, (Reason("cause-unknown", "siesta"), Reason("reason-missing"))),
        ({"given": (more("complex-case"),)}, (Reason("extended-already", 1),)),
        ({"at": START + timedelta(days=121)}, (Reason("limit-over"),)),
        ({"rule": None, "clock": None}, (Reason("no-clock-runs"),)),
    ],
)
def test_every_reason_why_no_time_is_given(changed, reasons):
    assert may_ask(facts(**changed)) == reasons
    with pytest.raises(Refused) as caught:
        EXTENSION.move(ExtensionState.ASKED, "give", facts(**changed))
    assert caught.value.reasons == reasons


def test_the_trader_may_be_given_time_twice_for_adjustments_and_not_a_third_time():
    once, twice = (more("adjustment"),), (more("adjustment"), more("adjustment"))
    assert may_ask(facts(cause="adjustment", asked_by=Duty.TRADER, given=once)) == ()
    assert may_ask(facts(cause="adjustment", asked_by=Duty.TRADER, given=twice)) == (
        Reason("extended-already", 2),
    )


def test_a_limit_that_an_extension_moved_is_not_over():
    late = START + timedelta(days=121)
    assert may_ask(facts(given=(more("complex-case"),), cause="complex-case", at=late)) == (
        Reason("extended-already", 1),
    )


def test_denying_needs_a_reason_and_nothing_else():
    over = facts(at=START + timedelta(days=400), cause="siesta")
    assert EXTENSION.move(ExtensionState.ASKED, "deny", over) is ExtensionState.DENIED
    with pytest.raises(Refused):
        EXTENSION.move(ExtensionState.ASKED, "deny", facts(reason=""))


@pytest.mark.parametrize("state", [ExtensionState.GIVEN, ExtensionState.DENIED])
@pytest.mark.parametrize("step", ["give", "deny"])
def test_an_answer_stands(state, step):
    assert EXTENSION.unmet(state, step, facts()) == (Reason("not-from-here", state.value),)


@pytest.mark.parametrize(
    ("why", "stopped", "reason"),
    [
        ("criminal-case", (), None),
        ("adjustment", ("criminal-case",), None),
        ("adjustment", ("adjustment",), Reason("stopped-already", "adjustment")),
        ("question", (), Reason("stop-unknown", "question")),
        ("hearing", (), Reason("stop-unknown", "hearing")),
        ("siesta", (), Reason("stop-unknown", "siesta")),
    ],
)
def test_a_clock_is_stopped_only_for_what_does_not_stop_it_by_itself(why, stopped, reason):
    assert may_stop(RULE, why, stopped) == reason


def test_nothing_is_stopped_that_does_not_run():
    assert may_stop(None, "criminal-case", ()) == Reason("no-clock-runs")


def test_a_backdated_limit_counts_from_receipt_and_any_other_from_its_event():
    from dataclasses import replace

    received = START - timedelta(days=20)
    assert clock_of(RULE, QM.calendar, START, received=received).start == START
    back = replace(RULE, backdated=True, expiry=Expiry.REFUSED)
    assert clock_of(back, QM.calendar, START, received=received).start == received
    assert clock_of(back, QM.calendar, START).start == START
