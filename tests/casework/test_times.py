"""Time moved by named acts: both sides read the same clock, and every day of difference has its reason."""

from datetime import timedelta

import pytest
from tests.worlds import a_case, acted, people, refusal, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import requests, times
from openaeo.casework.clocks import clocks
from openaeo.casework.models import Case, Extension
from openaeo.casework.timeline import timeline

pytestmark = pytest.mark.django_db
# Accepted on day 4; day 124 is the last of 120.
LAST_DAY = when(124).date()


def decision_clock(case, at):
    return clocks(Case.objects.get(pk=case.number), at).decision


def extended(case, days=10, **other):
    told = {"cause": "complex-case", "reason": "Nine sites.", "actor": people().ben, "at": when(days)}
    return acted(times.extend, case.number, **{**told, **other})


def asked(case, days=10, **other):
    told = {"cause": "adjustment", "reason": "A new gate.", "actor": people().amara, "at": when(days)}
    return acted(times.ask_for_time, case.number, **{**told, **other})


def test_customs_extends_once_for_a_cause_and_tells_why():
    case, cast = a_case(at="assessment"), people()
    assert decision_clock(case, when(10)).last_day(when(10)) == LAST_DAY

    extended(case)

    clock = decision_clock(case, when(11))
    assert clock.last_day(when(11)) == LAST_DAY + timedelta(days=60)
    assert [(line.days, line.why, line.added) for line in clock.moved(when(11))] == [
        (60, "complex-case", True)
    ]
    again = refusal(times.extend, case.number, cause="complex-case", reason=" ", actor=cast.ben, at=when(12))
    assert again == ("extended-already", "reason-missing")
    entry = JournalEntry.objects.get(act="extend")
    assert (entry.body["cause"], entry.body["reason"]) == ("complex-case", "Nine sites.")


def test_the_trader_asks_and_customs_gives_or_denies():
    case, cast = a_case(at="assessment"), people()
    first = asked(case)
    assert decision_clock(case, when(11)).last_day(when(11)) == LAST_DAY
    assert refusal(
        times.ask_for_time, case.number, cause="adjustment", reason="?", actor=cast.amara, at=when(11)
    ) == ("time-asked-already",)

    acted(times.answer_for_time, first.pk, give=True, reason="Agreed.", actor=cast.ben, at=when(12))
    assert decision_clock(case, when(13)).last_day(when(13)) == LAST_DAY + timedelta(days=30)

    second = asked(case, 14)
    acted(
        times.answer_for_time, second.pk, give=False, reason="Once is enough.", actor=cast.dalia, at=when(15)
    )
    assert decision_clock(case, when(16)).last_day(when(16)) == LAST_DAY + timedelta(days=30)
    assert refusal(
        times.answer_for_time, second.pk, give=True, reason="Well.", actor=cast.ben, at=when(16)
    ) == ("not-from-here",)
    assert list(case.extensions.values_list("state", flat=True)) == ["given", "denied"]


@pytest.mark.parametrize("cause", ["complex-case", "siesta"])
def test_the_trader_asks_only_for_the_trader_s_causes(cause):
    case, cast = a_case(at="assessment"), people()
    assert refusal(
        times.ask_for_time, case.number, cause=cause, reason="Please.", actor=cast.amara, at=when(10)
    ) == ("cause-unknown",)


def test_a_clock_stopped_for_a_criminal_case_counts_no_day_until_it_runs_again():
    case, cast = a_case(at="assessment"), people()
    acted(times.stop, case.number, why="criminal-case", reason="Charged.", actor=cast.ben, at=when(10))
    assert decision_clock(case, when(20)).running(when(20)) is False
    assert refusal(
        times.stop, case.number, why="criminal-case", reason="Again.", actor=cast.ben, at=when(20)
    ) == ("stopped-already",)

    acted(times.restart, case.number, why="criminal-case", actor=cast.ben, at=when(30))

    clock = decision_clock(case, when(40))
    assert (clock.elapsed_days(when(40)), clock.paused_days(when(40)), clock.counted_days(when(40))) == (
        36,
        20,
        16,
    )
    assert [(line.days, line.why) for line in clock.moved(when(40))] == [(20, "criminal-case")]
    assert refusal(times.restart, case.number, why="criminal-case", actor=cast.ben, at=when(41)) == (
        "not-stopped",
    )


def test_a_question_within_a_stop_is_not_counted_twice():
    case, cast = a_case(at="assessment"), people()
    acted(times.stop, case.number, why="criminal-case", reason="Charged.", actor=cast.ben, at=when(10))
    question = acted(requests.ask, case.number, question="Who?", actor=cast.ben, at=when(12))
    acted(requests.reply, question.pk, text="They.", actor=cast.amara, at=when(15))
    acted(times.restart, case.number, why="criminal-case", actor=cast.ben, at=when(20))

    clock = decision_clock(case, when(25))

    assert clock.paused_days(when(25)) == 10
    assert [(line.days, line.why) for line in clock.moved(when(25))] == [
        (10, "criminal-case"),
        (0, "question"),
    ]


@pytest.mark.parametrize("why", ["question", "hearing", "siesta"])
def test_a_clock_is_stopped_by_hand_only_for_what_the_programme_leaves_to_hands(why):
    case, cast = a_case(at="assessment"), people()
    assert refusal(times.stop, case.number, why=why, reason=" ", actor=cast.ben, at=when(10)) == (
        "stop-unknown",
        "reason-missing",
    )


def test_once_the_limit_has_passed_nothing_moves_it_any_more():
    case, cast, late = a_case(at="assessment"), people(), when(126)
    told = {"reason": "Late.", "at": late}
    assert refusal(times.extend, case.number, cause="complex-case", actor=cast.ben, **told) == ("limit-over",)
    assert refusal(times.ask_for_time, case.number, cause="adjustment", actor=cast.amara, **told) == (
        "limit-over",
    )
    assert refusal(times.stop, case.number, why="criminal-case", actor=cast.ben, **told) == ("limit-over",)


@pytest.mark.parametrize("at", ["submitted", "granted", "refused"])
def test_no_time_moves_where_none_runs(at):
    case, cast = a_case(at=at), people()
    told = {"reason": "Why not.", "at": when(30)}
    assert refusal(times.extend, case.number, cause="complex-case", actor=cast.ben, **told) == (
        "no-clock-runs",
    )
    assert refusal(times.stop, case.number, why="criminal-case", actor=cast.ben, **told) == ("no-clock-runs",)


@pytest.mark.parametrize("who", ["amara", "efua", "otto"])
def test_only_officers_and_deciders_move_the_time_of_customs(who):
    case, cast = a_case(at="assessment"), people()
    actor = getattr(cast, who)
    waiting = asked(case)
    for verb, about, told in (
        (times.extend, case.number, {"cause": "complex-case"}),
        (times.stop, case.number, {"why": "criminal-case"}),
        (times.answer_for_time, waiting.pk, {"give": True}),
    ):
        refused = refusal(verb, about, **told, reason="Me.", actor=actor, at=when(11))
        assert refused[0] in {"not-your-capacity", "not-found"}
    assert refusal(times.restart, case.number, why="criminal-case", actor=actor, at=when(11)) == (
        "not-your-capacity",
    )


def test_another_firm_s_case_is_not_there():
    case, cast = a_case(at="assessment"), people()
    assert refusal(
        times.ask_for_time, case.number, cause="adjustment", reason="Me.", actor=cast.otto, at=when(10)
    ) == ("not-found",)
    asked(case)
    assert Extension.objects.visible_to(cast.otto).count() == 0
    assert Extension.objects.visible_to(cast.amara).count() == 1


def test_the_trader_reads_why_the_date_moved():
    case, cast = a_case(at="assessment"), people()
    extended(case)
    acted(times.stop, case.number, why="criminal-case", reason="Charged.", actor=cast.ben, at=when(11))

    told = {item.code: item for item in timeline(case, actor=cast.amara)}

    assert told["extend"].params["reason"] == "Nine sites."
    assert told["stop-clock"].params == {"why": "criminal-case", "reason": "Charged."}
    assert {told["extend"].who, told["stop-clock"].who} == {""}
