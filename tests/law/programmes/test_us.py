"""The published rules of the United States, replayed: three tiers, each with its proof, and the times between."""

from datetime import date

import pytest
from tests.law.programmes.folders import asked_of, last_day, letters, noon, programme, told, uncertain

from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.citing import Certainty
from openaeo.law.lasting import end_of, revalidation_due
from openaeo.law.timing import effective

US = programme("us")

LIMITS = [
    ("decision", "2026-03-02", "2026-05-31", "6 USC 964"),
    ("validation", "2026-03-02", "2027-03-02", "6 USC 965"),
    ("cure", "2026-03-02", "2026-05-31", "Norman Jaspan"),
    ("appeal", "2026-03-02", "2026-05-31", "6 USC 967"),
    ("appeal-answer", "2026-03-02", "2026-08-29", "6 USC 967"),
]
PLACEHOLDERS = ("acceptance", "request", "hearing", "measure-hearing")


@pytest.mark.parametrize(("time", "begun", "last", "source"), LIMITS)
def test_each_published_limit_ends_on_its_day(time, begun, last, source):
    assert (last_day("us", time, begun), US.time(time).cited.source) == (last, source)


def test_no_other_limit_is_set():
    assert {time.code for time in US.times} == {row[0] for row in LIMITS} | set(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("decision", ("submission", "customs", "nothing", True)),
        ("validation", ("certification", "customs", "nothing", False)),
        ("cure", ("suspension", "trader", "revoked", False)),
    ],
)
def test_certification_is_a_promise_and_validation_a_duty(time, says):
    assert told("us", time) == says


def test_a_validation_due_on_29_february_is_due_on_the_28th_of_a_common_year():
    assert last_day("us", "validation", "2028-02-29") == "2029-02-28"


def test_each_tier_needs_the_one_below():
    assert [(tier.code, sorted(tier.requires), tier.rank) for tier in US.rungs] == [
        ("certified", [], 1),
        ("validated", ["certified"], 2),
        ("beyond", ["validated"], 3),
    ]


def test_what_the_tiers_ask():
    asks = asked_of("us")
    assert {letters(criteria) for criteria in asks.values()} == {"EFGHIJKMX"}
    assert {one for one in asks["certified"] if one[0] == "X"} == {"X6", "X7"}


def test_revalidation_within_four_years_for_those_who_were_validated():
    due = {tier: revalidation_due(US.lasts(tier), date(2026, 3, 2)) for tier in US.tiers}
    assert due == {"certified": None, "validated": date(2030, 3, 2), "beyond": date(2030, 3, 2)}
    assert {end_of(US.lasts(tier), noon("2026-03-02"), US.zone) for tier in US.tiers} == {None}


@pytest.mark.parametrize(("how", "until"), [(Ending.REVOCATION, date(2027, 3, 2)), (Ending.REFUSAL, None)])
def test_one_year_bar_after_removal(how, until):
    assert barred_until(US.bars, "certified", [Ended(how, "validated", noon("2026-03-02"))], US.zone) == until


def test_30_days_of_notice_before_a_visit_and_video_for_revalidations_alone():
    assert (US.visits.notice_days, US.visits.required, US.visits.remote) == (30, True, ("revalidation",))


def test_benefits_follow_the_proof():
    assert {tier: list(US.benefits_of(tier)) for tier in US.tiers} == {
        "certified": ["BN1-tier1"],
        "validated": ["BN1-tier2"],
        "beyond": ["BN1-tier3"],
    }


def test_a_decision_has_effect_at_once():
    assert effective(US.time("effect"), US.calendar, noon("2026-03-02")) == noon("2026-03-02")


def test_false_information_carries_both_measures():
    assert US.measures["false-information"] == {"suspend", "revoke"}


def test_what_is_unconfirmed():
    assert uncertain("us", Certainty.UNCONFIRMED) == {
        *(f"tier {tier} {key}" for tier in US.tiers for key in ("groups", "roles")),
        *("time decision starts", "time cure", "time appeal", "time appeal-answer", "bar 1", "appeal"),
        *("visits notice_days", "visits remote", "remark 1", "remark 3", "remark 4", "remark 5 text"),
        *("ground not-cured", "ground messages-unanswered", "question chain text", "question risk text"),
    }


def test_what_is_a_placeholder():
    assert uncertain("us", Certainty.PLACEHOLDER) == {
        *(f"time {code}" for code in PLACEHOLDERS),
        *(
            "time appeal expiry",
            "validity 1",
            "validity 2 model",
            "change other",
            "hearing before",
            "suspension",
        ),
        *(f"visits {key}" for key in ("offers", "refusals", "sampling", "unannounced")),
        *("appeal bodies", "appeal uninvolved", "risk"),
    }
