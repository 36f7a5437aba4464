"""Ten people at once against one row, and clocks that disagree: one outcome, one entry, nothing half done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from tests.worlds import a_case, a_granted, a_suspended, an_operator, people, staff, when

from openaeo.bedrock import journal
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, decision, issuing, measures
from openaeo.casework.clocks import hearing_time
from openaeo.casework.consent import set_consent
from openaeo.casework.models import Case
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Refused
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

pytestmark = pytest.mark.django_db(transaction=True)
NOTICE = {"kind": "suspend", "ground": "criteria-not-met", "grounds": "The gate stood open.", "urgent": True}


def at_once(*calls):
    """Run the calls at the same time, each on a connection of its own; return what each came to."""
    start = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            call()
        except Refused as refused:
            return tuple(reason.code for reason in refused.reasons)
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def sound():
    return (journal.verify().fault, agree()) == (None, [])


def deciders():
    return [people().dalia, *(staff(f"decider{turn}", Capacity.DECIDER) for turn in range(4))]


def test_five_grants_and_five_refusals_end_a_case_once():
    number = a_case(at="decision").number
    decision.hear(number, grounds="Records are not kept.", actor=people().dalia, at=when(12))
    decision.reply_hearing(number, text="We keep them.", actor=people().amara, at=when(15))

    outcomes = at_once(
        *(
            lambda verb=verb, actor=actor: verb(
                number, reasons="So be it.", departure="Seen.", actor=actor, at=when(20)
            )
            for actor in deciders()
            for verb in (decision.grant, decision.refuse)
        )
    )

    assert sorted(outcomes, key=str) == [("not-from-here",)] * 9 + ["done"]
    assert JournalEntry.objects.filter(act__in=["grant", "refuse"], topic="case").count() == 1
    assert sound()


def test_four_issuers_and_a_firm_that_gives_up_end_a_granted_case_once():
    number, cast = a_case("decision", tier="security").number, people()
    decision.grant(number, reasons="Met.", actor=cast.dalia, at=when(20))
    issuers = [staff(f"issuer{turn}", Capacity.ISSUER) for turn in range(4)]

    outcomes = at_once(
        *(lambda actor=actor: issuing.issue(number, actor=actor, at=when(21)) for actor in issuers),
        lambda: application.withdraw(number, reason="", actor=cast.amara, at=when(21)),
    )

    assert sorted(outcomes, key=str) == [("not-from-here",)] * 4 + ["done"]
    issued = Case.objects.get(pk=number).state == "granted"
    assert Authorisation.objects.count() == issued
    assert sound()


def test_a_suspension_is_taken_dropped_surrendered_and_answered_at_once():
    held, cast = a_granted(), people()
    noticed = measures.propose(held.number, **NOTICE, actor=cast.ben, at=when(30))

    outcomes = at_once(
        *(
            lambda verb=verb, actor=actor: verb(noticed.pk, reasons="So be it.", actor=actor, at=when(31))
            for actor in deciders()[:4]
            for verb in (measures.take, measures.drop)
        ),
        lambda: measures.surrender(held.number, reason="", actor=cast.amara, at=when(31)),
        lambda: measures.reply(noticed.pk, text="It has a lock.", actor=cast.amara, at=when(31)),
    )

    ends = JournalEntry.objects.filter(act__in=["take-measure", "drop-measure"]).count()
    assert outcomes[:8].count("done") == ends
    assert ends <= 1
    assert sound()


def test_ten_at_once_lift_a_suspension_once():
    held = a_suspended()

    outcomes = at_once(
        *[lambda: measures.lift(held.number, reasons="Mended.", actor=people().dalia, at=when(50))] * 10
    )

    assert sorted(outcomes, key=str) == [("not-from-here",)] * 9 + ["done"]
    held.refresh_from_db()
    assert held.state == "granted"
    assert sound()


def test_a_grant_waits_for_a_firm_that_is_taking_its_consent_back():
    firm = an_operator(public=True)
    number = a_case("decision", firm=firm).number
    particulars = {"public": False, "partners": False, "actor": firm.owner, "at": when(20)}

    def grant():
        try:
            decision.grant(number, reasons="", actor=people().dalia, at=when(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            set_consent(firm.operator.number, **particulars)
            granted = pool.submit(grant)
            while not (granted.done() or somebody_waits()):
                pass
        granted.result(timeout=10)

    assert Authorisation.objects.get().public is False
    assert sound()


def somebody_waits():
    with connection.cursor() as sql:
        sql.execute(
            "SELECT pg_stat_clear_snapshot()"
        )  # a transaction sees one picture of the others otherwise
        sql.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return sql.fetchone() is not None


def test_a_reply_by_a_clock_that_is_behind_is_heard_all_the_same():
    number, cast = a_case(at="hearing").number, people()
    decision.reply_hearing(number, text="We keep them.", actor=cast.amara, at=when(11))
    case = Case.objects.get(pk=number)
    assert hearing_time(case).lower == hearing_time(case).upper == case.hearing_opened_at

    decision.hear(number, grounds="Still not.", actor=cast.dalia, at=when(13))
    decision.reply_hearing(number, text="Now we do.", actor=cast.amara, at=when(12))
    decision.grant(number, reasons="", departure="Heard.", actor=cast.dalia, at=when(11))
    assert sound()


def test_a_suspension_lifted_by_a_clock_that_is_behind_leaves_a_whole_history():
    held, cast = a_suspended(), people()
    measures.lift(held.number, reasons="Mended.", actor=cast.dalia, at=when(39))
    held.refresh_from_db()
    assert held.state == "granted"
    again = measures.propose(held.number, **NOTICE, actor=cast.ben, at=when(38))
    measures.take(again.pk, reasons="Open again.", actor=cast.dalia, at=when(37))
    held.refresh_from_db()
    assert held.state == "suspended"
    assert sound()
