"""The published rules of the European Union, replayed: each time limit with real dates, each rule beside its refusal."""

import pytest
from tests.law.programmes.folders import asked_of, last_day, letters, noon, programme, told, uncertain

from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.citing import Certainty
from openaeo.law.entry import size_of
from openaeo.law.lasting import end_of, next_window, revalidation_due
from openaeo.law.programme import Adverse
from openaeo.law.suspension import hit, reached
from openaeo.law.timing import Duty, effective, extendable
from openaeo.law.workflow import Reason

EU = programme("eu")

# time limit, begun, last day, source
LIMITS = [
    ("acceptance", "2026-03-02", "2026-04-01", "UCC 22(2)"),
    ("decision", "2026-03-02", "2026-06-30", "UCC 22; UCC-DA 28; DK customs guide"),
    ("hearing", "2026-03-02", "2026-04-01", "UCC-IA 8; UCC-DA 8"),
    ("measure-hearing", "2026-03-02", "2026-04-01", "UCC-IA 8; UCC-DA 8"),
    ("effect", "2026-03-02", "2026-03-07", "UCC-DA 29"),
    ("publication", "2026-03-02", "2026-03-09", "UCC-IA"),
    ("fact-finding", "2026-03-02", "2026-04-01", "UCC-DA 17"),
    ("cure-check", "2026-03-02", "2026-04-01", "UCC-DA 17"),
]


@pytest.mark.parametrize(("time", "begun", "last", "source"), LIMITS)
def test_each_published_limit_ends_on_its_day(time, begun, last, source):
    assert (last_day("eu", time, begun), EU.time(time).cited.source) == (last, source)


def test_no_other_limit_is_set():
    placeholders = {"completion", "request", "cure"}
    assert {time.code for time in EU.times} == {row[0] for row in LIMITS} | placeholders
    assert EU.time("change-notice") is None  # without delay: no number


def test_the_decision_runs_120_days_from_acceptance_and_60_more_once():
    assert last_day("eu", "decision", "2026-03-02", longer=("needs-longer",)) == "2026-08-29"
    rule = EU.time("decision")
    assert extendable(rule, "needs-longer", (), Duty.CUSTOMS) is None
    assert extendable(rule, "needs-longer", (), Duty.TRADER) == Reason("cause-unknown", "needs-longer")
    assert extendable(rule, "holiday", ()) == Reason("cause-unknown", "holiday")


def test_it_rests_for_adjustments_and_a_criminal_case_and_for_nothing_else():
    rested = {
        why: last_day("eu", "decision", "2026-03-02", rested=[(why, "2026-03-10", "2026-03-20")])
        for why in ("adjustment", "criminal-case", "question", "hearing")
    }
    assert rested == {
        "adjustment": "2026-07-10",
        "criminal-case": "2026-07-10",
        "question": "2026-06-30",
        "hearing": "2026-06-30",
    }


def test_the_date_of_receipt_changes_nothing():
    assert last_day("eu", "decision", "2026-03-02", received="2026-02-20") == "2026-06-30"


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("acceptance", ("submission", "customs", "nothing", False)),
        ("completion", ("question", "trader", "not-accepted", False)),
        ("decision", ("acceptance", "customs", "nothing", False)),
        ("cure", ("suspension", "trader", "revoked", False)),
        ("cure-check", ("cure-reported", "customs", "nothing", False)),
        ("effect", ("decision", "customs", "nothing", False)),
    ],
)
def test_what_silence_means(time, says):
    assert told("eu", time) == says


def test_a_decision_has_effect_on_the_fifth_day():
    at = effective(EU.time("effect"), EU.calendar, noon("2026-03-02"))
    assert at.isoformat() == "2026-03-07T00:00:00+01:00"


def test_two_types_and_one_authorisation_for_both():
    asks = asked_of("eu")
    assert {tier: letters(asks[tier]) for tier in asks} == {
        "aeoc": "ABCX",
        "aeos": "ABCDEFGHIJKLMX",
        "both": "ABCDEFGHIJKLMX",
    }
    additions = {tier: sorted(one for one in asks[tier] if one.startswith("X")) for tier in asks}
    assert additions == {"aeoc": ["X1"], "aeos": ["X2", "X3", "X4"], "both": ["X1", "X2", "X3", "X4"]}
    assert asks["both"] == asks["aeoc"] | asks["aeos"]


@pytest.mark.parametrize(
    ("failed", "parts"),
    [
        (["X1"], {"aeoc"}),
        (["X2"], {"aeos"}),
        (["I2"], {"aeos"}),
        (["A1"], {"aeoc", "aeos"}),
        (["X1", "G3"], {"aeoc", "aeos"}),
        ([], {"aeoc", "aeos"}),
    ],
)
def test_security_hits_the_security_type_alone_and_competence_the_other(failed, parts):
    asks = asked_of("eu")
    assert hit(EU.suspending, asks, EU.rung("both").parts, failed) == parts


def test_a_suspension_reaches_what_rests_on_the_status_and_never_upward():
    rests_on = {"guarantee": frozenset({"aeo"})}
    assert reached(EU.suspending, rests_on, ["aeo"]) == {"guarantee"}
    assert reached(EU.suspending, rests_on, ["guarantee"]) == frozenset()


@pytest.mark.parametrize(
    ("how", "until"),
    [(Ending.REVOCATION, "2029-03-02"), (Ending.ANNULMENT, "2029-03-02"), (Ending.REFUSAL, None)],
)
def test_three_years_bar_after_revocation(how, until):
    barred = barred_until(EU.bars, "aeos", [Ended(how, "aeoc", noon("2026-03-02"))], EU.zone)
    assert (barred.isoformat() if barred else None) == until


def test_validity_does_not_expire():
    lasting = EU.lasts("both")
    assert end_of(lasting, noon("2026-03-02"), EU.zone) is None
    assert revalidation_due(lasting, noon("2026-03-02").date()) is None
    assert next_window(lasting, noon("2026-03-02").date(), None) is None


def test_everybody_is_heard_before_every_adverse_act():
    assert EU.heard.before == set(Adverse)


def test_data_are_kept_three_years_and_appeal_is_left_to_the_state():
    assert (EU.retention.months, EU.appeal) == ((("authorisation", 36),), None)


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size"),
    [
        (249, 50_000_000, 43_000_001, "sme"),
        (249, 50_000_001, 43_000_000, "sme"),
        (249, 50_000_001, 43_000_001, "other"),
        (250, 1, 1, "other"),
    ],
)
def test_small_and_medium_firms(staff, turnover, balance, size):
    assert size_of(EU.sizes, staff=staff, turnover=turnover, balance=balance) == size


def test_what_is_unconfirmed():
    assert uncertain("eu", Certainty.UNCONFIRMED) == {
        "tier aeoc groups",
        "tier aeos groups",
        "time fact-finding",
        "remark 2",
        "benefit BN6",
    }


def test_what_is_a_placeholder():
    changes = ("legal-identity", "premises", "people", "role", "systems", "other")
    assert uncertain("eu", Certainty.PLACEHOLDER) == {
        *("retention notice_days", "time completion count", "time completion unit", "time request"),
        *("time cure count", "time cure unit", "risk", "check established countries"),
        *(f"change {code} {key}" for code in changes for key in ("groups", "look")),
        *(f"visits {key}" for key in ("notice_days", "offers", "refusals", "remote", "unannounced")),
    }
