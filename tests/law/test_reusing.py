"""Assess once: an earlier result counts only while the programme lets it, found met, decided, unchanged and undisturbed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.programmes.folders import CODES, programme

from openaeo.law.citing import Certainty, Citation
from openaeo.law.clock import Limit, Unit
from openaeo.law.edition import Criterion
from openaeo.law.reusing import Judged, Reusing, Since, Wanted, why_not
from openaeo.law.terms import Bound, Claim, Mode, Outcome, Role
from openaeo.law.workflow import Reason

CITED = Citation("QM", Certainty.SOURCED)
DAY = datetime(2026, 2, 27, 22, 0, tzinfo=UTC)
RULE = Reusing(("A", "B"), Limit(12, Unit.MONTHS), CITED)
GOOD = Judged(Outcome.MET, Mode.DESK, DAY, decided=True, same=True, roles=frozenset({Role.IMPORTER}))


def criterion(group="A", *, modes=(Mode.DESK, Mode.VIDEO), roles=()):
    return Criterion(
        f"{group}1",
        group,
        Bound.OPERATOR,
        {"en": "x"},
        {"en": "x"},
        frozenset(modes),
        frozenset(roles),
        "S",
        True,
    )


WANTED = Wanted(criterion(), frozenset({Role.IMPORTER}), Claim.MET)


def codes(rule=RULE, judged=GOOD, wanted=WANTED, *, at=DAY, zone="UTC"):
    return [reason.code for reason in why_not(rule, judged, wanted, zone=zone, at=at)]


MOMENTS = st.integers(-(10**8), 10**8).map(lambda seconds: DAY + timedelta(seconds=seconds))
LIMITS = st.builds(Limit, st.integers(1, 60), st.sampled_from([Unit.CALENDAR_DAYS, Unit.MONTHS]))
EARLIER = st.builds(
    Judged,
    st.sampled_from(Outcome),
    st.none() | st.sampled_from(Mode),
    MOMENTS,
    decided=st.booleans(),
    same=st.booleans(),
    roles=st.frozensets(st.sampled_from(Role)),
    since=st.frozensets(st.sampled_from(Since)),
    uncovered=st.lists(st.sampled_from(["Yard", "Depot"]), unique=True).map(tuple),
)
NOW = st.builds(
    Wanted,
    st.builds(criterion, st.sampled_from("ABG"), modes=st.frozensets(st.sampled_from(Mode), min_size=1)),
    st.frozensets(st.sampled_from(Role)),
    st.none() | st.sampled_from(Claim),
)


@given(LIMITS, st.none() | EARLIER, NOW, MOMENTS, st.sampled_from(["UTC", "Asia/Tokyo", "America/Lima"]))
def test_what_counts_was_met_lately_and_nothing_speaks_against_it(limit, judged, wanted, at, zone):
    rule = Reusing(("A", "B"), limit, CITED)
    assert why_not(None, judged, wanted, zone=zone, at=at) == (Reason("reuse-no-rule"),)
    if why_not(rule, judged, wanted, zone=zone, at=at):
        return
    assert judged is not None
    assert (judged.outcome, judged.decided, judged.same, judged.since) == (
        Outcome.MET,
        True,
        True,
        frozenset(),
    )
    assert wanted.criterion.group in rule.groups
    assert wanted.claim is Claim.MET
    assert judged.mode in wanted.criterion.modes
    assert judged.at <= at <= rule.counts_until(judged.at, zone)
    assert judged.mode is Mode.DESK or not judged.uncovered


@given(LIMITS, MOMENTS, st.sampled_from(["UTC", "Asia/Tokyo", "America/Lima"]))
def test_never_beyond_the_period(limit, judged, zone):
    rule = Reusing(("A",), limit, CITED)
    last, one = rule.counts_until(judged, zone), replace(GOOD, at=judged)
    assert judged < last
    assert codes(rule, one, at=last, zone=zone) == []
    assert codes(rule, one, at=last + timedelta(microseconds=1), zone=zone) == ["reuse-too-old"]
    assert codes(rule, one, at=judged - timedelta(seconds=1), zone=zone) == ["reuse-too-old"]


@given(LIMITS, EARLIER, NOW, MOMENTS, st.sampled_from(Since))
def test_whatever_happened_since_only_ever_speaks_against(limit, judged, wanted, at, happened):
    rule = Reusing(("A", "B"), limit, CITED)
    before = why_not(rule, judged, wanted, zone="UTC", at=at)
    after = why_not(rule, replace(judged, since=judged.since | {happened}), wanted, zone="UTC", at=at)
    assert set(before) <= set(after)
    if rule.generic(wanted.criterion):
        assert Reason(f"reuse-since-{happened.value}") in after


def test_the_day_itself_is_a_day_of_the_zone():
    assert RULE.counts_until(DAY, "UTC") == datetime(2027, 2, 27, 23, 59, 59, 999999, tzinfo=UTC)
    assert RULE.counts_until(DAY, "Asia/Tokyo") == datetime(2027, 2, 28, 14, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("judged", "wanted", "reasons"),
    [
        ({}, {}, []),
        ({"outcome": Outcome.NOT_APPLICABLE}, {}, ["reuse-not-met"]),
        ({"outcome": Outcome.PARTLY, "decided": False}, {}, ["reuse-not-met", "reuse-undecided"]),
        ({"same": False}, {}, ["reuse-criterion-changed"]),
        ({"mode": Mode.ON_SITE}, {}, ["reuse-mode-not-allowed"]),
        ({"mode": None}, {}, ["reuse-mode-not-allowed"]),
        ({}, {"claim": Claim.PARTLY}, ["reuse-said-otherwise"]),
        ({}, {"claim": None}, ["reuse-said-otherwise"]),
        ({}, {"criterion": criterion("G")}, ["reuse-not-generic"]),
        ({"uncovered": ("Yard",)}, {}, []),
        ({"uncovered": ("Yard",), "mode": Mode.VIDEO}, {}, ["reuse-other-sites"]),
        ({}, {"roles": frozenset({Role.CARRIER, Role.IMPORTER})}, []),
        (
            {},
            {"criterion": criterion(roles=[Role.CARRIER]), "roles": frozenset({Role.CARRIER})},
            ["reuse-other-roles"],
        ),
    ],
)
def test_each_reason(judged, wanted, reasons):
    assert codes(judged=replace(GOOD, **judged), wanted=replace(WANTED, **wanted)) == reasons


def test_nothing_earlier():
    assert codes(judged=None) == ["reuse-nothing-earlier"]


def test_which_programmes_let_results_count_again():
    found = {code: programme(code).reusing for code in CODES}
    assert {code for code, rule in found.items() if rule} == {"gb", "qm"}
    assert found["gb"].cited == Citation(
        "HMRC CAA07010", Certainty.SOURCED, placeholder=frozenset({"groups"})
    )
    assert {code: (rule.groups, rule.within) for code, rule in found.items() if rule} == dict.fromkeys(
        ("gb", "qm"), (("A", "B", "C"), Limit(12, Unit.MONTHS))
    )
