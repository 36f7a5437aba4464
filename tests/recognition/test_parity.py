"""The engine gives the same answer as a slow query over the register's own tables."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openaeo.bedrock.actors import SYSTEM
from openaeo.exchange.models import Arrangement
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.identifiers import Scheme
from openaeo.law.terms import Period, Role, Status
from openaeo.law.workflow import Refused
from openaeo.recognition.engine import microseconds
from openaeo.recognition.follow import catch_up, load
from openaeo.recognition.places import ROLE_CODE
from openaeo.register import entries
from openaeo.register.foreign import ForeignEntry

from . import world

SLOW = """
SELECT held.number, administration.is_home, state.status, coalesce(nullif(state.tier, ''), held.tier) AS tier,
       (SELECT min(lower(during)) FROM register_statusperiod WHERE authorisation_id = held.number) > %(at)s AS early,
       covers.phase IS NOT NULL AS arranged,
       covers.direction <> 'outbound' AND covers.phase IN ('in-operation', 'pilot')
       AND coalesce(covers.in_operation_from <= %(at)s, true) AND coalesce(%(at)s < covers.in_operation_until, true)
       AND (cardinality(covers.tiers) = 0 OR coalesce(nullif(state.tier, ''), held.tier) = ANY(covers.tiers))
       AND (%(role)s::text IS NULL OR cardinality(covers.roles) = 0 OR %(role)s = ANY(covers.roles)) AS covered,
       covers.benefits
FROM register_alias AS alias
JOIN register_authorisation AS held ON held.number = alias.authorisation_id
JOIN parties_administration AS administration ON administration.code = held.administration_id
LEFT JOIN register_statusperiod AS state ON state.authorisation_id = held.number AND state.during @> %(at)s::timestamptz
LEFT JOIN exchange_arrangement AS covers ON covers.partner_id = held.administration_id
WHERE alias.value = %(value)s
"""


def slowly(value, at, role):
    with connection.cursor() as sql:
        sql.execute(SLOW, {"value": value, "at": at, "role": role})
        rows = sql.fetchall()
    if not rows:
        return "unknown-code", None, [], None
    ((number, home, status, tier, early, arranged, covered, benefits),) = rows
    if early:
        return "not-covered", number, [], None
    outcome = {None: "expired", "surrendered": "revoked"}.get(status, status)
    if outcome != "granted":
        return outcome, number, [], None
    if home:
        return "recognised", number, [], tier
    if arranged and covered:
        return "recognised", number, benefits, tier
    return "not-covered", number, [], None


DAYS = st.integers(0, 900)
NUMBERS = [f"Q{letter}AEO7700{place}" for letter in "MNO" for place in range(3)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["suspend", "part", "lift", "in-part", "revoke", "surrender", "list"]),
        st.sampled_from(NUMBERS),
        DAYS,
    ),
    max_size=8,
)
TERMS = st.tuples(
    st.sampled_from(Phase),
    st.sampled_from(Direction),
    st.sets(st.sampled_from(["security", "basic"])),
    st.sets(st.sampled_from(["exporter", "importer"])),
    st.none() | DAYS,
    st.none() | DAYS,
)
START = datetime(2024, 1, 1, tzinfo=UTC)


def day(days):
    return None if days is None else START + timedelta(days=days)


def a_world(grants, terms):
    world.administrations()
    for number, (start, length) in zip(NUMBERS, grants, strict=True):
        period = Period(day(start), None if length is None else day(start + length + 1))
        entries.record_foreign(
            [
                ForeignEntry(
                    number=number,
                    holder="Invented",
                    country=number[:2],
                    tier=("security", "basic")[start % 2],
                    period=period,
                    roles=("exporter",),
                    aliases=((Scheme.TIN, f"{number[:2]}99{number[-2:]}"),),
                )
            ],
            administration=number[:2],
            actor=SYSTEM,
            at=period.start,
        )
    phase, direction, tiers, roles, since, until = terms
    Arrangement.objects.create(
        partner_id="QN",
        title="Invented",
        direction=direction.value,
        phase=phase.value,
        tiers=sorted(tiers),
        roles=sorted(roles),
        benefits=["B2", "B1"],
        in_operation_from=day(since),
        in_operation_until=day(until),
        changed_at=START,
    )


def take(step, number, at):
    acts = {
        "suspend": lambda: entries.suspend(number, reason="r", actor=SYSTEM, at=at),
        "part": lambda: entries.suspend(number, reason="r", leaves="basic", actor=SYSTEM, at=at),
        "in-part": lambda: entries.lift(number, leaves="security", actor=SYSTEM, at=at),
        "lift": lambda: entries.lift(number, actor=SYSTEM, at=at),
        "revoke": lambda: entries.withdraw(number, status=Status.REVOKED, reason="r", actor=SYSTEM, at=at),
        "surrender": lambda: entries.withdraw(
            number, status=Status.SURRENDERED, reason="r", actor=SYSTEM, at=at
        ),
        "list": lambda: entries.record_foreign(
            [world.foreign(number, number[:2], Status.SUSPENDED, at=START)],
            administration=number[:2],
            actor=SYSTEM,
            at=at,
        ),
    }
    with suppress(
        Refused
    ):  # a step that the register does not allow changes nothing, and that too must agree
        acts[step]()


def clear():
    with connection.cursor() as sql:
        sql.execute("TRUNCATE register_authorisation, exchange_arrangement CASCADE")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=len(NUMBERS), max_size=len(NUMBERS)),
    TERMS,
    STEPS,
    st.lists(DAYS, min_size=1, max_size=3),
    st.sampled_from([None, Role.EXPORTER, Role.IMPORTER]),
)
def test_the_engine_is_the_register(database_url, grants, terms, steps, moments, role):
    clear()
    a_world(grants, terms)
    with psycopg.connect(database_url, autocommit=True) as reader:
        followed = load(reader, database_url)
        for step, number, days in steps:
            take(step, number, day(days))
        followed = catch_up(reader, database_url, followed)
        fresh = load(reader, database_url)
    edges = [moment for days in moments for moment in (day(days), day(days) - timedelta(microseconds=1))]
    for number in NUMBERS:
        for value in (number, f"{number[:2]}99{number[-2:]}", f"{number}X"):
            for at in edges:
                wanted = slowly(value, at, role.value if role else None)
                for book in (followed, fresh):
                    verdict, held, _ = book.judge(value, microseconds(at), ROLE_CODE[role])
                    assert (verdict.outcome, held, list(verdict.benefits), verdict.tier) == wanted
