"""Who opened a document: told to the firm by side and day, to staff by name, and never in the way of reading."""

import io
from datetime import date

import pytest
from django.db import connection, transaction
from tests.worlds import a_case, answer_all, people, when

from openaeo.bedrock import files, journal
from openaeo.bedrock.actors import ANYBODY
from openaeo.casework import application, documents, openings
from openaeo.casework.models import Opening
from openaeo.casework.openings import Seen

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 10)  # when(5)


@pytest.fixture
def put_forward():
    cast, case = people(), a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    stored = files.store(io.BytesIO(b"plan\n"), "plan.txt", at=when(1))
    document = documents.add(stored, name="plan.txt", actor=cast.amara, at=when(1))
    documents.use(case.number, document.pk, ["A1"], actor=cast.amara, at=when(1))
    application.submit(case.number, declared_name="Amara", actor=cast.amara, at=when(2))
    return case, document


def test_the_firm_reads_the_side_and_staff_read_names(put_forward):
    cast, (case, document) = people(), put_forward
    head = journal.head()
    for actor, moment in ((cast.ben, 5), (cast.ben, 5.1), (cast.dalia, 5.2)):
        openings.record(document, case=case, actor=actor, at=when(moment))
    openings.record(document, actor=cast.amara, at=when(6))
    assert journal.head() == head

    assert openings.seen([document], actor=cast.amara) == {
        document.pk: [
            Seen(date(2026, 1, 11), "applicant", "", "", 1),
            Seen(DAY, "customs", "", case.number, 3),
        ]
    }
    assert openings.seen([document], actor=cast.chen) == {
        document.pk: [
            Seen(date(2026, 1, 11), "applicant", "Amara Diallo", "", 1),
            Seen(DAY, "customs", "Dalia Haddad", case.number, 1),
            Seen(DAY, "customs", "Ben Osei", case.number, 2),
        ]
    }


def test_nobody_else_learns_of_it(put_forward):
    cast, (case, document) = people(), put_forward
    openings.record(document, case=case, actor=cast.ben, at=when(5))
    assert openings.seen([document], actor=cast.otto) == {}
    assert openings.seen([document], actor=ANYBODY) == {}


def test_who_is_nobody_leaves_no_row(put_forward):
    _, document = put_forward
    openings.record(document, actor=ANYBODY, at=when(5))
    assert Opening.objects.count() == 0


def test_a_database_that_takes_no_writes_is_no_reason_not_to_read(put_forward, caplog):
    cast, (case, document) = people(), put_forward
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute("SET LOCAL transaction_read_only = on")
        openings.record(document, case=case, actor=cast.ben, at=when(5))
        assert Opening.objects.count() == 0
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_one_insert_and_one_look_however_many(put_forward, django_assert_num_queries):
    cast, (case, document) = people(), put_forward
    with django_assert_num_queries(3):  # the insert between the marks of its savepoint
        openings.record(document, case=case, actor=cast.ben, at=when(5))
    for hour in range(5):
        openings.record(document, case=case, actor=cast.ben, at=when(5 + hour))
    with django_assert_num_queries(1):
        openings.seen([document], actor=cast.ben)
