"""More granted to a holder, and part of it given up: one number, one history, the register and its reader agree at once."""

import pytest
from tests.worlds import a_finding, a_granted, acted, answer_all, assess_all, people, refusal, staff, when

from openaeo.bedrock.journal import verify
from openaeo.casework import (
    amending,
    appeals,
    application,
    assessment,
    carrying,
    decision,
    findings,
    measures,
    splitting,
)
from openaeo.casework.models import Case, Cure
from openaeo.casework.reach import criteria_of, effects, in_effect
from openaeo.casework.timeline import timeline
from openaeo.dossier.due import closed
from openaeo.law.terms import Capacity
from openaeo.register.answers import by_number
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

pytestmark = pytest.mark.django_db
MORE = {"tier": "full", "roles": ["importer", "exporter"]}


def starts(held, days=30, **other):
    told = {**MORE, "amends": held.number, "actor": people().amara, "at": when(days)}
    return {**told, **other}


def decided(case, cast):
    number = case.number
    waiting = carrying.waiting(case)
    carrying.confirm(number, waiting, actor=cast.amara, at=when(31))
    answer_all(case, actor=cast.amara, at=when(31))
    application.submit(number, declared_name="Amara Diallo", actor=cast.amara, at=when(32))
    assessment.take_on(number, actor=cast.ben, at=when(33))
    assessment.accept(number, actor=cast.ben, at=when(33))
    assert (
        refusal(splitting.split_by_type, number, offices={}, actor=cast.ben, at=when(33))[-1]
        == "amendment-whole"
    )
    assess_all(case, actor=cast.ben, at=when(34))
    assessment.recommend(number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(35))
    return number, {"reasons": "All met.", "actor": cast.dalia, "at": when(40)}


def test_more_is_granted_under_the_same_number_and_the_past_stays_as_it_was():
    held, cast = a_granted(tier="compliance"), people()
    before = held.case
    assert refusal(application.start, **starts(held, amends="")) == ("authorised-already",)
    assert refusal(application.start, **starts(held, amends="QMAEO99999999")) == ("not-found",)
    assert refusal(application.start, **starts(held, tier="security")) == ("amendment-not-more",)
    assert refusal(application.start, **starts(held, roles=["carrier"])) == ("amendment-other-roles",)
    case = acted(application.start, **starts(held))
    # Everything that was answered came along; what is left to answer is what security asks beyond that.
    waiting = set(carrying.waiting(case))
    assert waiting == set(before.answers.values_list("criterion", flat=True))
    assert refusal(
        application.choose, case.number, tier="compliance", roles=MORE["roles"], actor=cast.amara, at=when(31)
    ) == ("amendment-not-more",)

    number, told = decided(case, cast)
    found = a_finding(case=before, begun=when(28))
    measure = measures.propose(
        held.number, kind="revoke", ground="not-cured", grounds="Open.", actor=cast.ben, at=when(38)
    )
    assert refusal(decision.grant, number, **told) == ("measure-open", "findings-open-before")
    findings.withdraw(found.pk, reason="It was elsewhere.", actor=cast.ben, at=when(39))
    measures.drop(measure.pk, reasons="Settled.", actor=cast.dalia, at=when(39))

    assert acted(decision.grant, number, **told).number == held.number
    held, case, before = (
        Authorisation.objects.get(pk=held.pk),
        Case.objects.get(pk=number),
        Case.objects.get(pk=before.pk),
    )
    assert (held.tier, held.state, held.ends.date().isoformat()) == ("full", "granted", "2031-02-14")
    assert (case.state, case.authorisation_id, before.authorisation_id) == ("granted", held.number, None)
    assert (before.led_to, before.concerns_id, before.superseded_at) == (held.number, held.number, when(40))
    assert [in_effect(held, when(day)) for day in (25, 39, 40, 41)] == [
        "compliance",
        "compliance",
        "full",
        "full",
    ]
    assert {one.id for one in criteria_of(held)} > waiting
    for at, tier in ((when(39), "compliance"), (when(40), "full")):
        assert (by_number(held.number, at=at).tier, by_number(held.number, at=at).in_effect_as) == (tier, "")
    assert Authorisation.objects.filter(operator=held.operator_id).count() == 1
    assert (agree(), verify().fault) == ([], None)
    # Both applications tell of what happens to it, and the earlier one is kept as long as it lives.
    assert "grant" in {one.code for one in timeline(before, actor=cast.amara)}
    assert closed(before).after is None


def test_part_is_given_up_at_the_holders_wish():
    held, cast = a_granted(), people()
    up = {"tier": "compliance", "reason": "We gave up the warehouse.", "actor": cast.amara, "at": when(30)}
    for other, reasons in (
        ({"actor": cast.otto}, ("not-found",)),
        ({"actor": cast.dalia}, ("not-your-capacity",)),
        ({"tier": "full", "reason": " "}, ("tier-not-below", "reason-missing")),
    ):
        assert refusal(amending.give_up, held.number, **{**up, **other}) == reasons
    lost = amending.loss(held, "compliance", when(30))
    assert (lost.stops, lost.stays) == (("security",), ("compliance",))
    noticed = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="Not met.",
        criteria=["I1"],
        urgent=True,
        actor=cast.ben,
        at=when(28),
    )
    assert refusal(amending.give_up, held.number, **up) == ("measure-open",)
    measures.take(noticed.pk, reasons="So it is.", actor=cast.dalia, at=when(29))
    assert refusal(amending.give_up, held.number, **up) == ("part-suspended",)
    measures.lift(held.number, reasons="Cured.", actor=cast.dalia, at=when(29, hours=2))

    ends = held.ends
    held = acted(amending.give_up, held.number, **up)
    assert (held.tier, held.state, held.ends) == ("compliance", "granted", ends)
    held = Authorisation.objects.get(pk=held.pk)
    assert [in_effect(held, when(day)) for day in (25, 29.04, 29.5, 30)] == [
        *("full", "compliance", "full", "compliance"),
    ]
    assert not Authorisation.objects.only_narrowed_at(when(25)).exists()
    assert Authorisation.objects.only_narrowed_at(when(29.04)).exists()
    assert agree() == []
    assert refusal(amending.give_up, held.number, **up) == ("tier-not-below",)


def test_customs_reduces_for_good_after_hearing_the_holder():
    held, cast = a_granted(), people()

    def proposed(days, **other):
        told = {"kind": "reduce", "ground": "not-cured", "grounds": "No lock.", "criteria": ["I1"]}
        return {**told, "actor": cast.ben, "at": when(days), **other}

    meant = measures.propose
    for other, reasons in (
        ({"criteria": []}, ("reduction-leaves-nothing",)),
        ({"criteria": ["A1", "I1"]}, ("reduction-leaves-nothing",)),
        ({"urgent": True}, ("urgent-only-suspends",)),
        ({"actor": cast.amara}, ("not-your-capacity",)),
    ):
        assert refusal(meant, held.number, **proposed(30, **other)) == reasons
    suspended = measures.propose(
        held.number, **proposed(30, kind="suspend", ground="criteria-not-met", urgent=True)
    )
    measures.take(suspended.pk, reasons="So it is.", actor=cast.dalia, at=when(31))
    stops = effects(held, kind="reduce", criteria=["I1"], at=when(32))
    assert (stops.leaves, stops.stays, stops.reached) == ("compliance", ("compliance",), ())
    noticed = acted(meant, held.number, **proposed(40))
    assert noticed.parts == ["security"]
    told = {"reasons": "Still no lock.", "actor": cast.dalia, "at": when(50)}
    assert refusal(measures.take, noticed.pk, **told) == ("hearing-running",)
    measures.reply(noticed.pk, text="It is ordered.", actor=cast.amara, at=when(45))
    both = staff("ben", Capacity.DECIDER)
    assert refusal(measures.take, noticed.pk, **{**told, "actor": both}) == ("proposer-decides",)

    acted(measures.take, noticed.pk, **told)
    held = Authorisation.objects.get(pk=held.pk)
    assert (held.tier, held.state) == ("compliance", "granted")
    assert [in_effect(held, when(day)) for day in (25, 35, 50)] == ["full", "compliance", "compliance"]
    assert not Authorisation.objects.only_narrowed_at(when(50)).exists()
    assert Cure.objects.get().state == "closed"
    assert refusal(appeals.lodge_for_measure, noticed.pk, grounds="No.", actor=cast.amara, at=when(51)) == (
        "revocation-not-here",
    )
    assert agree() == []
