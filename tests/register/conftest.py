"""A home administration, a partner, an operator, and a way to enter authorisations."""

from datetime import UTC, datetime, timedelta

import pytest

from openaeo.bedrock.actors import Actor
from openaeo.law.decision import Terms
from openaeo.law.terms import Capacity, Period, Role
from openaeo.parties.models import Administration, Operator
from openaeo.register import entries

T0 = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DALIA = Actor(Capacity.DECIDER, person=4, name="Dalia Haddad")
DESK = Actor(Capacity.RECOGNITION_DESK, person=6, name="Efua Mensah")


@pytest.fixture
def home(db):
    return Administration.objects.get_or_create(
        code="QM", defaults={"is_home": True, "name": {"en": "Customs of QM", "ar": "جمارك QM"}}
    )[0]


@pytest.fixture
def partner(home):
    return Administration.objects.get_or_create(code="QN", defaults={"name": {"en": "Customs of QN"}})[0]


@pytest.fixture
def operator(home):
    return make_operator()


def make_operator(n=1, **fields):
    return Operator.objects.create(
        **{
            "number": f"TRN-{n:06d}",
            "tin": f"QM{n:010d}",
            "name": f"Silver Heron Shipping {n}",
            "local_name": "مالك الحزين الفضي للشحن",
            "country": "QM",
            "address": "1 Quay Road\nPort Amber",
            "joined_at": T0,
        }
        | fields
    )


def terms(start=T0, days=365, tier="safety", roles=(Role.EXPORTER, Role.CARRIER)):
    return Terms(tier, frozenset(roles), Period(start, start + days * DAY if days else None))


@pytest.fixture
def enter(operator):
    def make(holder=None, at=T0, given=None, **rest):
        return entries.enter(
            holder or operator, given or terms(at), administration="QM", actor=DALIA, at=at, **rest
        )

    return make
