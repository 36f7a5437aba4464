"""The published rules of India, replayed: stage by stage, tier by tier, and the doors for small firms."""

from datetime import date

import pytest
from tests.law.programmes.folders import asked_of, last_day, noon, programme, told, uncertain

from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.citing import Certainty
from openaeo.law.entry import Business, barriers, entry_for, size_of
from openaeo.law.lasting import Window, end_of, next_window
from openaeo.law.programme import Adverse
from openaeo.law.terms import Role
from openaeo.law.workflow import Reason

IN = programme("in")

# time limit, tier, begun, last day, source
LIMITS = [
    ("acceptance", "t2", "2026-03-02", "2026-04-01", "AEO India portal"),
    ("acceptance", "lo", "2026-03-02", "2026-04-01", "AEO India portal"),
    ("team", "t2", "2026-03-02", "2026-03-17", "AEO India portal"),
    ("team", "lo", "2026-03-02", "2026-03-17", "AEO India portal"),
    ("visit", "t2", "2026-03-02", "2026-05-31", "AEO India portal"),
    ("visit", "lo", "2026-03-02", "2026-05-31", "AEO India portal"),
    ("report", "t2", "2026-03-02", "2026-05-01", "AEO India portal"),
    ("report", "lo", "2026-03-02", "2026-05-01", "AEO India portal"),
    ("decision", "t1", "2026-03-02", "2026-04-01", "AEO India portal"),
    ("decision", "t2", "2026-03-02", "2026-04-01", "AEO India portal"),
    ("decision", "t3", "2026-03-02", "2026-04-01", "AEO India portal"),
    ("decision", "lo", "2026-03-02", "2026-04-01", "AEO India portal"),
    ("cure", "", "2026-03-02", "2026-05-01", "IN manual 2023 §18"),
    ("change-notice", "", "2026-03-02", "2026-03-16", "IN §5.3"),
]


@pytest.mark.parametrize(("time", "tier", "begun", "last", "source"), LIMITS)
def test_each_published_limit_ends_on_its_day(time, tier, begun, last, source):
    assert (last_day("in", time, begun, tier=tier), IN.time(time, tier).cited.source) == (last, source)


def test_no_other_limit_is_set():
    placeholders = {"acceptance", "request", "hearing", "measure-hearing"}
    assert {time.code for time in IN.times} == {row[0] for row in LIMITS} | placeholders
    assert {tier for tier in IN.tiers if IN.time("visit", tier)} == {"t2", "lo"}


@pytest.mark.parametrize(
    ("time", "tier", "says"),
    [
        ("acceptance", "t2", ("submission", "customs", "nothing", True)),
        ("team", "t2", ("acceptance", "customs", "nothing", True)),
        ("visit", "lo", ("team-named", "customs", "nothing", True)),
        ("report", "t2", ("visit", "customs", "nothing", True)),
        ("decision", "t1", ("complete-file", "customs", "nothing", True)),
        ("decision", "t2", ("recommendation", "customs", "nothing", True)),
        ("decision", "t3", ("complete-file", "customs", "nothing", True)),
        ("cure", "", ("suspension", "trader", "revoked", False)),
        ("change-notice", "", ("change", "trader", "nothing", False)),
    ],
)
def test_each_stage_begins_with_the_one_before_and_is_indicative(time, tier, says):
    assert told("in", time, tier) == says


def test_t3_is_for_holders_of_t2():
    assert {tier.code: sorted(tier.requires) for tier in IN.rungs} == {
        "t1": [],
        "t2": [],
        "t3": ["t2"],
        "lo": [],
    }


def test_traders_and_logistics_operators_have_tiers_of_their_own():
    roles = {tier.code: tier.roles for tier in IN.rungs}
    traders = {Role.IMPORTER, Role.EXPORTER}
    assert [roles[tier] for tier in ("t1", "t2", "t3")] == [traders] * 3
    assert roles["lo"] == {Role.BROKER, Role.FORWARDER, Role.WAREHOUSE, Role.TERMINAL}


def test_every_tier_asks_for_disclosure():
    assert {tier for tier, asked in asked_of("in").items() if "X8" in asked} == set(IN.tiers)


@pytest.mark.parametrize(("tier", "ends"), [("t1", None), ("t2", 2029), ("t3", 2031), ("lo", 2031)])
def test_three_three_five_five_years_and_t1_goes_on(tier, ends):
    end = end_of(IN.lasts(tier), noon("2026-03-02"), IN.zone)
    assert (end.year if end else None) == ends


@pytest.mark.parametrize(
    ("begins", "declared", "opens"),
    [
        (date(2026, 3, 2), None, 2026),
        (date(2026, 10, 1), None, 2027),
        (date(2026, 3, 2), date(2026, 11, 5), 2027),
    ],
)
def test_t1_declares_every_year_from_october_to_december(begins, declared, opens):
    window = next_window(IN.lasts("t1"), begins, declared)
    assert window == Window(date(opens, 10, 1), date(opens, 12, 31))
    assert (IN.lasts("t1").review_after, next_window(IN.lasts("t2"), begins, declared)) == (2, None)


@pytest.mark.parametrize(
    ("ended", "wanted", "until"),
    [
        ("t1", "t1", date(2027, 3, 2)),
        ("t2", "t1", date(2027, 3, 2)),
        ("t3", "t3", date(2029, 3, 2)),
        ("lo", "lo", date(2029, 3, 2)),
        ("t3", "t1", None),
    ],
)
def test_one_or_three_years_bar_by_tier(ended, wanted, until):
    past = [Ended(Ending.REVOCATION, ended, noon("2026-03-02"))]
    assert barred_until(IN.bars, wanted, past, IN.zone) == until


SMALL = Business("msme", years=2, compliant_years=2, documents=10, half_year=5, certified=True)
ORDINARY = Business("other", years=3, compliant_years=3, documents=25)


@pytest.mark.parametrize(
    ("business", "reasons"),
    [
        (ORDINARY, ()),
        (Business("other", 2, 3, 25), (Reason("too-young", 3),)),
        (Business("other", 3, 2, 25), (Reason("record-too-short", 3),)),
        (Business("other", 3, 3, 24), (Reason("too-few-documents", 25),)),
        (Business("other", 3, 3), (Reason("business-unknown", "documents"),)),
        (SMALL, ()),
        (Business("msme", 1, 2, 10, 5, certified=True), (Reason("too-young", 2),)),
        (Business("msme", 2, 1, 10, 5, certified=True), (Reason("record-too-short", 2),)),
        (Business("msme", 2, 2, 9, 5, certified=True), (Reason("too-few-documents", 10),)),
        (Business("msme", 2, 2, 10, 4, certified=True), (Reason("half-year-too-few", 5),)),
        (Business("msme", 2, 2, 10, 5), (Reason("size-not-certified"),)),
    ],
)
def test_who_may_enter(business, reasons):
    assert barriers(entry_for(IN.entries, "t1", business.size), business) == reasons


def test_numbers_alone_make_nobody_small():
    assert size_of(IN.sizes, staff=1, turnover=1, balance=1) == "other"


def test_deficiencies_may_be_remedied_before_refusal_and_revocation_is_noticed():
    assert IN.heard.before == {Adverse.REFUSE, Adverse.REVOKE}
    assert (IN.appeal, IN.retention) == (None, None)


def test_benefits_follow_the_tier():
    assert {tier: len(IN.benefits_of(tier)) for tier in IN.tiers} == {"t1": 2, "t2": 4, "t3": 4, "lo": 2}


def test_what_is_unconfirmed():
    assert uncertain("in", Certainty.UNCONFIRMED) == {
        *(
            "tier lo roles",
            "entry 1 tiers",
            "entry 2 tiers",
            "time visit lo t2 starts",
            "time decision t3 starts",
        ),
        *(f"change {code} text" for code in ("legal-identity", "premises", "people", "role")),
        *("visits remote", "visits required"),
        *(f"ground {code} text" for code in ("criteria-not-met", "prosecution", "fraud-notice")),
        *(f"benefit {code}" for code in ("BN1-guarantee", "BN1-audit", "BN4", "BN5")),
    }


def test_what_is_a_placeholder():
    assert uncertain("in", Certainty.PLACEHOLDER) == {
        *(f"tier {tier} groups" for tier in IN.tiers),
        *("tier lo rank", "change other", "suspension", "risk"),
        *(f"time {code}" for code in ("acceptance", "request", "hearing", "measure-hearing")),
        *(
            f"change {code} {key}"
            for code in ("legal-identity", "new-entity", "premises", "people", "role")
            for key in ("groups", "look")
        ),
        *(f"visits {key}" for key in ("notice_days", "offers", "refusals", "sampling", "unannounced")),
    }
