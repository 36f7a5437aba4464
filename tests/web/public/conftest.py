"""Holders of authorisations, entered through the register's own verb a while before now."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.worlds import home, somebody

from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.law.decision import Terms
from openaeo.law.terms import Capacity, Period, Role
from openaeo.parties.onboarding import register_operator
from openaeo.register import entries


@pytest.fixture
def long_ago():
    """Return the moment at which every holder of these tests was authorised."""
    return datetime.now(UTC) - timedelta(days=90)


@pytest.fixture
def holder(db, long_ago):
    """Return a function that enters an authorisation for a firm of a given name and returns it."""
    home()
    owner = somebody("owner", at=long_ago)
    actor = Actor(Capacity.APPLICANT, person=owner.pk, name=owner.name)
    count = iter(range(1, 1000))

    def make(name, *, local_name="", public=True, years=5, roles=(Role.IMPORTER, Role.FORWARDER)):
        firm = register_operator(
            name=name,
            local_name=local_name,
            tin=f"QM9000{next(count):04d}",
            country="QM",
            actor=actor,
            at=long_ago,
        )
        terms = Terms(
            tier="full",
            roles=frozenset(roles),
            period=Period(long_ago, long_ago + timedelta(days=round(365.25 * years))),
        )
        return entries.enter(firm, terms, administration="QM", public=public, actor=SYSTEM, at=long_ago)

    return make
