"""A mentor is let in for a time, sees little, advises the firm alone, and is gone on the date."""

import pytest
from tests.worlds import a_case, acted, joins, people, refusal, somebody, staff, when

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, mentoring
from openaeo.casework.models import Advice, MentorLook, Mentorship
from openaeo.law.mentoring import AnswerStand
from openaeo.law.terms import Capacity, Claim
from openaeo.parties.onboarding import appoint

pytestmark = pytest.mark.django_db


def invited(cast, key="otto", days=30, at=None):
    return mentoring.invite(
        cast.firm.number, email=f"{key}@example.org", until=when(days), actor=cast.amara, at=at or when(1)
    )


def test_from_the_invitation_to_the_last_day():
    cast, case = people(), a_case(at="draft")
    number, deputy, firm = case.number, joins("dora", "deputy"), cast.firm.number
    to = {"email": " Otto@Example.org ", "until": when(30), "at": when(1)}
    for one, why in ((deputy, "not-your-mandate"), (cast.ben, "not-your-capacity"), (cast.otto, "not-found")):
        assert refusal(mentoring.invite, firm, actor=one, **to) == (why,)
    assert refusal(mentoring.invite, firm, actor=cast.amara, **{**to, "email": " ", "until": when(1)}) == (
        "email-missing",
        "until-passed",
    )
    inside = {**to, "email": "dora@example.org"}
    assert refusal(mentoring.invite, firm, actor=cast.amara, **inside) == ("mentor-inside",)
    offer = acted(mentoring.invite, firm, actor=cast.amara, **to)
    assert refusal(mentoring.invite, firm, actor=cast.amara, **to) == ("mentor-invited-already",)
    assert "otto@example.org" not in str(JournalEntry.objects.get(act="invite-mentor").body)

    assert mentoring.offered_by(offer.token, actor=cast.amara) is None
    assert refusal(mentoring.accept, "guessed", actor=cast.otto, at=when(2)) == ("not-found",)
    assert refusal(mentoring.accept, offer.token, actor=cast.ben, at=when(2)) == ("not-your-capacity",)
    assert refusal(mentoring.accept, offer.token, actor=deputy, at=when(2)) == (
        "invitation-for-another",
        "mentor-inside",
    )
    pk = acted(mentoring.accept, offer.token, actor=cast.otto, at=when(2)).pk
    assert refusal(mentoring.accept, offer.token, actor=cast.otto, at=when(2)) == ("not-from-here",)

    criteria = {"A1": "Ours alone.", "A2": "For the mentor."}
    for one, text in criteria.items():
        given = {"claim": Claim.PARTLY, "explanation": text, "actor": cast.amara, "at": when(3)}
        application.answer(number, one, **given)
    opening = {"actor": cast.amara, "at": when(3)}
    for one, why in ((deputy, "not-your-mandate"), (cast.otto, "not-found")):
        assert refusal(mentoring.open_to_mentor, pk, ["A1"], actor=one, at=when(3)) == (why,)
    assert refusal(mentoring.open_to_mentor, pk, ["A2", "Z9\x00"], **opening) == ("criterion-not-applying",)
    row = acted(mentoring.open_to_mentor, pk, ["A2", "A2"], **opening)
    assert row.criteria == ["A2"]
    seen = {one.criterion: one for one in mentoring.view(row).glimpses}
    assert (seen["A1"].words, seen["A2"].words.explanation) == (None, "For the mentor.")
    assert (seen["A1"].stand, seen["B1"].stand) == (AnswerStand.COMPLETE, AnswerStand.MISSING)

    say = {"text": " Name a deputy. ", "actor": cast.otto, "at": when(4)}
    acted(mentoring.advise, pk, "A1", **say)
    assert "Name a deputy" not in str(JournalEntry.objects.get(act="advise").body)
    assert refusal(mentoring.advise, pk, "Z9", **{**say, "text": " "}) == (
        "criterion-not-applying",
        "advice-missing",
    )
    assert refusal(mentoring.advise, pk, "A1", **{**say, "actor": cast.amara}) == ("not-found",)
    assert [one.text for one in mentoring.advice_on("A1", actor=deputy)] == ["Name a deputy."]
    mentoring.look(row, at=when(4))
    for shown in (True, True):
        mentoring.look(row, "A2", shown=shown, at=when(4))
    looks = [(one.criterion, one.shown, one.times) for one in mentoring.looked_at(row, actor=cast.amara)]
    assert looks == [("", False, 1), ("A2", True, 2)]
    for one in (cast.ben, cast.dalia, cast.efua, Actor(Capacity.PUBLIC)):
        tables = (Mentorship, Advice, MentorLook)
        assert [table.objects.visible_to(one).count() for table in tables] == [0, 0, 0]

    assert mentoring.mentored_by(cast.otto, when(29.9)).get() == row
    assert not mentoring.mentored_by(cast.otto, when(30)).exists()  # by itself
    assert refusal(mentoring.advise, pk, "A1", **{**say, "at": when(30)}) == ("not-found",)
    assert refusal(mentoring.end, pk, actor=cast.amara, at=when(30)) == ("mentorship-over",)
    again = acted(mentoring.invite, firm, actor=cast.amara, **{**to, "until": when(60), "at": when(31)})
    assert (Mentorship.objects.get(pk=pk).state, again.mentorship.state) == ("ended", "invited")


def test_either_side_ends_it_and_whoever_joins_customs_sees_no_more():
    cast = people()
    pk = invited(cast).mentorship.pk
    assert refusal(mentoring.end, pk, actor=cast.amara, at=when(2)) == ("not-from-here",)
    deputy = joins("dora", "deputy")
    token = invited(cast, "nia").token
    acted(mentoring.take_back, pk, actor=deputy, at=when(2))
    nia = somebody("nia")
    newcomer = Actor(Capacity.APPLICANT, person=nia.pk, name="Nia")  # of no firm at all
    first = mentoring.accept(token, actor=newcomer, at=when(2))
    assert mentoring.view(first) is None  # nothing is being filled in
    assert refusal(mentoring.leave, first.pk, actor=cast.otto, at=when(3)) == ("not-found",)
    acted(mentoring.leave, first.pk, actor=newcomer, at=when(3))
    second = mentoring.accept(invited(cast, "nia", at=when(4)).token, actor=newcomer, at=when(4))
    assert mentoring.mentored_by(newcomer, when(5)).get() == second
    appoint(nia, Capacity.OFFICER, actor=staff("gina", Capacity.ADMINISTRATOR), at=when(5))
    assert not mentoring.mentored_by(newcomer, when(6)).exists()
    token = invited(cast, "ola", at=when(6)).token
    ola = Actor(Capacity.APPLICANT, person=somebody("ola").pk)
    appoint(somebody("ola"), Capacity.OFFICER, actor=staff("gina", Capacity.ADMINISTRATOR), at=when(6))
    assert refusal(mentoring.accept, token, actor=ola, at=when(7)) == ("mentor-of-customs",)
    acted(mentoring.end, second.pk, actor=deputy, at=when(7))
