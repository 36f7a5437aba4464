"""The trader's application, page by page; another firm and the desk get nothing of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, answer_all, when

from openaeo.casework.application import answer
from openaeo.casework.models import Case, Document
from openaeo.law.terms import Claim

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXPLANATION = "See manual §4 – \u202eعكس\u202c 🙂 <script>alert(1)</script>"


@pytest.fixture
def draft(cast):
    return a_case("draft")


def at(case, name, *more):
    return reverse(name, args=[case.number, *more])


def test_an_application_starts_with_type_and_roles(amara, cast):
    response = amara.post(reverse("application_start"), {"tier": "full", "roles": ["importer", "broker"]})
    case = Case.objects.get(operator=cast.firm)
    assert response["Location"] == at(case, "application")
    assert (case.tier, case.roles, case.state) == ("full", ["importer", "broker"], "draft")
    again = amara.post(reverse("application_start"), {"tier": "full", "roles": ["importer"]})
    assert again.status_code == 200
    assert again.context["form"].non_field_errors()
    assert Case.objects.count() == 1


def test_the_task_list_counts_what_is_done(amara, cast, draft):
    before = amara.get(at(draft, "application")).context
    assert (before["done"], before["minutes"] > 0) == (0, True)
    answer_all(draft, actor=cast.amara, at=when(1))
    after = amara.get(at(draft, "application")).context
    assert (after["done"], after["minutes"]) == (len(after["sections"]), 0)


def test_an_answer_is_kept_as_typed_and_shown_harmless(amara, draft):
    response = amara.post(
        at(draft, "criterion_answer", "A1"), {"claim": "partly", "explanation": EXPLANATION}
    )
    assert response.status_code == 302
    assert draft.answers.get(criterion="A1").explanation == EXPLANATION
    shown = amara.get(at(draft, "check_answers")).content.decode()
    assert "<script>alert(1)</script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_an_answer_is_saved_while_it_is_typed(amara, draft):
    address = at(draft, "criterion_answer", "A1")
    saved = amara.post(address, {"claim": "met", "explanation": ""}, headers={"HX-Request": "true"})
    assert (saved.status_code, "Saved" in saved.content.decode()) == (200, True)
    early = amara.post(address, {"explanation": "half a sen"}, headers={"HX-Request": "true"})
    assert "choose an answer first" in early.content.decode()
    assert draft.answers.get(criterion="A1").claim == "met"


def test_a_photo_can_follow_the_first_answer_without_another_page(amara, draft):
    """What is typed later puts no new field in place of one in which a photo was chosen."""
    address, hx = at(draft, "criterion_answer", "A1"), {"HX-Request": "true"}
    field = f'action="{at(draft, "evidence_add", "A1")}"'
    assert field not in amara.get(address).content.decode()
    said = [{"explanation": "half a sen"}, {"claim": "met"}, {"claim": "met", "explanation": "A list."}]
    shown = [amara.post(address, one, headers=hx).content.decode() for one in said]
    assert [field in one for one in shown] == [False, True, False]
    assert field in amara.get(address).content.decode()


def test_the_task_list_goes_on_with_the_first_open_question(amara, cast, draft):
    page = at(draft, "application")
    assert amara.get(page).context["next_question"] == "A1"
    answer(draft.number, "A1", claim=Claim.MET, explanation="", actor=cast.amara, at=when(1))
    assert f'href="{at(draft, "criterion_answer", "A2")}"' in amara.get(page).content.decode()
    answer_all(draft, actor=cast.amara, at=when(1))
    assert amara.get(page).context["next_question"] is None


def test_one_document_serves_two_criteria_and_is_stored_once(amara, cast, draft):
    for criterion in ("A1", "A2"):
        answer(draft.number, criterion, claim=Claim.MET, explanation="", actor=cast.amara, at=when(1))
    upload = SimpleUploadedFile("handbuch – دليل.pdf", PDF, content_type="application/pdf")
    assert amara.post(at(draft, "evidence_add", "A1"), {"file": upload}).status_code == 302
    document = Document.objects.get()
    assert amara.post(at(draft, "evidence_add", "A2"), {"document": document.pk}).status_code == 302
    assert Document.objects.count() == 1
    assert document.evidence.count() == 2
    opened = amara.get(reverse("evidence_open", args=[document.pk]))
    assert b"".join(opened.streaming_content) == PDF
    assert opened["Content-Disposition"].startswith("attachment")
    amara.post(at(draft, "evidence_remove", "A1", document.pk))
    assert document.evidence.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ" + b"\0" * 100),
        ("page.pdf", b"<html>not a pdf</html>"),
        ("empty.pdf", b""),
        ("large.pdf", PDF + b"\0" * (10 * 1024 * 1024)),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(amara, cast, draft, name, content):
    answer(draft.number, "A1", claim=Claim.MET, explanation="", actor=cast.amara, at=when(1))
    response = amara.post(at(draft, "evidence_add", "A1"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Document.objects.exists()


def test_sending_needs_everything_and_a_name(amara, cast, draft):
    form = {"declared_name": "Amara Diallo", "true": "on"}
    assert amara.post(at(draft, "submit"), form).context["form"].non_field_errors()
    answer_all(draft, actor=cast.amara, at=when(1))
    assert amara.post(at(draft, "submit"), {"declared_name": "Amara Diallo"}).context["form"].errors["true"]
    assert amara.post(at(draft, "submit"), form)["Location"] == at(draft, "case_timeline")
    assert amara.post(at(draft, "submit"), form).context["form"].non_field_errors()
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_after_sending_answers_are_closed_but_readable(amara, cast):
    case = a_case("submitted")
    refused = amara.post(at(case, "criterion_answer", "A1"), {"claim": "not-yet", "explanation": "Later."})
    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors()
    assert case.answers.get(criterion="A1").claim == "met"
    assert amara.get(at(case, "application"))["Location"] == at(case, "case_timeline")
    assert amara.get(at(case, "check_answers")).status_code == 200


def test_a_returned_application_says_why(amara, cast):
    case = a_case("returned")
    assert "The site plan is missing." in amara.get(at(case, "application")).content.decode()


PAGES = (
    *("application", "application_roles", "check_answers", "submit", "withdraw", "case_timeline"),
    "hearing_reply",
)


@pytest.mark.parametrize("name", PAGES)
def test_another_firm_and_the_desk_get_nothing(sign_in, draft, name):
    for key in ("otto", "ben", "dalia", "efua"):
        for method in ("get", "post"):
            assert getattr(sign_in(key), method)(at(draft, name)).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_another_firms_document_is_nowhere(amara, sign_in, cast, draft):
    answer(draft.number, "A1", claim=Claim.MET, explanation="", actor=cast.amara, at=when(1))
    amara.post(at(draft, "evidence_add", "A1"), {"file": SimpleUploadedFile("a.pdf", PDF)})
    document = Document.objects.get()
    assert sign_in("otto").get(reverse("evidence_open", args=[document.pk])).status_code == 404


@pytest.mark.parametrize("criterion", ["A6", "Z9", "A1x", "é"])
def test_a_criterion_that_is_not_asked_is_not_there(amara, draft, criterion):
    assert amara.get(at(draft, "criterion_answer", criterion)).status_code == 404


def test_withdrawing_keeps_the_answers(amara, cast, draft):
    answer_all(draft, actor=cast.amara, at=when(1))
    given = draft.answers.count()
    amara.post(at(draft, "withdraw"), {"reason": "We merge."})
    draft.refresh_from_db()
    assert (draft.state, draft.answers.count()) == ("withdrawn", given)


def test_a_group_asks_the_database_as_often_for_three_answers_as_for_one(amara, cast, draft):
    address = at(draft, "criteria_group", "A")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert amara.get(address).status_code == 200
        return len(seen)

    answer(draft.number, "A1", claim=Claim.MET, explanation="", actor=cast.amara, at=when(1))
    one = queries()
    for criterion in ("A2", "A3"):
        answer(draft.number, criterion, claim=Claim.MET, explanation="", actor=cast.amara, at=when(1))
    assert queries() == one
