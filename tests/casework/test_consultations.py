"""Consulting another office: what is asked and answered, who may, what silence does, and that the firm reads none."""

from datetime import UTC, datetime

import pytest
from tests.worlds import a_case, acted, an_office, assess_all, people, refusal, staff, when

from openaeo.bedrock.actors import SYSTEM
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import assessment, consultations, decision
from openaeo.casework.models import Case, Consultation
from openaeo.casework.timeline import timeline
from openaeo.law.consulting import Contribution, Position
from openaeo.law.terms import Capacity
from openaeo.notices import dates, reminders, telling
from openaeo.notices.models import Notice
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db
LAST = datetime(2026, 1, 30, 23, 59, 59, 999999, tzinfo=UTC)
KNOWN = Contribution(Position.OBJECTION, "Two in May.", "A shed at the coast.", "Ask them.")


@pytest.fixture
def coast():
    return an_office("Coast", "Coast")


@pytest.fixture
def mara(coast):
    return staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")


@pytest.fixture
def case(mara):
    return a_case("assessment")


def ask(case, office, **other):
    wanted = {"question": "Seen there?", "sites": [case.operator.sites.get().pk], "actor": people().ben}
    return acted(consultations.consult, case.number, office=office.pk, **{**wanted, **other}, at=when(5))


def notices(kind):
    for entry in JournalEntry.objects.order_by("cursor"):
        telling.tell(entry, entry.at)
    return sorted(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_an_office_is_asked_and_what_it_knows_reaches_the_desk_alone(case, coast, mara):
    cast = people()
    asked = ask(case, coast)

    assert (asked.state, asked.due_at, asked.silence) == ("asked", LAST, "no-objection")
    assert list(asked.sites.all()) == list(case.operator.sites.all())
    assert [one.pk for one in consultations.waiting_for(mara, at=when(6))] == [asked.pk]
    assert list(consultations.waiting_for(cast.ben, at=when(6))) == []
    assert notices("consultation-asked") == [mara.person]

    acted(consultations.answer, asked.pk, said=KNOWN, actor=mara, at=when(7))

    asked.refresh_from_db()
    assert (asked.state, asked.position, asked.violations, asked.branches, asked.remarks) == (
        *("answered", "objection", "Two in May.", "A shed at the coast.", "Ask them."),
    )
    assert (asked.answered_by_id, asked.answered_at) == (mara.person, when(7))
    assert notices("consultation-answered") == [cast.ben.person]
    assert [one.pk for one in consultations.consulted_in(case, cast.dalia)] == [asked.pk]
    for outsider in (cast.amara, cast.otto):
        assert consultations.consulted_in(case, outsider) == []
        assert refusal(consultations.answer, asked.pk, said=KNOWN, actor=outsider, at=when(8)) == (
            "not-found",
        )
    told = {item.code for item in timeline(case, actor=cast.amara)}
    assert told & {"consult", "answer-consultation"} == set()
    assert {item.code for item in timeline(case, actor=cast.dalia)} >= {"consult", "answer-consultation"}


def test_what_may_not_be_asked(case, coast):
    cast, harbour = people(), an_office("Harbour")
    ask(case, coast)

    assert refusal(ask, case, coast) == ("consulted-already",)
    assert refusal(ask, case, harbour, question=" ", sites=[cast.other_firm.sites.get().pk]) == (
        *("question-missing", "own-office", "site-not-of-firm"),
    )
    assert refusal(ask, case, harbour, actor=cast.dalia) == ("not-your-capacity",)


def test_only_the_office_itself_answers_and_takes_its_answer_back(case, coast, mara):
    cast = people()
    asked = ask(case, coast)

    bare = Contribution(Position.OBJECTION, " ", "", "")
    assert refusal(consultations.answer, asked.pk, said=bare, actor=cast.chen, at=when(6)) == (
        *("not-your-office", "contribution-missing"),
    )
    consultations.answer(asked.pk, said=KNOWN, actor=mara, at=when(6))
    assert refusal(consultations.take_back_answer, asked.pk, actor=cast.ben, at=when(7)) == (
        "not-your-office",
    )
    assert refusal(consultations.cancel_consultation, asked.pk, actor=cast.ben, at=when(7)) == (
        "not-from-here",
    )
    acted(consultations.take_back_answer, asked.pk, actor=mara, at=when(7))
    asked.refresh_from_db()
    assert (asked.state, asked.remarks, asked.answered_at) == ("asked", "", None)
    acted(consultations.cancel_consultation, asked.pk, actor=cast.ben, at=when(8))
    assert notices("contribution-taken-back") == [cast.ben.person]
    assert notices("consultation-taken-back") == [mara.person]
    assert JournalEntry.objects.get(act="answer-consultation").body["remarks"] == "Ask them."  # kept


def test_nothing_is_recommended_before_the_office_spoke_or_its_silence_counts(case, coast, mara):
    cast = people()
    assess_all(case, actor=cast.ben, at=when(6))
    asked = ask(case, coast)
    recommend = {"proposal": "grant", "recommendation": "Grant it.", "actor": cast.ben}
    assert refusal(assessment.recommend, case.number, **recommend, at=when(7)) == ("consultation-open",)

    (due,) = [one for one in dates.of_person(_person(mara), at=when(6)) if one.consultation]
    assert (due.name, due.due) == (f"consultation-{asked.pk}", LAST)
    assert dates.named(due.name, actor=mara, at=when(6)) == due
    assert [dates.named(due.name, actor=one, at=when(6)) for one in (cast.amara, cast.ben)] == [None, None]
    reminders.remind(when(19))
    assert notices("consultation-due") == [mara.person]

    assert consultations.let_silence_speak(LAST) == 0
    after = when(26)
    assert (consultations.let_silence_speak(after), consultations.let_silence_speak(after)) == (1, 0)
    asked.refresh_from_db()
    assert (asked.state, asked.position) == ("silent", "")
    assert JournalEntry.objects.get(act="note-silence").capacity == SYSTEM.capacity
    assert (notices("consultation-silent"), notices("consultation-over")) == (
        [cast.ben.person],
        [mara.person],
    )
    assessment.recommend(case.number, **recommend, at=after)

    assert refusal(ask, Case.objects.get(), coast) == ("not-from-here",)

    # Late, but still of use to the decider; whoever answered does not decide, and nothing is taken back now.
    consultations.answer(asked.pk, said=KNOWN, actor=mara, at=when(27))
    assert Consultation.objects.get().state == "answered"
    assert refusal(consultations.take_back_answer, asked.pk, actor=mara, at=when(27)) == (
        "case-not-assessed",
    )
    decider = staff("mara", Capacity.DECIDER, office="Coast")
    assert refusal(decision.grant, case.number, reasons="x", actor=decider, at=when(28)) == (
        "decider-assessed",
    )


def test_silence_means_nothing_where_the_programme_says_so(case, coast):
    asked = ask(case, coast)
    Consultation.objects.filter(pk=asked.pk).update(silence="nothing")

    assert consultations.let_silence_speak(when(90)) == 0


def _person(actor):
    return Person.objects.get(pk=actor.person)
