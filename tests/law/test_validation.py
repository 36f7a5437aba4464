"""Which sites are looked at, what may be done from afar, and when some may be left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.validation import (
    Activity,
    Condition,
    Course,
    SiteCourse,
    SiteFacts,
    SiteRisk,
    VisitMode,
    in_scope,
    mode_unmet,
    sampling_unmet,
    unsettled,
)
from openaeo.law.workflow import Reason

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
QUAY = SiteFacts("Quay", risk=SiteRisk.LOW)
REMOTE = ("low-risk", "medium-risk", "revalidation")


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (QUAY, True),
        (replace(QUAY, closed=True), False),
        (replace(QUAY, stated_relevant=False), False),
        (replace(QUAY, stated_relevant=False, activities=frozenset({Activity.HOME_STOCK})), False),
        (replace(QUAY, stated_relevant=False, activities=frozenset({Activity.EXPORT_GOODS})), True),
        (replace(QUAY, activities=frozenset({Activity.HOME_STOCK})), True),
        (replace(QUAY, closed=True, activities=frozenset({Activity.CUSTOMS_STORAGE})), False),
    ],
)
def test_every_open_site_tied_to_customs_is_in_scope(site, expected):
    assert in_scope(site) is expected


def test_sampling_needs_every_condition_stated_and_something_to_see():
    assert sampling_unmet(list(Condition), allowed=True, others=1) == ()
    assert sampling_unmet(list(Condition), allowed=False, others=1) == (Reason("sampling-not-in-programme"),)
    assert sampling_unmet([Condition.MANY_PREMISES, Condition.SAME_RECORDS], allowed=True, others=0) == (
        Reason("sampling-short-of-time"),
        Reason("sampling-same-security"),
        Reason("sample-empty"),
    )


@given(st.sets(st.sampled_from(Condition)), st.booleans(), st.integers(0, 3))
def test_nothing_is_sampled_out_with_less_than_all_conditions(stated, allowed, others):
    may = sampling_unmet(stated, allowed=allowed, others=others) == ()
    assert may == (allowed and stated == set(Condition) and others > 0)


@pytest.mark.parametrize(
    ("change", "first", "remote", "codes"),
    [
        ({}, False, REMOTE, []),
        ({"risk": SiteRisk.MEDIUM}, False, REMOTE, []),
        ({"risk": SiteRisk.MEDIUM}, False, ("low-risk", "revalidation"), ["risk-needs-on-site"]),
        ({"risk": SiteRisk.HIGH}, False, REMOTE, ["risk-needs-on-site"]),
        ({"risk": None}, False, REMOTE, ["risk-not-rated"]),
        ({}, True, REMOTE, ["first-grant-on-site"]),
        ({"incident": NOW}, False, REMOTE, ["unseen-since-incident"]),
        ({"incident": NOW, "seen": NOW - timedelta(days=1)}, False, REMOTE, ["unseen-since-incident"]),
        ({"incident": NOW, "seen": NOW}, False, REMOTE, []),
        (
            {"risk": SiteRisk.HIGH, "incident": NOW},
            True,
            REMOTE,
            ["first-grant-on-site", "risk-needs-on-site", "unseen-since-incident"],
        ),
        ({}, False, (), ["remote-not-in-programme"]),
        ({}, False, ("low-risk",), ["remote-not-in-programme"]),
        ({"followed_up": True}, True, REMOTE, ["first-grant-on-site"]),
        ({"followed_up": True}, True, ("follow-up", "low-risk"), []),
        (
            {"followed_up": True, "risk": SiteRisk.HIGH},
            True,
            ("follow-up", "low-risk"),
            ["risk-needs-on-site"],
        ),
    ],
)
def test_a_visit_by_video_is_refused_with_every_reason(change, first, remote, codes):
    site = replace(QUAY, **change)
    assert mode_unmet(site, VisitMode.VIDEO, first=first, remote=remote) == tuple(
        Reason(code, "Quay") for code in codes
    )


@given(
    st.builds(
        SiteFacts,
        st.just("Quay"),
        risk=st.none() | st.sampled_from(SiteRisk),
        incident=st.none() | st.just(NOW),
    ),
    st.booleans(),
    st.sampled_from([(), ("low-risk",), REMOTE]),
)
def test_on_the_spot_always_may_and_hybrid_wherever_anything_may_be_remote(site, first, remote):
    assert mode_unmet(site, VisitMode.ON_SITE, first=first, remote=remote) == ()
    hybrid = mode_unmet(site, VisitMode.HYBRID, first=first, remote=remote)
    assert hybrid == (() if remote else (Reason("remote-not-in-programme", "Quay"),))
    if site.risk is SiteRisk.HIGH or first:
        assert mode_unmet(site, VisitMode.VIDEO, first=first, remote=remote) != ()


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        ([], ()),
        ([SiteCourse("Quay")], ("Quay",)),
        ([SiteCourse("Quay", course=Course.VISIT)], ("Quay",)),
        ([SiteCourse("Quay", visited=True)], ()),
        ([SiteCourse("Quay", course=Course.MONITORED)], ()),
        ([SiteCourse("Quay", course=Course.SAMPLED)], ("Quay",)),
        ([SiteCourse("Quay", course=Course.SAMPLED), SiteCourse("Yard", visited=True)], ()),
        (
            [SiteCourse("Quay", course=Course.SAMPLED), SiteCourse("Yard", course=Course.MONITORED)],
            ("Quay",),
        ),
    ],
)
def test_a_site_is_settled_when_seen_or_left_out_by_name(sites, expected):
    assert unsettled(sites) == expected


@given(
    st.lists(
        st.builds(SiteCourse, st.text(min_size=1), st.booleans(), st.none() | st.sampled_from(Course)),
        max_size=6,
    )
)
def test_a_site_without_a_visit_and_without_a_named_act_is_never_settled(sites):
    left = unsettled(sites)
    assert all(one.name in left for one in sites if not one.visited and one.course in {None, Course.VISIT})
