"""A register filled by its own verbs, for the tests that follow it."""

from datetime import UTC, datetime, timedelta

from openaeo.bedrock.actors import SYSTEM
from openaeo.law.decision import Terms
from openaeo.law.identifiers import Scheme
from openaeo.law.terms import Period, Role, Status
from openaeo.parties.models import Administration
from openaeo.register import entries
from openaeo.register.foreign import ForeignEntry

AT = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def administrations():
    for code in ("QM", "QN", "QO"):
        Administration.objects.get_or_create(code=code, defaults={"is_home": code == "QM", "name": {}})


def a_holder(number="QMAEO77000001", tin="QM77000001", at=AT, until=None):
    return entries.enter(
        None,
        Terms("full", frozenset({Role.EXPORTER}), Period(at, until)),
        administration="QM",
        number=number,
        holder="Invented Holder",
        country="QM",
        aliases=[(Scheme.TIN, tin)],
        actor=SYSTEM,
        at=at,
    )


def foreign(number, administration="QN", status=Status.GRANTED, tier="security", at=AT, tin=None):
    return ForeignEntry(
        number=number,
        holder="Invented Abroad",
        country=administration,
        tier=tier,
        period=Period(at, at + 400 * DAY),
        roles=("exporter",),
        status=status,
        since=at + 100 * DAY if status is not Status.GRANTED else None,
        reason="list" if status is not Status.GRANTED else "",
        aliases=((Scheme.TIN, tin),) if tin else (),
    )
