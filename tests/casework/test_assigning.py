"""Giving a case to an officer: by a lead, or handed over by whoever has it; never to somebody who is not apart."""

from dataclasses import replace

import pytest
from tests.worlds import a_case, acted, an_operator, answer_all, joins, people, refusal, staff, when

from openaeo.bedrock import journal, worker
from openaeo.casework import application, assessment, assigning, docket, interests
from openaeo.casework.models import Case
from openaeo.casework.programme import programme
from openaeo.law.assigning import propose
from openaeo.law.terms import Capacity
from openaeo.notices.models import Notice
from openaeo.parties import roll
from openaeo.parties.models import Post

pytestmark = pytest.mark.django_db


def officer_of(number):
    return Case.objects.get(pk=number).assessor_id


def test_a_lead_gives_a_free_case_and_its_officer_hands_it_over_with_a_reason():
    cast, case = people(), a_case("submitted")
    ben, chen, dalia = ({"actor": one, "at": when(3)} for one in (cast.ben, cast.chen, cast.dalia))
    to_ben, to_chen = {"officer": cast.ben.person}, {"officer": cast.chen.person}
    for outsider in (cast.amara, cast.otto, cast.efua):
        assert refusal(assigning.assign, case.number, **to_ben, actor=outsider, at=when(3)) == (
            "not-your-capacity",
        )
    assert refusal(assigning.assign, case.number, **to_chen, **ben) == ("not-your-case",)
    assert refusal(assigning.assign, case.number, officer=cast.dalia.person, **dalia) == ("officer-unknown",)
    acted(assigning.assign, case.number, **to_ben, **dalia)
    assert officer_of(case.number) == cast.ben.person
    assert refusal(assigning.assign, case.number, **to_chen, **chen) == (
        "not-your-case",
        "handing-unexplained",
    )
    interests.declare(case.number, interest="", **ben)
    acted(assigning.assign, case.number, **to_chen, reason=" Away. ", **ben)
    assert officer_of(case.number) == cast.chen.person
    last = list(journal.since(0))[-1]
    assert (last.act, last.body["before"], last.body["officer"], last.body["reason"]) == (
        "assign",
        cast.ben.person,
        cast.chen.person,
        "Away.",
    )
    acted(assigning.assign, case.number, **to_ben, reason="Back.", **dalia)
    while worker.read_on(worker.READERS["notices"], at=when(4)):
        pass
    told = Notice.objects.filter(kind__in=["officer-named", "case-assigned", "case-given-on"])
    assert sorted(told.values_list("kind", "person_id")) == sorted(
        [
            *[("officer-named", cast.amara.person)] * 3,
            ("case-assigned", cast.ben.person),  # told of the state at reading: Ben has it in the end
            ("case-assigned", cast.ben.person),
            ("case-given-on", cast.chen.person),
        ]
    )


def test_what_each_has_in_hand_and_who_is_proposed():
    cast, case = people(), a_case("submitted")
    busy = a_case("assessment", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    coast = staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")
    joins("mara", "reader")
    docket.read_on(at=when(5))
    seen = {"actor": cast.dalia, "at": when(5)}
    found = {one.name: one for one in assigning.loads(**seen)}
    assert list(found) == ["Ben Osei", "Chen Li", "Mara Coast"]
    ben = found["Ben Osei"]
    assert (ben.cases, ben.waiting, ben.late, ben.in_office) == (1, 1, 0, True)
    assert (ben.soonest, [name for _key, name in ben.seats]) == (busy.docket.due_at, ["Harbour"])
    assert ben == replace(
        found["Chen Li"], person=ben.person, name=ben.name, cases=1, waiting=1, soonest=ben.soonest
    )
    mine = assigning.candidates(case, found.values())
    assert [(one.person, one.own_firm) for one in mine] == [
        (cast.ben.person, False),
        (cast.chen.person, False),
        (coast.person, True),
    ]
    assert propose(mine).person == cast.chen.person
    assert refusal(assigning.assign, case.number, officer=coast.person, **seen) == ("officer-of-firm",)
    assert assigning.loads(actor=cast.amara, at=when(5)) == []

    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    roll.end_post(Post.objects.get(person_id=cast.ben.person).pk, actor=gina, at=when(6))
    left = next(one for one in assigning.loads(actor=cast.dalia, at=when(7)) if one.person == cast.ben.person)
    assert (left.cases, left.in_office, left.seats) == (1, False, ())
    assert refusal(assigning.assign, case.number, officer=cast.ben.person, actor=cast.dalia, at=when(7)) == (
        "officer-unknown",
    )


def test_after_some_cases_of_a_firm_in_a_row_it_is_the_turn_of_another():
    cast, most = people(), programme().rotation.in_a_row
    for round_ in range(most + 1):
        case = application.start(
            tier="compliance", roles=["importer"], actor=cast.amara, at=when(10 * round_)
        )
        answer_all(case, actor=cast.amara, at=when(10 * round_ + 1))
        declared = {"declared_name": "Amara Diallo", "actor": cast.amara}
        application.submit(case.number, **declared, at=when(10 * round_ + 2))
        if round_ < most:
            assert assigning.turn_over(case) is None
            assessment.take_on(case.number, actor=cast.ben, at=when(10 * round_ + 3))
            application.withdraw(case.number, reason="Later.", actor=cast.amara, at=when(10 * round_ + 4))
    ben, at = cast.ben.person, when(10 * most + 3)
    assert assigning.turn_over(case) == ben
    assert refusal(assessment.take_on, case.number, actor=cast.ben, at=at) == ("rotation-due",)
    given = {"officer": ben, "actor": cast.dalia, "at": at}
    assert refusal(assigning.assign, case.number, **given) == ("rotation-unexplained",)
    offered = assigning.candidates(case, assigning.loads(actor=cast.dalia, at=at))
    assert propose(offered).person == cast.chen.person
    acted(assigning.assign, case.number, **given, reason="Nobody else knows the trade.")
    assert officer_of(case.number) == ben
