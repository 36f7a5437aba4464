"""Dates ahead, reminders of them, and calendar files."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import a_case, a_granted, an_operator, people, refusal, somebody, when

from openaeo.bedrock.actors import ANYBODY
from openaeo.casework import application, measures, requests
from openaeo.notices import calendar, dates, reminders
from openaeo.notices.audience import Audience
from openaeo.notices.concerned import Matter
from openaeo.notices.dates import DateAhead
from openaeo.notices.kinds import KINDS, Group, group_of
from openaeo.notices.models import Contact, Notice
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Mandate, Person

YEARS = timedelta(days=4000)


def person(actor):
    return Person.objects.get(pk=actor.person)


def names(found):
    return [one.name for one in found]


# --- which dates there are ------------------------------------------------------------------------
def test_a_firm_has_its_questions_and_the_officer_the_clock(db):
    cast, case = people(), a_case("assessment")
    assert names(dates.of_person(person(cast.ben), at=when(5))) == [f"decision-{case.number}"]
    asked = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    (mine,) = dates.of_person(person(cast.amara), at=when(6))
    assert (mine.name, mine.due, mine.days_left(when(6))) == (f"question-{asked.pk}", asked.due_at, 30)
    assert names(dates.of_person(person(cast.ben), at=when(6, hours=1))) == []  # the clock rests
    assert names(dates.of_person(person(cast.otto), at=when(6))) == []


def test_a_hearing_a_measure_and_the_end(db):
    cast, case = people(), a_case("hearing")
    assert names(dates.of_person(person(cast.amara), at=when(13))) == [f"hearing-{case.number}"]
    other = an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002")
    held = a_granted(firm=other)
    noticed = measures.propose(
        held.number, kind="suspend", ground="criteria-not-met", grounds="Gate.", actor=cast.ben, at=when(30)
    )
    assert names(dates.of_person(person(cast.otto), at=when(31))) == [
        f"measure-{noticed.pk}",
        *([f"ends-{held.number}"] if held.ends else []),
    ]


def test_an_application_to_be_completed_is_reminded_of_until_it_comes_back(db):
    cast, case = people(), a_case("returned")
    (mine,) = dates.of_person(person(cast.amara), at=when(3))
    assert (mine.name, mine.kind, mine.since, mine.due) == (
        f"completion-{case.number}",
        "completion-due",
        when(3),
        case.complete_by,
    )
    assert dates.named(mine.name, actor=cast.amara, at=when(3)) == mine
    assert dates.named(mine.name, actor=cast.otto, at=when(3)) is None
    assert reminders.remind(mine.due - timedelta(days=7)) == 1
    assert reminders.remind(mine.due - timedelta(days=1)) == 1
    told = Notice.objects.filter(kind="completion-due").values_list("person", flat=True)
    assert list(told) == [cast.amara.person] * 2
    application.submit(case.number, declared_name="Amara Diallo", actor=cast.amara, at=when(4))
    assert dates.of_person(person(cast.amara), at=when(4)) == []


def test_deciders_have_what_waits_for_a_decision(db):
    cast, case = people(), a_case("decision")
    assert names(dates.of_person(person(cast.dalia), at=when(11))) == [f"decision-{case.number}"]
    assert names(dates.of_person(person(cast.ben), at=when(11))) == []


def test_one_date_is_given_to_those_who_see_the_matter(db):
    cast, case = people(), a_case("assessment")
    asked = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    name = f"question-{asked.pk}"
    for actor in (cast.amara, cast.ben, cast.dalia):
        assert dates.named(name, actor=actor, at=when(6)).name == name
    for actor in (cast.otto, ANYBODY):
        assert dates.named(name, actor=actor, at=when(6)) is None
    for odd in (
        "",
        "question",
        "question-",
        "question-x",
        "question-²",
        f"question-{'9' * 30}",
        "x-1",
        "ends-",
    ):
        assert dates.named(odd, actor=cast.ben, at=when(6)) is None


def test_an_officer_of_the_firm_gets_no_date_of_the_desk(db):
    cast, case = people(), a_case("assessment")
    give_mandate(cast.firm.number, person(cast.chen), "preparer", actor=cast.amara, at=when(5))
    assert dates.named(f"decision-{case.number}", actor=cast.chen, at=when(6)) is None


# --- reminders ------------------------------------------------------------------------------------
def reminded(actor):
    rows = Notice.objects.filter(person=actor.person, key__startswith="date:").order_by("created_at")
    return [(one.kind, one.created_at) for one in rows]


def test_a_question_is_reminded_of_seven_days_and_one_day_before(db):
    cast, case = people(), a_case("assessment")
    asked = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    due = asked.due_at.astimezone(UTC)
    for days in range(6, 45):
        for _twice in range(2):
            reminders.remind(when(days))
    told = reminded(cast.amara)
    assert [kind for kind, _at in told] == ["question-due", "question-due"]
    assert [(due.date() - at.date()).days for _kind, at in told] == [7, 1]
    assert reminded(cast.otto) == []


def test_a_worker_that_was_away_tells_the_step_that_is_right_now(db):
    cast, case = people(), a_case("assessment")
    asked = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    assert reminders.remind(asked.due_at - timedelta(days=4)) == 1
    assert reminders.remind(asked.due_at - timedelta(days=3)) == 0
    assert reminders.remind(asked.due_at - timedelta(hours=1)) == 1
    assert reminders.remind(asked.due_at + timedelta(hours=1)) == 0
    assert len(reminded(cast.amara)) == 2


def test_an_answered_question_is_reminded_of_no_more(db):
    cast, case = people(), a_case("assessment")
    asked = requests.ask(case.number, question="Who?", actor=cast.ben, at=when(6))
    requests.reply(asked.pk, text="The guard.", actor=cast.amara, at=when(8))
    for days in range(8, 40):
        reminders.remind(when(days))
    assert reminded(cast.amara) == []


def test_the_clock_is_reminded_of_to_whoever_has_the_case(db):
    cast, case = people(), a_case("submitted")
    due = dates.named(f"completeness-{case.number}", actor=cast.ben, at=when(3)).due
    reminders.remind(due - timedelta(days=6))
    assert [kind for kind, _at in reminded(cast.ben)] == ["completeness-due"]
    assert [kind for kind, _at in reminded(cast.chen)] == ["completeness-due"]  # nobody has taken it on
    assert reminded(cast.amara) == []


def test_an_end_is_reminded_of_ninety_and_thirty_days_before(db):
    cast, held = people(), a_granted()
    if held.ends is None:
        pytest.skip("this programme grants without end")
    for days in (91, 90, 60, 30, 29):
        reminders.remind(held.ends - timedelta(days=days))
    assert [(kind, (held.ends - at).days) for kind, at in reminded(cast.amara)] == [
        ("authorisation-ends", 90),
        ("authorisation-ends", 30),
    ]


def test_a_mandate_that_ends_is_reminded_of_to_its_holder(db):
    cast, lena = people(), somebody("lena", "Lena Sow")
    give_mandate(cast.firm.number, lena, "preparer", actor=cast.amara, at=when(0))
    Mandate.objects.filter(person=lena).update(until=when(100))
    reminders.remind(when(75))
    told = Notice.objects.get(kind="mandate-ends")
    assert (told.person_id, told.params["firm"]) == (lena.pk, "Almadi Spices Ltd")


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_step_is_never_told_for_a_date_set_inside_it(set_before, left):
    due = datetime(2027, 3, 1, 12, tzinfo=UTC)
    one = DateAhead(
        "question-1", "question-due", Audience.FIRM, Matter(), due - timedelta(days=set_before), due
    )
    step = reminders.step_of(one, due - timedelta(days=min(left, set_before)))
    if step is not None:
        assert min(left, set_before) <= step < set_before


# --- calendar files -------------------------------------------------------------------------------
def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_is_as_rfc_5545_has_it_and_names_nobody(db, settings):
    settings.PUBLIC_URL = "https://aeo.example.org"
    cast, case = people(), a_case("assessment")
    asked = requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(6))
    text = calendar.feed(calendar.renew(actor=cast.amara), at=when(7))
    day = dates.day_of(asked.due_at)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert unfolded(text)[:-1] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//OpenAEO//OpenAEO//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:OpenAEO dates",
        "BEGIN:VEVENT",
        f"UID:question-{asked.pk}@aeo.example.org",
        "DTSTAMP:20260112T090000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:Reply due: application {case.number}",
        "URL:https://aeo.example.org/notices/",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:Reply due: application {case.number}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_no_calendar_tells_a_firm_a_number_or_a_word_of_the_matter(db):
    cast, held = people(), a_granted()
    measures.propose(
        held.number,
        kind="revoke",
        ground="criteria-not-met",
        grounds="The gate.",
        actor=cast.ben,
        at=when(30),
    )
    text = calendar.feed(calendar.renew(actor=cast.amara), at=when(31))
    assert "SUMMARY:Reply due: authorisation" in text
    assert re.findall(r"Almadi|QM|gate|revo|suspen|Amara|Ben|[Mm]easure(?!-\d)", text) == []


def test_the_secret_opens_one_calendar_and_an_old_one_none(db):
    cast = people()
    assert calendar.key_of(cast.amara) == ""
    old = calendar.renew(actor=cast.amara)
    new = calendar.renew(actor=cast.amara)
    assert (calendar.key_of(cast.amara), calendar.key_of(cast.ben)) == (new, "")
    assert calendar.feed(old, at=when(1)) is None
    assert calendar.feed("", at=when(1)) is None
    assert calendar.feed(new, at=when(1)).count("BEGIN:VEVENT") == 0
    assert refusal(calendar.renew, actor=ANYBODY) == ("not-signed-in",)
    Person.objects.filter(pk=cast.amara.person).update(is_active=False)
    assert calendar.feed(new, at=when(1)) is None
    assert Contact.objects.count() == 1


@given(st.text(max_size=300).filter(lambda text: "\r" not in text))
def test_a_folded_line_comes_back_whole_and_no_part_is_longer_than_75_bytes(text):
    line = calendar.escaped(text)
    parts = list(calendar.folded(line))
    assert all(len(part.encode("utf-8", "surrogatepass")) <= 75 for part in parts)
    assert parts[0] + "".join(part.removeprefix(" ") for part in parts[1:]) == line
    assert "\n" not in line


@given(st.text(alphabet="ab,;\\\n", max_size=40))
def test_escaping_loses_nothing(text):
    read = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], calendar.escaped(text))
    assert read == text


def test_a_calendar_has_a_name_for_every_kind_of_date():
    assert sorted(calendar.TITLES) == sorted(kind for kind in KINDS if group_of(kind) is Group.DATES)
