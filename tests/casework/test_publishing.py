"""A verified organisation publishes to its members, who refer to it; it sees nothing of their answers."""

import io

import pytest
from tests.worlds import a_case, acted, an_operator, joins, people, refusal, when

from openaeo.bedrock import files, journal
from openaeo.casework import application, publishing, references
from openaeo.casework.facts import said_by
from openaeo.casework.models import (
    Membership,
    Procedure,
    ProcedureReference,
    ProcedureVersion,
    Publisher,
)
from openaeo.law.procedures import ReferenceStand
from openaeo.law.terms import Claim
from openaeo.notices import telling
from openaeo.notices.models import Notice
from openaeo.parties.models import Operator

pytestmark = pytest.mark.django_db

TABLES = (Publisher, Membership, Procedure, ProcedureVersion, ProcedureReference)


def paper(text, at=2):
    return files.store(io.BytesIO(text.encode()), "gates.txt", at=when(at))


def seen(actor):
    """How many rows of each table somebody sees."""
    return [table.objects.visible_to(actor).count() for table in TABLES]


def stands(reference):
    """Return how a reference stands, after checking that the list of the desk says the same."""
    row = ProcedureReference.objects.get(pk=reference.pk)
    rows = ProcedureReference.objects.filter(pk=row.pk)
    assert [one for one in ReferenceStand if rows.standing_as(one).exists()] == [row.stand]
    return row.stand.value


def told(actor):
    for entry in journal.since(0):
        telling.tell(entry, when(20))
    return set(Notice.objects.filter(person=actor.person).values_list("kind", flat=True))


WHAT = {"name": "gates.txt", "title": "Gates", "dated_on": when(0).date(), "criteria": ["A2", "A1"]}


def published(cast, *, to=True):
    """Return Otto's procedure of gates, in its first version; published to Amara's firm unless `to` is false."""
    by = {"actor": cast.otto, "at": when(2)}
    asked = publishing.ask_to_publish(cast.other_firm.number, kind="association", about="Statutes.", **by)
    publishing.verify(asked.pk, actor=cast.ben, at=when(2))
    first = publishing.publish(paper("One"), **WHAT, **by)
    if to:
        offered = publishing.offer_membership(cast.firm.number, **by)
        publishing.accept_membership(offered.pk, actor=cast.amara, at=when(2))
    return first


def referring(cast, case):
    """Return Amara's answer A1 referring to Otto's procedure; her firm is small."""
    Operator.objects.filter(pk=cast.firm.pk).update(size="small")
    line = published(cast).procedure_id
    more = {"actor": cast.amara, "at": when(3)}
    application.answer(case.number, "A1", claim=Claim.MET, explanation="", **more)
    return acted(references.refer, case.number, "A1", line, differences=" At gate 3. ", **more)


def test_customs_makes_sure_before_anything_is_published():
    cast = people()
    otto, ben, firm = cast.otto, cast.ben, cast.other_firm.number
    ask = {"kind": "association", "about": "Our statutes.", "actor": otto, "at": when(1)}
    assert refusal(publishing.ask_to_publish, firm, **{**ask, "kind": "x", "about": " "}) == (
        "publisher-kind-unknown",
        "publisher-about-missing",
    )
    assert refusal(publishing.ask_to_publish, cast.firm.number, **ask) == ("not-found",)
    asked = acted(publishing.ask_to_publish, firm, **ask)
    assert refusal(publishing.ask_to_publish, firm, **ask) == ("publisher-already",)
    by = {"actor": otto, "at": when(2)}
    assert refusal(publishing.publish, paper("One"), **WHAT, **by) == ("not-a-publisher",)
    assert refusal(publishing.offer_membership, cast.firm.number, **by) == ("not-a-publisher",)
    for one, why in (
        (otto, "not-your-capacity"),
        (cast.dalia, "not-your-capacity"),
        (cast.amara, "not-found"),
    ):
        assert refusal(publishing.verify, asked.pk, actor=one, at=when(2)) == (why,)
    assert refusal(publishing.turn_down, asked.pk, reasons="", actor=ben, at=when(2)) == ("reasons-missing",)
    acted(publishing.turn_down, asked.pk, reasons="No statutes.", actor=ben, at=when(2))
    acted(publishing.ask_to_publish, firm, **ask)
    joins("ben", "reader", firm=an_operator("otto", name="", tin="QM000000002"))
    assert refusal(publishing.verify, asked.pk, actor=ben, at=when(2)) == ("own-firm",)
    acted(publishing.verify, asked.pk, actor=cast.chen, at=when(2))
    bad = {**WHAT, "title": " ", "dated_on": when(9).date(), "criteria": ["Z9"]}
    assert refusal(publishing.publish, paper("One"), **bad, **by) == (
        *("procedure-title-missing", "criterion-not-applying", "document-not-yet-issued"),
    )
    assert refusal(publishing.publish, paper("One"), **{**WHAT, "criteria": [], "dated_on": None}, **by) == (
        *("criteria-missing", "procedure-date-missing"),
    )
    assert refusal(publishing.offer_membership, "TRN-999999", **by) == ("member-unknown",)
    assert refusal(publishing.offer_membership, firm, **by) == ("member-is-publisher",)
    assert {"publishing-verified", "publishing-turned-down"} <= told(otto)


def test_a_member_refers_and_the_publisher_sees_none_of_it():
    cast, case = people(), a_case(at="draft")
    number, amara, otto = case.number, cast.amara, cast.otto
    first = published(cast, to=False)
    line, by = first.procedure_id, {"actor": otto, "at": when(2)}
    offered = acted(publishing.offer_membership, f" {cast.firm.number.lower()}", **by).pk
    assert refusal(publishing.offer_membership, cast.firm.number, **by) == ("member-already",)
    more = {"actor": amara, "at": when(3)}
    for one in ("A1", "B1"):
        application.answer(number, one, claim=Claim.MET, explanation="", **more)
    assert refusal(references.refer, number, "A1", line, **more) == ("not-found",)  # not accepted yet
    assert seen(amara) == [1, 1, 0, 0, 0]
    assert refusal(publishing.accept_membership, offered, **by) == ("member-answers",)
    acted(publishing.accept_membership, offered, **more)
    assert seen(amara) == [1, 1, 1, 1, 0]
    assert refusal(references.refer, number, "A2", line, **more) == ("answer-first",)
    assert refusal(references.refer, number, "B1", line, differences="x" * 4_001, **more) == (
        *("procedure-other-criterion", "differences-too-long"),
    )
    reader = joins("kim", "reader")
    assert refusal(references.refer, number, "A1", line, actor=reader, at=when(3)) == ("not-your-mandate",)
    Operator.objects.filter(pk=cast.firm.pk).update(size="small")
    assert said_by(case)["A1"].documents == 0
    made = acted(references.refer, number, "A1", line, differences=" At gate 3. ", **more)
    assert (made.version, made.differences, stands(made)) == (first, "At gate 3.", "current")
    assert refusal(references.refer, number, "A1", line, **more) == ("referred-already",)
    assert said_by(case)["A1"].documents == 1
    Operator.objects.filter(pk=cast.firm.pk).update(size="large")
    assert said_by(case)["A1"].documents == 0  # the programme lets only small firms show another's procedure
    assert seen(otto) == [1, 1, 1, 1, 0]  # the publisher sees nothing of the answer
    assert seen(an_operator("uma", name="Juniper Ltd", tin="QM000000077").owner) == [0] * 5
    assert seen(cast.ben) == [1, 1, 0, 0, 0]  # a draft is nothing for customs
    assert refusal(references.drop, number, "A1", made.pk, actor=otto, at=when(4)) == ("not-found",)
    acted(references.drop, number, "A1", made.pk, actor=amara, at=when(4))
    assert {"membership-accepted"} <= told(otto)
    assert "membership-offered" in told(amara)


def test_a_newer_version_is_followed_or_not_and_a_withdrawal_shows():
    cast, case = people(), a_case(at="draft")
    number, amara, otto, ben = case.number, cast.amara, cast.otto, cast.ben
    made = referring(cast, case)
    line = made.version.procedure_id
    assert refusal(references.take_version, made.pk, actor=amara, at=when(3)) == ("no-newer-version",)
    newer = {"name": "gates.txt", "dated_on": when(3).date(), "news": "Gate 4.", "actor": otto, "at": when(4)}
    assert refusal(publishing.renew, line, paper("2", 4), **{**newer, "news": ""}) == (
        "procedure-news-missing",
    )
    assert refusal(publishing.renew, line, paper("2", 4), **{**newer, "actor": amara}) == ("not-found",)
    second = acted(publishing.renew, line, paper("2", 4), **newer)
    assert (stands(made), references.to_settle(amara).get()) == ("newer", made)
    assert "procedure-renewed" in told(amara)
    acted(references.stay, made.pk, actor=amara, at=when(5))
    assert (stands(made), references.to_settle(amara).count()) == ("stayed", 0)
    assert refusal(references.take_version, made.pk, actor=otto, at=when(5)) == ("not-found",)
    draft = acted(references.take_version, made.pk, actor=amara, at=when(5))
    assert (draft.version, draft.follows, stands(made)) == (second, None, "current")  # never sent

    type(case).objects.filter(pk=number).update(submitted_at=when(6), state="assessment")
    assert seen(ben) == [1, 1, 1, 1, 1]  # the version referred to, and no other
    assert refusal(references.drop, number, "A1", made.pk, actor=amara, at=when(6)) == ("not-editable",)
    third = acted(publishing.renew, line, paper("3", 7), **{**newer, "at": when(7)})
    after = acted(references.take_version, made.pk, actor=amara, at=when(7))
    assert (after.version, after.follows, stands(made)) == (second, third, "current")  # both stay in the file
    assert set(ProcedureVersion.objects.visible_to(ben)) == {second, third}

    acted(publishing.withdraw, line, reason="Rewritten.", actor=otto, at=when(8))
    assert (stands(made), said_by(case)["A1"].documents) == ("withdrawn", 0)
    assert "procedure-withdrawn" in told(amara)
    assert refusal(publishing.withdraw, line, reason="", actor=otto, at=when(8)) == ("not-from-here",)
    belongs = Membership.objects.get()
    acted(publishing.end_membership, belongs.pk, actor=amara, at=when(9))
    assert stands(made) == "lapsed"
    assert set(ProcedureVersion.objects.visible_to(amara)) == {second, third}  # what its answer rests on
    assert "membership-ended" in told(otto)


def test_what_customs_ends_ends_every_membership_and_a_member_may_decline():
    cast = people()
    by = {"actor": cast.otto, "at": when(2)}
    published(cast, to=False)
    offered = publishing.offer_membership(cast.firm.number, **by)
    acted(publishing.decline_membership, offered.pk, actor=cast.amara, at=when(3))
    again = publishing.offer_membership(cast.firm.number, **by)
    publishing.accept_membership(again.pk, actor=cast.amara, at=when(3))
    pk = Publisher.objects.get().pk
    acted(publishing.end_publisher, pk, reasons="Dissolved.", actor=cast.ben, at=when(4))
    assert Membership.objects.get(pk=again.pk).state == "ended"
    assert seen(cast.amara) == [0, 2, 0, 0, 0]
