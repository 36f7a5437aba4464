"""Several people at once, on real connections: what may happen once happens once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.worlds import a_case, an_operator, people, staff, when

from openaeo.bedrock import journal
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, decision, requests
from openaeo.casework.models import Case, Handling, Result
from openaeo.law.terms import Capacity, Mode, Outcome
from openaeo.law.workflow import Refused
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls at the same time, each on a connection of its own; return results and refusals' codes."""
    start = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            return call()
        except Refused as refused:
            return tuple(reason.code for reason in refused.reasons)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_deciders_grant_and_exactly_one_authorisation_is_entered():
    case = a_case(at="decision")
    deciders = [people().dalia, staff("femi", Capacity.DECIDER), staff("gita", Capacity.DECIDER)]

    outcomes = at_once(
        *(
            lambda actor=actor: decision.grant(case.number, reasons="All met.", actor=actor, at=when(20))
            for actor in deciders
        )
    )

    assert sum(isinstance(outcome, Authorisation) for outcome in outcomes) == 1
    assert [outcome for outcome in outcomes if isinstance(outcome, tuple)] == [("not-from-here",)] * 2
    assert (Authorisation.objects.count(), JournalEntry.objects.filter(act="grant").count()) == (1, 1)
    assert (journal.verify().fault, agree()) == (None, [])


def test_one_firm_starting_twice_gets_one_draft():
    cast = people()

    outcomes = at_once(
        *[lambda: application.start(tier="full", roles=["importer"], actor=cast.amara, at=when())] * 3
    )

    assert outcomes.count(("case-open-already",)) == 2
    assert Case.objects.count() == 1


def test_firms_starting_at_once_get_numbers_in_a_row():
    people()
    owners = [
        an_operator(f"owner{turn}", name=f"Firm {turn} Ltd", tin=f"QM10000000{turn}").owner
        for turn in range(4)
    ]

    cases = at_once(
        *(
            lambda actor=actor: application.start(tier="full", roles=["importer"], actor=actor, at=when())
            for actor in owners
        )
    )

    assert sorted(case.number for case in cases) == [f"AEO-2026-000{turn}" for turn in range(1, 5)]
    assert journal.verify().fault is None


def test_a_double_submission_is_one_submission():
    case, amara = a_case(at="returned"), people().amara

    outcomes = at_once(
        *[lambda: application.submit(case.number, declared_name="Amara Diallo", actor=amara, at=when(5))] * 2
    )

    assert outcomes.count(("not-from-here",)) == 1
    assert JournalEntry.objects.filter(act="submit", at=when(5)).count() == 1


def test_two_officers_and_the_applicant_at_once_lose_nothing():
    case, cast = a_case(at="assessment"), people()
    asked = requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(5))

    def judge(actor, criterion):
        return assessment.assess(
            case.number,
            criterion,
            outcome=Outcome.MET,
            reason="",
            mode=Mode.DESK,
            actor=actor,
            at=when(6),
        )

    at_once(
        lambda: judge(cast.ben, "A1"),
        lambda: judge(cast.chen, "A1"),
        lambda: judge(cast.chen, "A2"),
        lambda: requests.reply(asked.pk, text="The guard.", actor=cast.amara, at=when(6)),
        lambda: requests.cancel(asked.pk, actor=cast.ben, at=when(6)),
    )

    asked.refresh_from_db()
    assert asked.state in {"answered", "cancelled"}
    assert sorted(Result.objects.values_list("criterion", flat=True)) == ["A1", "A2"]
    assert set(Handling.objects.values_list("person_id", flat=True)) == {cast.ben.person, cast.chen.person}
    assert JournalEntry.objects.filter(at=when(6)).count() == 4  # three judgements, one end of the question
    assert journal.verify().fault is None


def test_a_withdrawal_and_a_grant_at_once_end_the_case_one_way():
    case, cast = a_case(at="decision"), people()

    outcomes = at_once(
        lambda: application.withdraw(case.number, reason="", actor=cast.amara, at=when(20)),
        lambda: decision.grant(case.number, reasons="", actor=cast.dalia, at=when(20)),
    )

    case.refresh_from_db()
    assert outcomes.count(("not-from-here",)) == 1
    assert (case.state == "granted") == (Authorisation.objects.count() == 1)
