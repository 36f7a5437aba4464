"""Precedents and the reason library: the most alike first, staff only, never the own firm's, one query each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.worlds import MONDAY, a_case, an_operator, assess_all, people, staff, when

from openaeo.casework import assessment, decision
from openaeo.casework.models import Case
from openaeo.casework.precedents import MOST, precedents, reasons_used
from openaeo.law.terms import Capacity, Mode, Outcome
from openaeo.parties.models import Operator

pytestmark = pytest.mark.django_db


def firm(place, size="small"):
    one = an_operator(f"firm{place}", name=f"Firm {place} Ltd", tin=f"QM1000000{place:02d}")
    Operator.objects.filter(pk=one.operator.pk).update(size=size)
    return one


def judged(place, outcome, reason, *, size="small", roles=("importer",), decided=True):
    """Return a case in which A1 was found so; granted unless it is left undecided."""
    cast = people()
    case = a_case("assessment", firm=firm(place, size), roles=roles)
    by = {"actor": cast.ben, "at": when(9)}
    if decided:
        assess_all(case, **by)
    assessment.assess(case.number, "A1", outcome=outcome, reason=reason, mode=Mode.DESK, **by)
    if decided:
        assessment.recommend(
            case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(10)
        )
        decision.grant(case.number, reasons="", actor=cast.dalia, at=MONDAY + timedelta(days=20, hours=place))
    return case


@pytest.fixture
def here():
    """Amara's case, in assessment: a small importer and exporter."""
    case = a_case("assessment")
    Operator.objects.filter(pk=case.operator_id).update(size="small")
    return Case.objects.select_related("operator").get(pk=case.pk)


def test_the_most_alike_comes_first_and_at_most_five(here):
    chen = people().chen
    order = [
        judged(1, Outcome.PARTLY, "Alike in all."),
        judged(2, Outcome.PARTLY, "Another size.", size="large"),
        judged(3, Outcome.PARTLY, "Another role, same size.", roles=("broker",)),
        judged(4, Outcome.MET, "Met, and later."),
        judged(5, Outcome.MET, "Met."),
        judged(6, Outcome.MET, "Met, large.", size="large"),
    ]
    judged(7, Outcome.PARTLY, "Not decided yet.", decided=False)

    with CaptureQueriesContext(connection) as asked:
        found = precedents(here, {"A1": "partly"}, actor=chen)

    expected = [order[0], order[1], order[2], order[4], order[3]]  # of two alike the later decision first
    assert ([one.case for one in found], len(asked)) == ([case.number for case in expected], 1)
    assert len(found) == MOST
    first = found[0]
    assert (first.outcome, first.reason, first.decision, first.roles, first.size) == (
        "partly",
        "Alike in all.",
        "granted",
        ("importer",),
        "small",
    )
    assert first.decided_at == when(20, hours=1)


def test_the_own_firm_and_outsiders_see_none(here):
    cast = people()
    theirs = judged(1, Outcome.PARTLY, "Theirs.")
    owner = theirs.operator.mandates.get().person
    officer = staff("firm1", Capacity.OFFICER)
    assert officer.person == owner.pk

    assert precedents(here, {"A1": "partly"}, actor=officer) == []
    assert reasons_used(here, "A1", actor=officer) == []
    for actor in (cast.amara, cast.otto):
        assert precedents(here, {"A1": "partly"}, actor=actor) == []
        assert reasons_used(here, "A1", actor=actor) == []
    assert precedents(here, {}, actor=cast.chen) == []
    again = Case.objects.get(pk=theirs.pk)
    assert precedents(again, {"A1": "partly"}, actor=cast.chen) == []  # its own earlier case


def test_another_edition_is_no_precedent(here):
    other = judged(1, Outcome.PARTLY, "Under other words.")
    Case.objects.filter(pk=other.pk).update(edition="safe-2015")

    assert precedents(here, {"A1": "partly"}, actor=people().chen) == []
    assert reasons_used(here, "A1", actor=people().chen) == []


def test_reasons_come_by_outcome_the_most_used_first(here):
    chen = people().chen
    for place, (outcome, reason) in enumerate(
        [
            (Outcome.PARTLY, "No signature."),
            (Outcome.PARTLY, "No date."),
            (Outcome.PARTLY, "No date."),
            (Outcome.GAP, "Nothing at all."),
            (Outcome.MET, ""),
        ],
        start=1,
    ):
        judged(place, outcome, reason, decided=False)
    assessment.assess(
        here.number, "A1", outcome=Outcome.PARTLY, reason="Own.", mode=Mode.DESK, actor=chen, at=when(9)
    )

    with CaptureQueriesContext(connection) as asked:
        used = reasons_used(here, "A1", actor=chen)

    assert ([(one.outcome, one.text, one.times) for one in used], len(asked)) == (
        [("gap", "Nothing at all.", 1), ("partly", "No date.", 2), ("partly", "No signature.", 1)],
        1,
    )


def test_of_one_outcome_no_more_than_five_reasons(here):
    for place in range(1, MOST + 3):
        judged(place, Outcome.GAP, f"Reason {place}.", decided=False)

    used = reasons_used(here, "A1", actor=people().chen)
    assert [one.text for one in used] == [f"Reason {place}." for place in range(1, MOST + 1)]
