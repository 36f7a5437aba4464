"""A case in parts: made by the desk, each its office's own, decided together with mixed outcomes; only that is in force."""

import pytest
from tests.worlds import (
    a_case,
    acted,
    an_office,
    assess_all,
    failing,
    leave_to_monitoring,
    people,
    refusal,
    staff,
    when,
)

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import appeals, application, assessment, decision, partition, splitting
from openaeo.casework.models import Case, CasePart, Handling
from openaeo.casework.timeline import timeline
from openaeo.law.terms import Capacity
from openaeo.notices import telling
from openaeo.notices.models import Notice
from openaeo.parties.onboarding import add_site, close_site
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def coast():
    return an_office("Coast", "Coast")


@pytest.fixture
def mara(coast):
    return staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")


def a_site(name, day=4):
    return add_site(
        people().firm.number,
        name=name,
        address=f"{name} Road",
        purpose="Storage",
        customs_relevant=True,
        actor=people().amara,
        at=when(day),
    )


def notices(kind):
    for entry in JournalEntry.objects.order_by("cursor"):
        telling.tell(entry, entry.at)
    return sorted(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def states(case):
    return {row.number: row.state for row in CasePart.objects.filter(case=case)}


def test_parts_are_made_of_premises_and_each_office_acts_on_its_own(coast, mara):
    case, cast = a_case("assessment"), people()
    number, home, by = case.number, an_office("Harbour"), {"actor": cast.ben, "at": when(5)}
    north, south = a_site("North"), a_site("South")

    assert refusal(splitting.split, number, sites=[], office=0, **by) == (
        *("office-unknown", "part-empty", "rest-office-missing"),
    )
    other = cast.other_firm.sites.get().pk
    assert refusal(splitting.split, number, sites=[other], office=coast.pk, rest=home.pk, **by) == (
        "not-of-case",
    )
    wanted = {"sites": [north.pk], "office": coast.pk, "rest": home.pk, "at": when(5)}
    for outsider in (cast.amara, cast.otto, cast.dalia):
        assert refusal(splitting.split, number, **wanted, actor=outsider) in {
            ("not-your-capacity",),
            ("not-found",),
        }
    new = acted(splitting.split, number, **wanted, actor=cast.ben)
    assert (str(new), new.office_id, [one.name for one in new.sites.all()]) == (
        f"{number}/2",
        coast.pk,
        ["North"],
    )
    third = acted(splitting.split, number, sites=[south.pk], office=home.pk, **by)
    assert {row.number: splitting.covered(row) for row in partition.rows_of(Case.objects.get())} == {
        1: ["Main warehouse"],
        2: ["North"],
        third.number: ["South"],
    }
    types = {"compliance": home.pk, "security": home.pk}
    assert refusal(splitting.split_by_type, number, offices=types, **by) == ("split-already",)
    assert set(notices("part-for-office")) == {mara.person, cast.chen.person}  # Ben did it himself

    # A site that the firm names later lies nowhere, until it is placed.
    east = a_site("East", 6)
    assess_all(case, actor=cast.ben, at=when(7), gaps=["A1"])
    whole = {"proposal": "grant", "recommendation": "Grant what can be.", "actor": cast.ben, "at": when(8)}
    assert refusal(assessment.recommend, number, **whole) == ("parts-open", "sites-unplaced")
    assert refusal(splitting.place_site, number, 9, site=east.pk, **by) == ("part-unknown",)
    acted(splitting.place_site, number, 1, site=east.pk, actor=cast.ben, at=when(8))

    # Its own office alone recommends it, and names what fails there.
    said = {"recommendation": "DESK: as seen.", "at": when(8)}
    assert refusal(
        splitting.recommend_part, number, 2, proposal="refuse", failed=["A1"], **said, actor=cast.ben
    ) == ("not-your-part",)
    assert refusal(splitting.recommend_part, number, 2, proposal="refuse", **said, actor=mara) == (
        "part-points-missing",
    )
    acted(splitting.recommend_part, number, 2, proposal="grant", **said, actor=mara)
    acted(splitting.take_back_part, number, 2, actor=mara, at=when(8))
    acted(splitting.recommend_part, number, 2, proposal="refuse", failed=["A1"], **said, actor=mara)
    assert Handling.objects.filter(case=number, person=mara.person, kind="assessing").exists()
    acted(splitting.recommend_part, number, 1, proposal="grant", **said, actor=cast.ben)

    # What the firm applies for is not cancelled, by whomever.
    cancel = {"reason": "You left it out.", "at": when(9)}
    assert refusal(splitting.cancel_part, number, 3, **cancel, actor=mara) == (
        *("not-your-part", "part-applied-for"),
    )
    assert refusal(splitting.leave_out_part, number, 3, actor=cast.otto, at=when(9)) == ("not-found",)
    acted(splitting.leave_out_part, number, 3, why="Sold.", actor=cast.amara, at=when(9))
    acted(splitting.keep_part, number, 3, actor=cast.amara, at=when(9))
    acted(splitting.leave_out_part, number, 3, why="Sold after all.", actor=cast.amara, at=when(9))
    assert refusal(splitting.cancel_part, number, 3, **cancel, actor=mara) == ("not-your-part",)
    acted(splitting.cancel_part, number, 3, **cancel, actor=cast.ben)
    assert notices("part-cancelled") == [cast.amara.person]
    assert refusal(splitting.cancel_part, number, 2, **cancel, actor=mara) == ("part-applied-for",)

    assessment.recommend(number, **{**whole, "at": when(10)})
    assert refusal(splitting.split, number, **{**wanted, "at": when(11)}, actor=cast.ben) == (
        *("not-from-here", "part-takes-all", "part-not-open"),
    )


def by_premises(coast, mara):
    """A case recommended in three parts: for a grant, for a refusal because of A1, and left out by the firm."""
    case, cast = a_case("assessment"), people()
    number, home = case.number, an_office("Harbour").pk
    for name, office in (("North", coast.pk), ("South", home)):
        splitting.split(number, sites=[a_site(name).pk], office=office, rest=home, actor=cast.ben, at=when(5))
    assess_all(case, actor=cast.ben, at=when(7), gaps=["A1"])
    said = {"recommendation": "DESK: as seen.", "at": when(8)}
    splitting.recommend_part(number, 1, proposal="grant", **said, actor=cast.ben)
    splitting.recommend_part(number, 2, proposal="refuse", failed=["A1"], **said, actor=mara)
    splitting.leave_out_part(number, 3, why="Sold.", actor=cast.amara, at=when(9))
    splitting.cancel_part(number, 3, reason="You left it out.", actor=cast.ben, at=when(9))
    assessment.recommend(number, proposal="grant", recommendation="Part.", actor=cast.ben, at=when(10))
    return number


def test_a_decision_gives_each_part_its_outcome_and_only_what_is_granted_is_in_force(coast, mara):
    cast, number = people(), by_premises(coast, mara)
    # The refusal of a part is an adverse act like any other: heard first, and for reasons.
    grant = {"refusing": [2], "actor": cast.dalia}
    assert refusal(decision.grant, number, reasons="", **grant, at=when(11)) == (
        *("reasons-missing", "part-not-heard"),
    )
    assert refusal(decision.grant, number, reasons="All.", actor=cast.dalia, at=when(11)) == (
        *("gaps-open", "departure-unexplained"),
    )
    hear = {"grounds": "No log at North.", "actor": cast.dalia, "at": when(12)}
    assert refusal(decision.hear, number, **hear) == ("parts-missing",)
    assert refusal(decision.hear, number, parts=[3], **hear) == ("part-unknown",)
    acted(decision.hear, number, parts=[2], **hear)
    decision.reply_hearing(number, text="There is one now.", actor=cast.amara, at=when(13))
    assert refusal(decision.refuse, number, reasons="All of it.", actor=cast.dalia, at=when(14)) == (
        *("part-not-heard", "departure-unexplained"),
    )
    # None but the parts that wait, and never all of them.
    assert refusal(decision.grant, number, reasons="x", **{**grant, "refusing": [1, 2, 3]}, at=when(14)) == (
        *("part-unknown", "no-part-granted", "part-not-heard", "departure-unexplained"),
    )
    held = decision.grant(number, reasons="North has no log.", **grant, at=when(14))

    assert held.premises == ["Main warehouse"]
    assert states(number) == {1: "granted", 2: "refused", 3: "cancelled"}
    assert not CasePart.objects.filter(case=number, ended_at=None).exists()
    assert agree() == []  # the journal tells of the premises too
    told = JournalEntry.objects.get(act="grant", topic="case").body["parts"]
    assert [(one["number"][-2:], one["state"]) for one in told] == [
        *(("/1", "granted"), ("/2", "refused"), ("/3", "cancelled")),
    ]

    mine = timeline(Case.objects.get(), actor=cast.amara)
    assert not any("DESK" in str(one.params) for one in mine)
    codes = {one.code for one in mine}
    assert "recommend-part" not in codes
    assert codes >= {"split-case", "leave-out-part", "cancel-part"}
    assert list(CasePart.objects.visible_to(cast.otto)) == []
    assert CasePart.objects.visible_to(cast.amara).count() == 3


def test_some_of_the_types_are_granted_and_what_fails_in_another_does_not_bar_them():
    case, cast = a_case("assessment"), people()
    number, home = case.number, an_office("Harbour").pk
    by = {"actor": cast.ben, "at": when(5)}
    assert partition.types_of(case) == ("compliance", "security")
    assert refusal(splitting.split_by_type, number, offices={"compliance": home}, **by) == ("office-unknown",)
    acted(splitting.split_by_type, number, offices={"compliance": home, "security": home}, **by)
    assert refusal(splitting.split, number, sites=[1], office=home, **by)[0] == "split-otherwise"
    assess_all(case, actor=cast.ben, at=when(7), gaps=["I6"])
    said = {"recommendation": "As seen.", "actor": cast.ben, "at": when(8)}
    splitting.recommend_part(number, 1, proposal="grant", **said)
    splitting.recommend_part(number, 2, proposal="refuse", failed=["I6"], **said)
    assessment.recommend(number, proposal="grant", **said)
    decision.hear(number, grounds="I6.", parts=[2], actor=cast.dalia, at=when(9))
    decision.reply_hearing(number, text="Soon.", actor=cast.amara, at=when(10))
    by = {"reasons": "Not yet.", "departure": "Better.", "actor": cast.dalia, "at": when(11)}
    assert refusal(decision.grant, number, refusing=[1], **by) == ("gaps-open", "part-not-heard")

    decision.grant(number, refusing=[2], **by)

    held = Authorisation.objects.get()
    assert (held.tier, held.premises) == ("compliance", [])
    assert states(number) == {1: "granted", 2: "refused"}


def test_parts_end_and_come_back_with_their_case(coast, mara):
    case, cast = a_case("assessment"), people()
    number, home = case.number, an_office("Harbour").pk
    north = a_site("North")
    splitting.split(number, sites=[north.pk], office=coast.pk, rest=home, actor=cast.ben, at=when(5))
    assess_all(case, actor=cast.ben, at=when(7), gaps=["A1"])
    said = {"proposal": "refuse", "recommendation": "As seen.", "failed": ["A1"], "at": when(8)}
    splitting.recommend_part(number, 1, **said, actor=cast.ben)
    splitting.recommend_part(number, 2, **said, actor=mara)
    assessment.recommend(
        number,
        proposal="refuse",
        recommendation="No.",
        points=failing(number),
        actor=cast.ben,
        at=when(9),
    )
    decision.hear(number, grounds="A1.", parts=[1, 2], actor=cast.dalia, at=when(10))
    decision.reply_hearing(number, text="Soon.", actor=cast.amara, at=when(11))
    decision.refuse(number, reasons="A1.", actor=cast.dalia, at=when(12))
    assert states(number) == {1: "refused", 2: "refused"}

    reviewer = staff("rosa", Capacity.REVIEWER, "Rosa")
    appeal = appeals.lodge_for_case(number, grounds="Wrong.", actor=cast.amara, at=when(13))
    appeals.take_up(appeal.pk, actor=reviewer, at=when(14))
    appeals.allow(appeal.pk, reasons="Look again.", actor=reviewer, at=when(15))
    assert states(number) == {1: "open", 2: "open"}
    assert set(CasePart.objects.values_list("proposal", "ended_at")) == {("", None)}

    # Closed premises need no word of the firm.
    close_site(north.pk, actor=cast.amara, at=when(16))
    splitting.cancel_part(number, 2, reason="It is closed.", actor=mara, at=when(17))
    assert refusal(splitting.cancel_part, number, 1, reason="x", actor=cast.ben, at=when(17)) == (
        *("part-applied-for", "last-part"),
    )
    leave_to_monitoring(Case.objects.get(), actor=cast.ben, at=when(17))
    application.withdraw(number, reason="Later.", actor=cast.amara, at=when(18))
    assert states(number) == {1: "cancelled", 2: "cancelled"}
