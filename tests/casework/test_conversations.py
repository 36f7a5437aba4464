"""Conversations: who writes and who only reads, whose turn it is and until when, and that no clock of the law rests."""

import io
from datetime import UTC, datetime

import pytest
from tests.worlds import a_case, a_granted, acted, joins, people, refusal, staff, when

from openaeo.bedrock import files
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import conversations, docket, requests
from openaeo.casework.clocks import clocks
from openaeo.casework.facts import turn
from openaeo.casework.models import Case, Conversation, Docket, Enclosure
from openaeo.casework.timeline import timeline
from openaeo.law.conversing import Turn
from openaeo.law.terms import Capacity
from openaeo.notices import dates, reminders, telling
from openaeo.notices.models import Notice
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db


def begin(case, actor, day=5, **other):
    said = {"subject": "Gate 3", "text": "May we move the gate in March?", **other}
    return acted(conversations.begin, case.number, **said, actor=actor, at=when(day))


def told(kind):
    for entry in JournalEntry.objects.order_by("cursor"):
        telling.tell(entry, entry.at)
    return sorted(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def row(talk):
    return Conversation.objects.get(pk=talk.pk)


def test_the_turn_goes_from_side_to_side_and_late_is_late():
    cast, case = people(), a_case("assessment")
    before = clocks(case, when(30)).decision.due(when(30))
    stored = files.store(io.BytesIO(b"a,b\n"), "gates.csv", at=when(5))
    talk = begin(case, cast.amara, papers=[(stored, "gates.csv")])

    assert (talk.phase, talk.turn, talk.turned_at) == ("assessment", Turn.CUSTOMS, when(5))
    assert talk.due_at == datetime(2026, 1, 16, 23, 59, 59, 999999, tzinfo=UTC)  # five working days
    assert [one.name for one in Enclosure.objects.visible_to(cast.dalia)] == ["gates.csv"]
    assert not Enclosure.objects.visible_to(cast.otto).exists()
    assert told("message-arrived") == [cast.ben.person]

    acted(conversations.write, talk.pk, text="Or in April.", actor=cast.amara, at=when(7))
    assert (row(talk).turned_at, row(talk).due_at) == (when(5), talk.due_at)  # not pushed away
    answer = acted(conversations.write, talk.pk, text="In April.", actor=cast.ben, at=when(12))
    assert answer.late
    assert (row(talk).turn, row(talk).turned_at) == (Turn.APPLICANT, when(12))
    assert told("message-received") == [cast.amara.person]
    again = acted(conversations.write, talk.pk, text="Or May.", actor=cast.chen, at=when(13))
    assert not again.late
    assert row(talk).turned_at == when(13)  # the firm's whole time anew

    acted(conversations.need_no_answer, talk.pk, actor=cast.amara, at=when(14))
    assert (row(talk).turn, row(talk).due_at) == (Turn.NOBODY, None)
    assert refusal(conversations.need_no_answer, talk.pk, actor=cast.ben, at=when(14)) == ("not-from-here",)
    acted(conversations.close, talk.pk, actor=cast.ben, at=when(15))
    assert refusal(conversations.write, talk.pk, text=" ", actor=cast.amara, at=when(15)) == (
        "not-from-here",
    )
    acted(conversations.reopen, talk.pk, actor=cast.amara, at=when(16))
    assert refusal(conversations.write, talk.pk, text=" ", actor=cast.amara, at=when(16)) == (
        "message-empty",
    )
    assert told("conversation-turned") == [cast.ben.person] * 2
    assert told("conversation-moved") == [cast.amara.person]

    found = Case.objects.get(pk=case.pk)
    assert clocks(found, when(30)).decision.due(when(30)) == before  # nothing rested
    assert turn(found, when(16)) == "customs"
    for reader in (cast.amara, cast.dalia):
        items = [one for one in timeline(found, actor=reader) if "conversation" in one.code]
        assert [one.code for one in items] == [
            *("begin-conversation", "close-conversation", "reopen-conversation"),
        ]
    journal = " ".join(str(one.body) for one in JournalEntry.objects.all())
    assert "April" not in journal
    assert "Gate 3" not in journal


def test_who_writes_who_only_reads_and_who_sees_nothing():
    cast, case = people(), a_case("assessment")
    reader, helper = joins("rita", "reader"), joins("cora", "consultant", until=when(90))
    talk = begin(case, helper)
    said = {"text": "And us?", "at": when(6)}

    for mute in (cast.dalia, cast.efua, staff("rex", Capacity.REVIEWER)):  # oversight reads
        assert Conversation.objects.visible_to(mute).get() == talk
        assert refusal(conversations.write, talk.pk, **said, actor=mute) == ("not-your-capacity",)
        assert refusal(conversations.close, talk.pk, actor=mute, at=when(6)) == ("not-your-capacity",)
    assert Conversation.objects.visible_to(reader).get() == talk
    assert refusal(conversations.write, talk.pk, **said, actor=reader) == ("not-your-mandate",)
    assert refusal(conversations.close, talk.pk, actor=cast.amara, at=when(6)) == ("not-your-capacity",)
    for stranger in (cast.otto, staff("gina", Capacity.ADMINISTRATOR)):
        assert not Conversation.objects.visible_to(stranger).exists()
    assert refusal(conversations.write, talk.pk, **said, actor=cast.otto) == ("not-found",)
    assert refusal(conversations.begin, case.number, subject=" ", text="", actor=cast.amara, at=when(6)) == (
        "conversation-subject-missing",
        "message-empty",
    )
    own = staff("amara", Capacity.OFFICER)
    assert refusal(conversations.write, talk.pk, **said, actor=own) == ("own-firm",)
    assert not Conversation.objects.visible_to(own).of_others(own).exists()


def test_a_message_brings_a_case_back_to_the_desk_and_reminds():
    cast, case = people(), a_case("assessment")
    requests.ask(case.number, question="Who?", actor=cast.ben, at=when(5))
    talk = begin(case, cast.amara)
    docket.read_on(at=when(6))
    line = Docket.objects.get(case=case)
    assert (line.why, line.turn, line.count, line.due_at) == ("written", "customs", 1, talk.due_at)
    ben = Person.objects.get(pk=cast.ben.person)
    assert f"message-{talk.pk}" in [one.name for one in dates.of_person(ben, at=when(6))]
    assert dates.named(f"message-{talk.pk}", actor=cast.otto, at=when(6)) is None
    reminders.remind(when(10, hours=4))
    assert list(Notice.objects.filter(kind="message-owed").values_list("person_id", flat=True)) == [
        cast.ben.person
    ]

    conversations.write(talk.pk, text="In April.", actor=cast.ben, at=when(11))
    docket.read_on(at=when(11))
    assert Docket.objects.get(case=case).why == "asked"
    amara = Person.objects.get(pk=cast.amara.person)
    assert f"message-{talk.pk}" in [one.name for one in dates.of_person(amara, at=when(12))]


def test_a_holder_is_talked_with_on_the_authorisation_alone(settings):
    cast, held = people(), a_granted()
    case = held.case
    say = {"subject": "New gate", "text": "It is there.", "at": when(30)}
    assert refusal(conversations.begin, case.number, **say, actor=cast.amara) == ("not-from-here",)
    assert refusal(conversations.begin_after, held.number, **say, actor=cast.otto) == ("not-found",)
    talk = acted(conversations.begin_after, held.number, **say, actor=cast.amara)
    assert (talk.phase, talk.case, talk.authorisation_id) == ("monitoring", None, held.number)
    acted(conversations.write, talk.pk, text="Good.", actor=cast.ben, at=when(31))
    assert told("message-received") == [cast.amara.person]

    settings.HOME_ADMINISTRATION = "KR"  # a programme that says nothing of conversations
    silent = conversations.write(talk.pk, text="Thank you.", actor=cast.amara, at=when(90))
    assert (row(talk).turn, row(talk).due_at) == (Turn.CUSTOMS, None)
    assert silent.late  # the time that ran then
