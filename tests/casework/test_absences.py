"""Who is away: recorded with a stand-in who then has the cases in hand too; nobody proposes the absent."""

from datetime import date

import pytest
from tests.worlds import a_case, acted, people, refusal, when

from openaeo.bedrock import worker
from openaeo.casework import absences, assigning, interests
from openaeo.casework.models import Absence, Case
from openaeo.law.assigning import propose
from openaeo.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_stand_in_has_the_cases_in_hand_while_the_officer_is_away():
    cast, case = people(), a_case("assessment")
    ben, chen = ({"actor": one, "at": when(5)} for one in (cast.ben, cast.chen))
    days = {"first": date(2026, 1, 12), "last": date(2026, 1, 16)}
    for outsider in (cast.amara, cast.dalia, cast.efua):
        refused = refusal(absences.record, **days, stand_in=cast.chen.person, actor=outsider, at=when(5))
        assert refused == ("not-your-capacity",)
    wrong = {"first": date(2026, 1, 9), "last": date(2026, 1, 8), "stand_in": cast.dalia.person}
    assert refusal(absences.record, **wrong, **ben) == (
        *("absence-ends-before", "absence-passed", "stand-in-unknown"),
    )
    assert refusal(absences.record, **days, stand_in=cast.ben.person, **ben) == ("stand-in-self",)
    away = acted(absences.record, **days, stand_in=cast.chen.person, **ben)
    assert refusal(absences.record, **days, stand_in=cast.chen.person, **ben) == ("absence-overlaps",)
    while worker.read_on(worker.READERS["notices"], at=when(6)):
        pass
    told = Notice.objects.get(kind="stand-in-named")
    assert (told.person_id, told.params) == (
        cast.chen.person,
        {"absent": "Ben Osei", "first": "2026-01-12", "last": "2026-01-16"},
    )

    to_chen = {"officer": cast.chen.person, "reason": "I go on with it."}
    assert refusal(assigning.assign, case.number, **to_chen, **chen) == ("not-your-case",)
    for day, present in ((6, True), (7, False), (11, False), (12, True)):
        loads = assigning.loads(actor=cast.dalia, at=when(day))
        free = propose(assigning.candidates(Case(operator_id=cast.other_firm.pk), loads))
        assert (loads[0].away_until is None, assigning.stands_in(case, cast.chen, when(day))) == (
            *(present, not present),
        )
        assert not assigning.stands_in(case, cast.dalia, when(day))
        assert {one.person for one in assigning.candidates(case, loads) if one.absent} == (
            set() if present else {cast.ben.person}
        )
        assert free.person == (min(cast.ben.person, cast.chen.person) if present else cast.chen.person)
    acted(assigning.assign, case.number, **to_chen, actor=cast.chen, at=when(8))
    interests.declare(case.number, interest="", actor=cast.chen, at=when(8))

    assert refusal(absences.end, away.pk, **chen) == ("not-found",)
    acted(absences.end, away.pk, actor=cast.ben, at=when(9))
    assert Absence.objects.get().last == date(2026, 1, 13)
    assert refusal(absences.end, away.pk, actor=cast.ben, at=when(9)) == ("absence-passed",)
    assert [list(absences.to_come(actor=one, at=when(9))) for one in (cast.ben, cast.amara)] == [[], []]
    later = absences.record(
        first=date(2026, 3, 2),
        last=date(2026, 3, 2),
        stand_in=cast.chen.person,
        actor=cast.ben,
        at=when(9),
    )
    absences.end(later.pk, actor=cast.ben, at=when(9))
    assert Absence.objects.count() == 1
