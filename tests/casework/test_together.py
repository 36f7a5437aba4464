"""Two officers and a trader act on one case at once, in random order, on real connections: nothing is lost.

A few dozen interleavings in the suite; a thousand with `./dev test tests/casework/test_together.py --interleavings 1000`.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import NamedTuple

import pytest
from django.db import connection
from tests.worlds import a_case, people, when

from openaeo.bedrock import journal
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import assessment, findings, requests, risk
from openaeo.casework.models import Case, Finding, Handling, Request, Result, RiskRating
from openaeo.law.findings import Level, Severity
from openaeo.law.terms import Mode, Outcome
from openaeo.law.workflow import Refused

CRITERIA = ("A1", "A2", "B1")
STEPS = 4


class Entry(NamedTuple):
    """What the journal tells of an act, as far as it is compared with the rows."""

    act: str
    person: int
    body: dict


def officer(number, dice, actor, at):
    """One thing an officer does next: the verb's name, and what to call."""
    criterion, word = dice.choice(CRITERIA), f"{actor.name} {dice.random()}"
    outcome = dice.choice([Outcome.MET, Outcome.PARTLY, Outcome.GAP])
    given = {"actor": actor, "at": at}
    return dice.choice(
        [
            ("take-on", lambda: assessment.take_on(number, **given)),
            (
                "assess",
                lambda: assessment.assess(
                    number, criterion, outcome=outcome, reason=word, mode=Mode.DESK, **given
                ),
            ),
            ("ask", lambda: requests.ask(number, question=word, **given)),
            ("cancel-request", lambda: requests.cancel(newest(number), **given)),
            ("rate-risk", lambda: risk.rate_risk(number, reason=word, **given)),
            (
                "raise-finding",
                lambda: findings.raise_finding(
                    number,
                    criterion,
                    level=Level.MUST,
                    severity=Severity.MINOR,
                    found=word,
                    remedy="Mend it.",
                    due=date(2026, 2, 20),
                    **given,
                ),
            ),
            (
                "recommend",
                lambda: assessment.recommend(number, proposal="grant", recommendation=word, **given),
            ),
        ]
    )


def trader(number, dice, actor, at):
    """One thing the trader does next: answers the newest question, or one that is already answered."""
    oldest = dice.random() < 0.5
    return (
        "reply",
        lambda: requests.reply(
            newest(number, oldest=oldest), text=f"reply {dice.random()}", actor=actor, at=at
        ),
    )


def newest(number, *, oldest=False):
    keys = list(Request.objects.filter(case=number).order_by("pk").values_list("pk", flat=True))
    return keys[0 if oldest else -1] if keys else 0


def at_once(people_):
    """Let each person do their steps one after another, all people at the same time; return what each step came to."""
    start = Barrier(len(people_))

    def run(steps):
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            return [(name, outcome(call)) for name, call in steps]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people_)) as pool:
        return [step for steps in pool.map(run, people_) for step in steps]


def outcome(call):
    try:
        call()
    except Refused as refused:
        return tuple(reason.code for reason in refused.reasons)
    return "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(1800)
def test_nothing_is_lost_and_every_refusal_says_why(interleavings):
    case, cast = a_case("assessment"), people()
    number, at = case.number, when(8)
    done, refused = 0, 0
    for seed in range(interleavings):
        before = journal.head()[0]
        dice = [random.Random(f"{seed} {who}") for who in range(3)]
        steps = [
            [officer(number, dice[0], cast.ben, at) for _ in range(STEPS)],
            [officer(number, dice[1], cast.chen, at) for _ in range(STEPS)],
            [trader(number, dice[2], cast.amara, at) for _ in range(STEPS)],
        ]
        outcomes = at_once(steps)
        entries = list(JournalEntry.objects.filter(cursor__gt=before).order_by("cursor"))
        assert sorted(entry.act for entry in entries) == sorted(
            n for n, came in outcomes if came == "done"
        ), seed
        assert all(came == "done" or (came and all(came)) for _name, came in outcomes), seed
        agrees(number, seed)
        done, refused = done + len(entries), refused + len(outcomes) - len(entries)
    assert journal.verify().fault is None
    assert done > interleavings
    assert refused > interleavings


def agrees(number, seed):
    """Every act that the journal tells is what the rows say, and the rows say nothing more."""
    about = JournalEntry.objects.filter(topic="case", subject=number).order_by("cursor")
    told = [Entry(*values) for values in about.values_list(*Entry._fields)]
    last = {entry.body["criterion"]: entry for entry in told if entry.act == "assess"}
    found = {one.criterion: one for one in Result.objects.filter(case=number)}
    assert {key: (one.reason, one.assessed_by_id) for key, one in found.items()} == {
        key: (entry.body["reason"], entry.person) for key, entry in last.items()
    }, seed
    assessors = Handling.objects.filter(case=number, kind=Handling.Kind.ASSESSING).values_list(
        "person_id", flat=True
    )
    acting = {entry.person for entry in told if entry.act in {"take-on", "assess", "recommend"}}
    assert acting <= set(assessors), seed
    taken = [entry.person for entry in told if entry.act == "take-on"]
    assert Case.objects.get(pk=number).assessor_id == taken[-1], seed
    asked = sum(entry.act == "ask" for entry in told)
    closed = sum(entry.act in {"reply", "cancel-request"} for entry in told)
    assert Request.objects.filter(case=number).count() == asked, seed
    assert Request.objects.filter(case=number, closed_at__isnull=False).count() == closed, seed
    assert Finding.objects.filter(case=number).count() == sum(e.act == "raise-finding" for e in told), seed
    rated = list(RiskRating.objects.filter(case=number).values_list("place", flat=True))
    assert rated == list(range(1, sum(entry.act == "rate-risk" for entry in told) + 1)), seed
