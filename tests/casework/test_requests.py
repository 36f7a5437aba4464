"""Questions to the applicant: deadline, reply, cancelling, and who may."""

import io
from datetime import UTC, datetime

import pytest
from tests.worlds import a_case, acted, people, refusal, when

from openaeo.bedrock import files
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import requests
from openaeo.casework.models import Document

pytestmark = pytest.mark.django_db
LAST = datetime(2026, 2, 9, 23, 59, 59, 999999, tzinfo=UTC)


def ask(case, **other):
    return acted(
        requests.ask,
        case.number,
        **{"question": "Who keeps the keys?", "actor": people().ben, "at": when(5), **other},
    )


def test_a_question_is_due_after_the_programme_s_time():
    case = a_case(at="assessment")

    asked = ask(case, criterion="A1")

    assert (asked.state, asked.criterion, asked.due_at) == ("open", "A1", LAST)  # 30 days after 10 January


def test_a_question_names_everything_wrong_with_it():
    case, cast = a_case(at="submitted"), people()

    codes = refusal(requests.ask, case.number, criterion="Z9", question=" ", actor=cast.ben, at=when(3))

    assert codes == ("not-from-here", "question-missing", "criterion-not-applying")


@pytest.mark.parametrize(("moment", "late"), [(LAST, False), (LAST.replace(day=10, hour=0), True)])
def test_a_reply_closes_the_question_also_when_late(moment, late):
    case, cast = a_case(at="assessment"), people()
    asked = ask(case)

    assert refusal(requests.reply, asked.pk, text=" ", actor=cast.amara, at=moment) == ("reply-empty",)
    acted(requests.reply, asked.pk, text="The guard.", actor=cast.amara, at=moment)

    asked.refresh_from_db()
    assert (asked.state, asked.reply, asked.closed_at, asked.replied_by_id) == (
        "answered",
        "The guard.",
        moment,
        cast.amara.person,
    )
    entry = JournalEntry.objects.get(act="reply")
    assert (entry.subject, entry.body) == (
        case.number,
        {"request": asked.pk, "criterion": "", "late": late, "digests": []},
    )
    assert refusal(requests.reply, asked.pk, text="Again.", actor=cast.amara, at=moment) == ("not-from-here",)


def test_a_question_is_taken_back():
    case, cast = a_case(at="assessment"), people()
    asked = ask(case)

    acted(requests.cancel, asked.pk, actor=cast.chen, at=when(6))

    asked.refresh_from_db()
    assert (asked.state, asked.closed_at) == ("cancelled", when(6))
    assert refusal(requests.cancel, asked.pk, actor=cast.chen, at=when(6)) == ("not-from-here",)
    assert refusal(requests.reply, asked.pk, text="Late.", actor=cast.amara, at=when(7)) == ("not-from-here",)


def test_wrong_people_get_nothing():
    case, cast = a_case(at="assessment"), people()
    asked = ask(case)

    assert refusal(requests.reply, asked.pk, text="x", actor=cast.otto, at=when(6)) == ("not-found",)
    assert refusal(requests.reply, asked.pk, text="x", actor=cast.ben, at=when(6)) == ("not-your-capacity",)
    assert refusal(requests.cancel, asked.pk, actor=cast.amara, at=when(6)) == ("not-your-capacity",)
    assert refusal(requests.cancel, asked.pk + 1, actor=cast.ben, at=when(6)) == ("not-found",)
    assert refusal(requests.ask, case.number, question="x", actor=cast.dalia, at=when(6)) == (
        "not-your-capacity",
    )


def test_documents_come_with_a_reply_but_never_another_firm_s(files_dir):
    case, cast = a_case(at="assessment"), people()
    asked = ask(case)
    stored = files.store(io.BytesIO(b"seal 17\n"), "log.txt", at=when(6))
    other = Document.objects.create(
        operator=cast.other_firm,
        file=stored,
        name="theirs.txt",
        added_at=when(6),
        added_by_id=cast.otto.person,
    )

    stolen = refusal(
        requests.reply, asked.pk, text="Here.", papers=[(other, "")], actor=cast.amara, at=when(6)
    )
    acted(requests.reply, asked.pk, text="Here.", papers=[(stored, "log.txt")], actor=cast.amara, at=when(6))

    assert stolen == ("not-found",)
    assert [(one.name, one.operator_id) for one in asked.documents.all()] == [("log.txt", cast.firm.pk)]
    assert JournalEntry.objects.get(act="reply").body["digests"] == [stored.digest]
