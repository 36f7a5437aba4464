"""After the grant: notice, reply, taking by a second person, lifting, surrender, and what the register then says."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from tests.worlds import a_case, a_granted, a_suspended, acted, people, refusal, staff, when

from openaeo.casework import application, measures
from openaeo.casework.models import Cure
from openaeo.casework.reach import Effects, effects, in_effect
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
NOTICED = when(30)
CLOSES = datetime(2026, 3, 6, 23, 59, 59, 999999, tzinfo=UTC)  # 30 days after 4 February


def notice(held, *, actor=None, at=NOTICED, **other):
    particulars = {
        "kind": "suspend",
        "ground": "criteria-not-met",
        "grounds": "The gate stood open.",
        **other,
    }
    return acted(measures.propose, held.number, actor=actor or people().ben, at=at, **particulars)


def states(held):
    return [
        (period.status, period.during.lower, period.during.upper)
        for period in Authorisation.objects.get(pk=held.pk).periods.order_by("during")
    ]


def test_a_suspension_is_noticed_answered_taken_and_lifted():
    held, cast = a_granted(), people()
    measure = notice(held)
    assert (measure.state, measure.closes_at) == ("noticed", CLOSES)

    acted(measures.reply, measure.pk, text="It has a lock now.", actor=cast.amara, at=when(35))
    acted(measures.take, measure.pk, reasons="Not shown.", actor=cast.dalia, at=when(40))
    assert refusal(measures.lift, held.number, reasons="", actor=cast.dalia, at=when(50)) == (
        "reasons-missing",
    )
    acted(measures.lift, held.number, reasons="Shown.", actor=cast.dalia, at=when(50))

    measure.refresh_from_db()
    assert (measure.state, measure.reply, measure.decided_by_id, measure.decided_at) == (
        "taken",
        "It has a lock now.",
        cast.dalia.person,
        when(40),
    )
    end = when(20).replace(year=2031)
    assert states(held)[:4] == [
        ("granted", when(20), when(40)),
        ("suspended", when(40), when(50)),
        ("granted", when(50), end),
        ("expired", end, None),
    ]


def test_a_notice_names_everything_wrong_with_it():
    held, ben = a_suspended(), people().ben

    codes = refusal(
        measures.propose, held.number, kind="suspend", ground="dislike", grounds=" ", actor=ben, at=when(41)
    )
    wrong_ground = refusal(
        measures.propose,
        held.number,
        kind="revoke",
        ground="threat",
        grounds="x",
        urgent=True,
        actor=ben,
        at=when(41),
    )

    assert codes == ("not-from-here", "ground-unknown", "grounds-missing")
    assert wrong_ground == ("ground-not-for-measure", "urgent-only-suspends")
    assert refusal(
        measures.propose, held.number, kind="scold", ground="threat", grounds="x", actor=ben, at=when(41)
    ) == ("kind-unknown",)


def test_one_notice_of_a_kind_at_a_time():
    held = a_granted()
    notice(held)

    assert refusal(
        measures.propose,
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="x",
        actor=people().chen,
        at=when(31),
    ) == ("measure-open-already",)
    notice(held, kind="revoke")


def test_whoever_proposed_does_not_take():
    held, dalia = a_granted(), people().dalia
    measure = notice(held, actor=dalia, urgent=True)
    second = staff("femi", Capacity.DECIDER)

    assert refusal(measures.take, measure.pk, reasons="", actor=dalia, at=when(31)) == (
        "reasons-missing",
        "proposer-decides",
    )
    acted(measures.take, measure.pk, reasons="Danger.", actor=second, at=when(31))


@pytest.mark.parametrize("moment", [CLOSES - timedelta(microseconds=1), CLOSES])
def test_no_revocation_unheard_before_the_deadline(moment):
    held, dalia = a_granted(), people().dalia
    measure = notice(held, kind="revoke")
    take = {"reasons": "Nothing came.", "actor": dalia, "at": moment}

    if moment < CLOSES:
        assert refusal(measures.take, measure.pk, **take) == ("hearing-running",)
    else:
        acted(measures.take, measure.pk, **take)

    held.refresh_from_db()
    assert held.state == ("granted" if moment < CLOSES else "revoked")


def test_a_revoked_holder_is_beyond_measures_and_may_apply_again_in_three_years():
    held, cast = a_granted(), people()
    measure, lesser = notice(held, kind="revoke"), notice(held)
    measures.reply(measure.pk, text="Please.", actor=cast.amara, at=when(31))
    acted(measures.take, measure.pk, reasons="No.", actor=cast.dalia, at=when(32))

    assert refusal(measures.take, measure.pk, reasons="x", actor=cast.dalia, at=when(33)) == (
        "not-from-here",
        "not-from-here",
    )
    assert refusal(measures.lift, held.number, reasons="x", actor=cast.dalia, at=when(33)) == (
        "not-from-here",
    )
    acted(measures.drop, lesser.pk, reasons="Overtaken.", actor=cast.dalia, at=when(33))
    again = {"tier": "full", "roles": ["importer"], "actor": cast.amara}
    assert refusal(application.start, **again, at=when(40)) == ("barred-until",)
    acted(application.start, **again, at=when(32 + 3 * 366))


def test_a_new_grant_after_revocation_takes_the_identifiers_over():
    held, cast = a_granted(), people()
    measures.surrender(held.number, reason="Moved.", actor=cast.amara, at=when(25))

    again = a_case(at="granted", begun=when(30)).authorisation

    assert again.number != held.number
    assert set(again.aliases.values_list("scheme", "value")) == {
        ("aeo", again.number),
        ("tin", "QM000000001"),
    }


def test_a_dropped_notice_changes_nothing():
    held, cast = a_granted(), people()
    measure = notice(held)
    before = states(held)

    assert refusal(measures.drop, measure.pk, reasons=" ", actor=cast.dalia, at=when(31)) == (
        "reasons-missing",
    )
    acted(measures.drop, measure.pk, reasons="A mistake.", actor=cast.dalia, at=when(31))

    measure.refresh_from_db()
    assert (measure.state, states(held)) == ("dropped", before)
    assert refusal(measures.reply, measure.pk, text="x", actor=cast.amara, at=when(32)) == ("not-from-here",)


def test_the_holder_replies_once_and_says_something():
    held, cast = a_granted(), people()
    measure = notice(held)

    assert refusal(measures.reply, measure.pk, text="", actor=cast.amara, at=when(31)) == ("reply-empty",)
    acted(measures.reply, measure.pk, text="Closed.", actor=cast.amara, at=when(31))
    assert refusal(measures.reply, measure.pk, text="Too.", actor=cast.amara, at=when(32)) == (
        "not-from-here",
    )


def test_a_holder_surrenders_and_nobody_else_does():
    held, cast = a_granted(), people()
    preparer = dataclasses.replace(cast.amara, mandate=MandateKind.PREPARER)
    give_up = {"reason": "We moved.", "at": when(25)}

    assert refusal(measures.surrender, held.number, actor=cast.otto, **give_up) == ("not-found",)
    assert refusal(measures.surrender, held.number, actor=cast.dalia, **give_up) == ("not-your-capacity",)
    assert refusal(measures.surrender, held.number, actor=preparer, **give_up) == ("not-your-mandate",)
    acted(measures.surrender, held.number, actor=cast.amara, **give_up)

    assert states(held) == [("granted", when(20), when(25)), ("surrendered", when(25), None)]
    assert refusal(measures.surrender, held.number, actor=cast.amara, **give_up) == ("not-from-here",)


def test_effects_show_what_would_stop():
    held, cast = a_granted(), people()
    known = (("aeo", held.number), ("tin", "QM000000001"))

    assert effects(held, at=when(30)) == Effects(
        stops=("compliance", "security"),
        stays=(),
        leaves="",
        benefits=("BN1", "BN2", "BN3", "BN4", "BN5", "BN6", "BN7"),
        kept=(),
        aliases=known,
        reached=(),
        public=True,
    )
    measure = notice(held, urgent=True)
    measures.take(measure.pk, reasons="Danger.", actor=cast.dalia, at=when(31))
    after = effects(Authorisation.objects.get(pk=held.pk), at=when(31))
    assert after == Effects((), (), "", (), (), known, (), public=True)


def test_a_part_is_suspended_when_only_it_asks_what_failed():
    held, cast = a_granted(), people()

    shown = effects(held, criteria=["I1"], at=when(30))
    assert (shown.stops, shown.stays, shown.leaves) == (("security",), ("compliance",), "compliance")
    assert (shown.benefits, shown.kept) == (("BN6",), ("BN1", "BN2", "BN3", "BN4", "BN5", "BN7"))
    both = effects(held, criteria=["A1", "I1"], at=when(30))
    assert (both.stops, both.stays, both.leaves) == (("compliance", "security"), (), "")
    ended = effects(held, kind="revoke", criteria=["I1"], at=when(30))
    assert (ended.stops, ended.stays) == (("compliance", "security"), ())

    measure = notice(held, criteria=["I1"], urgent=True)
    assert (measure.criteria, measure.parts) == (["I1"], ["security"])
    acted(measures.take, measure.pk, reasons="A break-in.", actor=cast.dalia, at=when(31))

    held.refresh_from_db()
    assert (held.state, in_effect(held, when(31)), in_effect(held, when(30))) == (
        "granted",
        "compliance",
        "full",
    )
    assert (measure.cure.state, measure.cure.since) == ("asked", when(31))
    assert states(held)[:2] == [
        ("granted", when(20), when(31)),
        ("granted", when(31), when(20).replace(year=2031)),
    ]


def test_a_suspension_for_criteria_of_every_part_is_one_of_the_whole():
    measure = notice(a_granted(), criteria=["I1", "A1"])
    assert (measure.criteria, measure.parts) == (["A1", "I1"], [])


def test_only_criteria_that_the_holder_must_meet_are_named_and_no_part_stops_twice():
    held, cast = a_granted(), people()
    first = notice(held, criteria=["I1"], urgent=True)
    acted(measures.take, first.pk, reasons="A break-in.", actor=cast.dalia, at=when(31))
    new = {"kind": "suspend", "ground": "criteria-not-met", "grounds": "x", "actor": cast.ben, "at": when(32)}

    assert refusal(measures.propose, held.number, criteria=["I2", "Z9"], **new) == (
        "criterion-not-asked",
        "part-suspended-already",
    )
    whole = acted(measures.propose, held.number, criteria=["A1"], urgent=True, **new)
    acted(measures.take, whole.pk, reasons="Records.", actor=cast.dalia, at=when(33))
    held.refresh_from_db()
    assert (held.state, in_effect(held, when(33))) == ("suspended", "")


def test_lifting_ends_suspensions_of_parts_too_and_closes_what_was_asked():
    held, cast = a_granted(), people()
    give = {"reasons": "No ground after all.", "actor": cast.dalia}
    assert refusal(measures.lift, held.number, **give, at=when(30)) == ("not-from-here",)
    measure = notice(held, criteria=["I1"], urgent=True)
    acted(measures.take, measure.pk, reasons="A break-in.", actor=cast.dalia, at=when(31))

    acted(measures.lift, held.number, **give, at=when(32))

    held.refresh_from_db()
    assert (held.state, in_effect(held, when(32))) == ("granted", "full")
    assert Cure.objects.get(measure=measure).state == "closed"


def test_wrong_people_get_nothing():
    held, cast = a_granted(), people()
    measure = notice(held)
    new = {"kind": "revoke", "ground": "insolvent", "grounds": "x", "at": when(31)}

    assert refusal(measures.reply, measure.pk, text="x", actor=cast.otto, at=when(31)) == ("not-found",)
    for actor in (cast.amara, cast.efua, cast.otto):
        assert refusal(measures.propose, held.number, actor=actor, **new) == ("not-your-capacity",)
    for actor in (cast.amara, cast.ben, cast.efua, cast.otto):
        who = {"reasons": "x", "actor": actor, "at": when(31)}
        expected = {"not-found"} if actor is cast.otto else {"not-your-capacity"}
        assert set(refusal(measures.take, measure.pk, **who)) == expected
        assert set(refusal(measures.drop, measure.pk, **who)) == expected
        assert refusal(measures.lift, held.number, **who) == ("not-your-capacity",)
    assert refusal(measures.propose, "QMAEO99999999", actor=cast.ben, **new) == ("not-found",)
