"""The firm's documents: kept, described, replaced, put aside, and used for several criteria at once."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.worlds import a_case, acted, answer_all, people, refusal, when

from openaeo.bedrock import files
from openaeo.bedrock.actors import ANYBODY
from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, documents, requests
from openaeo.casework.facts import said_by
from openaeo.casework.models import Case, Document, Evidence
from openaeo.casework.timeline import timeline
from openaeo.law.documents import Validity

pytestmark = pytest.mark.django_db

ISSUED, EXPIRES = date(2025, 3, 1), date(2026, 2, 28)
DATES = {"description": "ISO 28000", "issued_on": ISSUED, "expires_on": EXPIRES}


def bytes_of(text, name="certificate.txt"):
    return files.store(io.BytesIO(text.encode()), name, at=when(0))


def a_document(text="first", *, name="certificate.txt", **more):
    return documents.add(bytes_of(text), name=name, **{**DATES, **more}, actor=people().amara, at=when(1))


def a_draft():
    case = a_case("draft")
    answer_all(case, actor=people().amara, at=when(1))
    return case


def used(case, document, *criteria):
    return documents.use(case.number, document.pk, criteria, actor=people().amara, at=when(1))


def sent(case):
    application.submit(case.number, declared_name="Amara Diallo", actor=people().amara, at=when(2))
    return Case.objects.get(pk=case.number)


def renewed(document, text="second", *, day=5, **more):
    return documents.replace(
        document.pk,
        bytes_of(text),
        name="certificate.txt",
        **{**DATES, "issued_on": when(4).date(), "expires_on": date(2027, 2, 28), **more},
        actor=people().amara,
        at=when(day),
    )


def shown(case):
    """What stands behind each answer: version, and whether it was replaced since."""
    rows = Evidence.objects.filter(answer__case=case).order_by("answer__criterion", "document__version")
    return [(row.answer.criterion, row.document.version, row.replaced_at) for row in rows]


# --- keeping and describing ------------------------------------------------------------------------
def test_a_document_is_kept_with_its_own_dates():
    cast = people()
    document = acted(
        documents.add, bytes_of("first"), name=" certificate.txt ", **DATES, actor=cast.amara, at=when(1)
    )
    assert (
        document.name,
        document.issued_on,
        document.expires_on,
        document.version,
        document.operator_id,
    ) == (
        "certificate.txt",
        ISSUED,
        EXPIRES,
        1,
        cast.firm.pk,
    )
    entry = JournalEntry.objects.get(act="add-document")
    assert (entry.topic, entry.subject, entry.body["expires"]) == ("document", str(document.pk), "2026-02-28")


def test_a_document_is_kept_once_and_its_dates_make_sense():
    cast = people()
    a_document()
    wrong = {"issued_on": when(9).date(), "expires_on": ISSUED}
    codes = refusal(
        documents.add, bytes_of("first"), name="certificate.txt", **wrong, actor=cast.amara, at=when(2)
    )
    assert codes == (
        "document-known-already",
        "document-not-yet-issued",
        "document-ends-before-start",
    )
    assert refusal(documents.add, bytes_of("x"), name=" ", actor=cast.amara, at=when(2)) == ("name-missing",)


def test_only_the_firm_keeps_and_changes_its_documents():
    cast, document = people(), a_document()
    changes = (
        (documents.describe, (document.pk,), {"description": "x", "issued_on": None, "expires_on": None}),
        (documents.replace, (document.pk, bytes_of("x")), {"name": "x.txt"}),
        (documents.retire, (document.pk,), {}),
        (documents.restore, (document.pk,), {}),
    )
    for verb, key, particulars in changes:
        assert refusal(verb, *key, **particulars, actor=cast.otto, at=when(3)) == ("not-found",)
        assert refusal(verb, *key, **particulars, actor=cast.ben, at=when(3)) == ("not-your-capacity",)
        assert refusal(verb, *key, **particulars, actor=ANYBODY, at=when(3)) == ("not-your-capacity",)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0, Validity.EXPIRES_SOON),  # 5 January, 54 days before the end
        (-10, Validity.CURRENT),
        (54.6, Validity.EXPIRES_SOON),  # late on 28 February
        (54.7, Validity.EXPIRED),  # 1 March
    ],
)
def test_the_programme_says_what_soon_is(day, expected):
    assert documents.validity_at(Document(expires_on=EXPIRES), when(day)) is expected


def test_dates_that_a_decision_rests_on_stay():
    cast, case = people(), a_draft()
    dated, bare = a_document(), a_document("other", name="plan.txt", issued_on=None, expires_on=None)
    for document in (dated, bare):
        used(case, document, "A1")
    sent(case)
    new = {"description": "ISO 28000:2022", "issued_on": ISSUED, "expires_on": date(2030, 1, 1)}
    acted(documents.describe, dated.pk, **{**new, "expires_on": EXPIRES}, actor=cast.amara, at=when(3))
    Case.objects.filter(pk=case.number).update(
        state="refused", decided_at=when(20), decider_id=cast.dalia.person
    )
    assert refusal(documents.describe, dated.pk, **new, actor=cast.amara, at=when(21)) == (
        "document-decided-on",
    )
    acted(documents.describe, bare.pk, **new, actor=cast.amara, at=when(21))  # what was missing may be told
    bare.refresh_from_db()
    assert (bare.description, bare.expires_on) == ("ISO 28000:2022", date(2030, 1, 1))


# --- versions --------------------------------------------------------------------------------------
def test_in_a_draft_the_new_version_simply_takes_the_place():
    case, document = a_draft(), a_document()
    used(case, document, "A1", "A3")
    new = acted(
        documents.replace,
        document.pk,
        bytes_of("second"),
        name="certificate.txt",
        **DATES,
        actor=people().amara,
        at=when(5),
    )
    assert (new.version, new.replaces_id) == (2, document.pk)
    assert shown(case) == [("A1", 2, None), ("A3", 2, None)]


def test_what_customs_was_shown_stays_in_the_file_marked_as_replaced():
    cast, case, document = people(), a_draft(), a_document()
    used(case, document, "A1")
    sent(case)
    new = renewed(document)
    assert shown(case) == [("A1", 1, when(5)), ("A1", 2, None)]
    assert said_by(case)["A1"].documents == 1
    visible = Document.objects.visible_to(cast.ben)
    assert set(visible.values_list("pk", flat=True)) == {document.pk, new.pk}
    told = [item for item in timeline(case, actor=cast.amara) if item.code == "replace-document"]
    assert [(item.params, item.side) for item in told] == [
        ({"name": "certificate.txt", "criteria": "A1"}, "applicant")
    ]


def test_the_firm_may_leave_the_open_application_as_it_is():
    cast, case, document = people(), a_draft(), a_document()
    used(case, document, "A1")
    sent(case)
    new = renewed(document, follow=False)
    assert shown(case) == [("A1", 1, None)]
    assert not Document.objects.visible_to(cast.ben).filter(pk=new.pk).exists()
    assert JournalEntry.objects.get(act="replace-document").topic == "document"


def test_what_was_decided_is_never_touched():
    cast, case, document = people(), a_draft(), a_document()
    used(case, document, "A1")
    sent(case)
    application.withdraw(case.number, reason="Later.", actor=cast.amara, at=when(3))
    renewed(document)
    assert shown(case) == [("A1", 1, None)]


def test_a_version_is_replaced_once_and_by_something_else():
    cast, document = people(), a_document()
    same = refusal(
        documents.replace,
        document.pk,
        bytes_of("first"),
        name="certificate.txt",
        actor=cast.amara,
        at=when(5),
    )
    assert same == ("document-known-already",)
    renewed(document)
    again = refusal(
        documents.replace,
        document.pk,
        bytes_of("third"),
        name="certificate.txt",
        actor=cast.amara,
        at=when(6),
    )
    assert again == ("document-replaced",)
    late = refusal(documents.describe, document.pk, **DATES, actor=cast.amara, at=when(6))
    assert late == ("document-replaced",)


def test_versions_stand_in_one_line():
    document = a_document()
    new = renewed(document)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=new.pk).update(version=1)
    third = renewed(new, "third", day=6)
    assert (third.version, third.replaces_id) == (3, new.pk)


# --- putting aside ---------------------------------------------------------------------------------
def test_a_document_is_put_aside_and_taken_up_again():
    cast, case, document = people(), a_draft(), a_document()
    acted(documents.retire, document.pk, actor=cast.amara, at=when(2))
    assert refusal(documents.retire, document.pk, actor=cast.amara, at=when(2)) == ("document-retired",)
    assert refusal(documents.use, case.number, document.pk, ["A1"], actor=cast.amara, at=when(2)) == (
        "document-retired",
    )
    for paper in (document, bytes_of("first")):  # the row, or the same file sent once more
        assert refusal(
            application.attach, case.number, "A1", paper, name="certificate.txt", actor=cast.amara, at=when(2)
        ) == ("document-retired",)
    acted(documents.restore, document.pk, actor=cast.amara, at=when(3))
    assert refusal(documents.restore, document.pk, actor=cast.amara, at=when(3)) == ("document-not-retired",)
    used(case, document, "A1")
    assert refusal(documents.retire, document.pk, actor=cast.amara, at=when(4)) == ("document-in-use",)


def test_a_replaced_version_is_not_put_forward_any_more(files_dir):
    cast, case, document = people(), a_case("assessment"), a_document()
    renewed(document)
    asked = requests.ask(case.number, question="Your certificate?", actor=cast.ben, at=when(6))
    assert refusal(
        requests.reply, asked.pk, text="Here.", papers=[(document, "")], actor=cast.amara, at=when(7)
    ) == ("document-replaced",)


# --- one document for many criteria ----------------------------------------------------------------
def test_one_document_serves_several_criteria_by_one_act():
    cast, case, document = people(), a_draft(), a_document()
    acted(documents.use, case.number, document.pk, ["C1", "A2", "A1", "A2"], actor=cast.amara, at=when(2))
    assert [row[0] for row in shown(case)] == ["A1", "A2", "C1"]
    entry = JournalEntry.objects.get(act="use-document")
    assert (entry.subject, entry.body["criteria"]) == (case.number, "A1, A2, C1")


def test_all_or_nothing_and_every_refusal_is_named():
    cast, case, document = people(), a_case("draft"), a_document()
    answer_all(case, actor=cast.amara, at=when(1), skip=["A2"])
    used(case, document, "A1")
    before = shown(case)
    codes = refusal(
        documents.use, case.number, document.pk, ["A1", "A2", "C1", "Z9"], actor=cast.amara, at=when(2)
    )
    assert codes == ("use-attached-already", "use-answer-first", "criterion-not-applying")
    assert shown(case) == before
    assert refusal(documents.use, case.number, document.pk, [], actor=cast.amara, at=when(2)) == (
        "criteria-missing",
    )


def test_only_an_open_form_takes_documents_and_only_the_firm_s_own():
    cast, case, document = people(), a_draft(), a_document()
    other = documents.add(bytes_of("theirs"), name="theirs.txt", actor=cast.otto, at=when(1))
    assert refusal(documents.use, case.number, other.pk, ["A1"], actor=cast.amara, at=when(2)) == (
        "not-found",
    )
    assert refusal(documents.use, case.number, other.pk, ["A1"], actor=cast.otto, at=when(2)) == (
        "not-found",
    )
    assert refusal(documents.use, case.number, document.pk, ["A1"], actor=cast.ben, at=when(2)) == (
        "not-your-capacity",
    )
    sent(case)
    assert refusal(documents.use, case.number, document.pk, ["A1"], actor=cast.amara, at=when(3)) == (
        "not-editable",
    )


def test_a_returned_application_keeps_both_versions_for_the_desk():
    cast, case, document = people(), a_draft(), a_document()
    used(case, document, "A1")
    sent(case)
    assessment.return_(case.number, reason="Expired.", actor=cast.ben, at=when(3))
    renewed(document)
    assert shown(case) == [("A1", 1, when(5)), ("A1", 2, None)]
    assert Document.objects.visible_to(cast.ben).count() == 2
