"""What an arrangement covers, and each reason why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from openaeo.law.arrangement import Arrangement, Direction, Phase, not_covered
from openaeo.law.workflow import Reason

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
QN = Arrangement(
    "QN",
    Phase.IN_OPERATION,
    Direction.BOTH,
    tiers=frozenset({"gold"}),
    roles=frozenset({"exporter"}),
    since=SINCE,
    until=UNTIL,
)


def why(terms=QN, tier="gold", role="exporter", at=SINCE):
    return not_covered(terms, tier=tier, role=role, at=at)


@pytest.mark.parametrize(
    "terms", [QN, replace(QN, phase=Phase.PILOT), replace(QN, direction=Direction.INBOUND)]
)
def test_an_operator_within_the_terms_is_covered(terms):
    assert why(terms) is None


def test_no_arrangement_covers_nobody():
    assert why(None) == Reason("no-arrangement")


def test_an_outbound_arrangement_covers_our_operators_only():
    assert why(replace(QN, direction=Direction.OUTBOUND)) == Reason("other-direction")


@pytest.mark.parametrize("phase", sorted(set(Phase) - {Phase.IN_OPERATION, Phase.PILOT}))
def test_signature_is_not_use(phase):
    assert why(replace(QN, phase=phase)) == Reason("arrangement-not-in-operation", phase.value)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (SINCE - TICK, Reason("arrangement-not-yet-in-operation")),
        (SINCE, None),
        (UNTIL - TICK, None),
        (UNTIL, Reason("arrangement-ended")),
    ],
)
def test_operation_is_half_open(at, expected):
    assert why(at=at) == expected


def test_a_tier_or_role_outside_the_terms_is_not_covered():
    assert why(tier="bronze") == Reason("tier-not-covered", "bronze")
    assert why(role="broker") == Reason("role-not-covered", "broker")


def test_empty_sets_cover_every_tier_and_role():
    assert why(replace(QN, tiers=frozenset(), roles=frozenset()), tier="bronze", role="broker") is None


def test_a_place_that_names_no_role_is_asked_for_its_tier_only():
    assert (why(role=None), why(role=None, tier="bronze")) == (None, Reason("tier-not-covered", "bronze"))
