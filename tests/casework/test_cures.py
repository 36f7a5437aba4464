"""What a suspended holder puts right: reported, returned or verified, and what is in effect after each."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from tests.worlds import a_granted, acted, people, refusal, when

from openaeo.bedrock import files
from openaeo.casework import cures, measures
from openaeo.casework.cures import cure_clock
from openaeo.casework.models import Cure, Document
from openaeo.casework.reach import in_effect
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 4, 6, 23, 59, 59, 999999, tzinfo=UTC)  # 60 days after 5 February


def a_cure(*criteria, held=None, day=31):
    """A suspension in force for `criteria` (none: the whole), with its cure."""
    cast, held, at = people(), held or a_granted(), when(day)
    noticed = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The fence was cut.",
        criteria=criteria,
        urgent=True,
        actor=cast.ben,
        at=at,
    )
    measures.take(noticed.pk, reasons="It stands open.", actor=cast.dalia, at=at)
    return Cure.objects.get(measure=noticed)


def a_photo():
    return files.store(BytesIO(b"\x89PNG\r\n\x1a\n" + b"fence" * 9), "fence.png", at=when(35))


def now(cure):
    return in_effect(Authorisation.objects.get(pk=cure.measure.authorisation_id), when(300))


def test_a_part_is_cured_reported_verified_and_in_effect_again():
    cure, cast = a_cure("I1"), people()
    clock = cure_clock(cure)
    assert (clock.due(when(31)), clock.days_left(when(31))) == (DUE, 60)
    assert now(cure) == "compliance"

    told = acted(
        cures.report,
        cure.pk,
        text=" A new fence stands. ",
        papers=[(a_photo(), "fence.png")],
        actor=cast.amara,
        at=when(40),
    )
    assert (told.state, told.report, told.reported_at, told.reported_by_id) == (
        "reported",
        "A new fence stands.",
        when(40),
        cast.amara.person,
    )
    assert [paper.name for paper in Document.objects.visible_to(cast.ben)] == ["fence.png"]

    done = acted(cures.verify, cure.pk, reasons="Seen on site.", actor=cast.dalia, at=when(45))
    assert (done.state, done.answer, done.answered_at, done.answered_by_id) == (
        "verified",
        "Seen on site.",
        when(45),
        cast.dalia.person,
    )
    assert now(cure) == "full"
    assert agree() == []


def test_a_report_that_is_not_enough_is_returned_and_reported_again():
    cure, cast = a_cure("I1"), people()
    cures.report(cure.pk, text="We shall build one.", actor=cast.amara, at=when(40))

    assert refusal(cures.send_back, cure.pk, reasons=" ", actor=cast.ben, at=when(41)) == ("reasons-missing",)
    acted(cures.send_back, cure.pk, reasons="A plan is no fence.", actor=cast.ben, at=when(41))
    assert refusal(cures.verify, cure.pk, reasons="x", actor=cast.dalia, at=when(42)) == ("not-from-here",)
    assert now(cure) == "compliance"
    acted(cures.report, cure.pk, text="It stands.", actor=cast.amara, at=when(50))
    acted(cures.verify, cure.pk, reasons="Seen.", actor=cast.dalia, at=when(51))
    assert now(cure) == "full"


def test_a_cure_of_the_whole_ends_the_suspension():
    cure, cast = a_cure(), people()
    cures.report(cure.pk, text="Done.", actor=cast.amara, at=when(40))
    acted(cures.verify, cure.pk, reasons="Seen.", actor=cast.dalia, at=when(45))
    held = Authorisation.objects.get(pk=cure.measure.authorisation_id)
    assert (held.state, now(cure)) == ("granted", "full")


@pytest.mark.parametrize(("first", "after"), [("part", ""), ("whole", "compliance")])
def test_of_two_suspensions_each_is_cured_by_itself(first, after):
    part = a_cure("I1")
    whole = a_cure("A1", held=Authorisation.objects.get(pk=part.measure.authorisation_id), day=33)
    cast, order = people(), {"part": [part, whole], "whole": [whole, part]}[first]
    assert now(part) == ""
    seen = []
    for cure in order:
        cures.report(cure.pk, text="Done.", actor=cast.amara, at=when(40))
        acted(cures.verify, cure.pk, reasons="Seen.", actor=cast.dalia, at=when(41))
        seen.append(now(cure))
    assert seen == [after, "full"]
    assert agree() == []


def test_a_report_says_something_and_comes_late_rather_than_never():
    cure, cast = a_cure("I1"), people()
    assert refusal(cures.report, cure.pk, text=" ", actor=cast.amara, at=when(40)) == ("report-empty",)
    acted(cures.report, cure.pk, text="At last.", actor=cast.amara, at=when(200))
    assert refusal(cures.report, cure.pk, text="Again.", actor=cast.amara, at=when(201)) == ("not-from-here",)


@pytest.mark.parametrize("ending", ["lift", "revoke", "surrender"])
def test_what_ends_otherwise_is_not_to_be_cured_any_more(ending):
    cure, cast = a_cure("I1"), people()
    number = cure.measure.authorisation_id
    if ending == "lift":
        measures.lift(number, reasons="No ground.", actor=cast.dalia, at=when(40))
    elif ending == "surrender":
        measures.surrender(number, reason="We move.", actor=cast.amara, at=when(40))
    else:
        noticed = measures.propose(
            number, kind="revoke", ground="not-cured", grounds="Nothing came.", actor=cast.ben, at=when(38)
        )
        measures.reply(noticed.pk, text="Soon.", actor=cast.amara, at=when(39))
        measures.take(noticed.pk, reasons="Too late.", actor=cast.dalia, at=when(40))
    cure.refresh_from_db()
    assert cure.state == "closed"
    codes = refusal(cures.report, cure.pk, text="x", actor=cast.amara, at=when(41))
    assert set(codes) == {"not-from-here"}


def test_wrong_people_get_nothing():
    cure, cast = a_cure("I1"), people()
    assert list(Cure.objects.visible_to(cast.otto)) == []
    said = {"reasons": "x", "at": when(41)}
    assert refusal(cures.report, cure.pk, text="x", actor=cast.otto, at=when(40)) == ("not-found",)
    assert refusal(cures.report, cure.pk, text="x", actor=cast.ben, at=when(40)) == ("not-your-capacity",)
    cures.report(cure.pk, text="Done.", actor=cast.amara, at=when(40))
    for actor in (cast.amara, cast.ben, cast.efua):
        assert refusal(cures.verify, cure.pk, actor=actor, **said) == ("not-your-capacity",)
    for actor in (cast.amara, cast.efua):
        assert refusal(cures.send_back, cure.pk, actor=actor, **said) == ("not-your-capacity",)
    assert refusal(cures.verify, 0, actor=cast.dalia, **said) == ("not-found",)
