"""A case from start to grant under every programme: nothing in casework knows the tiers of one of them."""

from datetime import UTC, datetime

import pytest
from tests.law.programmes.folders import CODES, asked_of, programme
from tests.worlds import a_case, a_granted, people, when

from openaeo.casework import measures
from openaeo.casework.clocks import clocks
from openaeo.casework.programme import edition_of
from openaeo.law.lifecycle import CaseState
from openaeo.law.terms import Role, Status
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_home(settings):
    """Let the programme of a code be the one at home; return roles that its tier is open to."""

    def choose(code, tier):
        settings.HOME_ADMINISTRATION = code.upper()
        allowed = programme(code).rung(tier).roles
        return tuple(role.value for role in Role if not allowed or role in allowed)[:2]

    return choose


# Granted on 25 January 2026, 09:00 UTC.
GRANTED = [
    ("qm", "full", datetime(2026, 1, 25, 9, tzinfo=UTC), datetime(2031, 1, 25, 9, tzinfo=UTC)),
    ("eu", "both", datetime(2026, 1, 29, 23, tzinfo=UTC), None),
    ("gb", "aeos", datetime(2026, 1, 30, tzinfo=UTC), None),
    ("us", "certified", datetime(2026, 1, 25, 9, tzinfo=UTC), None),
    ("in", "t1", datetime(2026, 1, 25, 9, tzinfo=UTC), None),
    ("in", "t2", datetime(2026, 1, 25, 9, tzinfo=UTC), datetime(2029, 1, 25, 9, tzinfo=UTC)),
    ("in", "lo", datetime(2026, 1, 25, 9, tzinfo=UTC), datetime(2031, 1, 25, 9, tzinfo=UTC)),
    ("kr", "aeo", datetime(2026, 1, 25, 9, tzinfo=UTC), datetime(2029, 1, 25, 9, tzinfo=UTC)),
    ("hk", "tier1", datetime(2026, 1, 25, 9, tzinfo=UTC), None),
]


def test_every_programme_is_walked():
    assert {code for code, *_ in GRANTED} == set(CODES)


@pytest.mark.parametrize(("code", "tier", "starts", "ends"), GRANTED)
def test_from_start_to_grant_and_to_the_end(at_home, code, tier, starts, ends):
    roles = at_home(code, tier)
    held = a_granted(tier=tier, roles=roles)
    case = held.case
    assert (case.standing, held.administration.code, held.tier) == (CaseState.GRANTED, code.upper(), tier)
    assert (sorted(held.roles), held.starts, held.ends) == (sorted(roles), starts, ends)
    assert {one.id for one in edition_of(case).applying([Role(role) for role in roles])} <= asked_of(code)[
        tier
    ]

    cast = people()
    for day, kind in ((30, "suspend"), (60, "revoke")):
        ground = next(iter(programme(code).grounds_for(kind)))
        noticed = measures.propose(
            held.number, kind=kind, ground=ground, grounds="See the report.", actor=cast.ben, at=when(day)
        )
        measures.reply(noticed.pk, text="We object.", actor=cast.amara, at=when(day + 1))
        measures.take(noticed.pk, reasons="It was not cured.", actor=cast.dalia, at=when(day + 2))
    assert Authorisation.objects.get(pk=held.pk).status is Status.REVOKED


# Submitted on 7 January, accepted on the 9th, recommended on the 15th.
@pytest.mark.parametrize(
    ("code", "tier", "last"),
    [
        ("qm", "full", "2026-05-09"),
        ("eu", "both", "2026-05-09"),
        ("gb", "both", "2026-05-07"),
        ("us", "certified", "2026-04-07"),
        ("in", "t1", "2026-02-06"),
        ("in", "t2", "2026-02-14"),
        ("kr", "aeo", "2026-05-09"),
        ("hk", "tier2", "2026-05-09"),
    ],
)
def test_the_decision_counts_from_the_programmes_own_event(at_home, code, tier, last):
    case = a_case("decision", tier=tier, roles=at_home(code, tier))
    assert clocks(case, when(11)).decision.last_day(when(11)).isoformat() == last


def test_a_decision_counted_from_the_recommendation_does_not_run_before(at_home):
    case = a_case("assessment", tier="t2", roles=at_home("in", "t2"))
    assert clocks(case, when(5)).decision is None
