"""One criterion: answer beside evidence, a result with its reason, files that cannot do harm."""

import io

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.worlds import a_case, an_operator, answer_all, when

from openaeo.bedrock import files
from openaeo.casework import application, assessment
from openaeo.casework.models import Case
from openaeo.casework.programme import guidebook
from openaeo.law.terms import Claim, Mode, Outcome

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


def address(case, criterion="A1"):
    return reverse("criterion", args=[case.number, criterion])


@pytest.fixture
def with_files(cast):
    case = application.start(tier="full", roles=["importer"], actor=cast.amara, at=when(0))
    answer_all(case, actor=cast.amara, at=when(1))
    application.answer(
        case.number, "A1", claim=Claim.PARTLY, explanation="<b>Ledger</b>", actor=cast.amara, at=when(1)
    )
    documents = {}
    for name, content in (("gate.png", PNG), ("staff.csv", b"name\nAmara\n")):
        stored = files.store(io.BytesIO(content), name, at=when(1))
        evidence = application.attach(case.number, "A1", stored, name=name, actor=cast.amara, at=when(1))
        documents[name] = evidence.document_id
    application.submit(case.number, declared_name="Amara", actor=cast.amara, at=when(2))
    assessment.accept(case.number, actor=cast.ben, at=when(4))
    return Case.objects.get(pk=case.number), documents


def closed(response):
    """Let go of the file as a server does after the last byte; `close()` itself would end the test's connection."""
    for let_go in response._resource_closers:
        let_go()


def test_answer_and_evidence_stand_side_by_side(signed_in, with_files):
    case, documents = with_files
    page = signed_in("ben").get(address(case)).content.decode()
    assert "&lt;b&gt;Ledger&lt;/b&gt;" in page
    shown = reverse("evidence_file", args=[case.number, documents["gate.png"]])
    assert f'<img class="pane" src="{shown}" alt="gate.png">' in page
    assert "staff.csv" in page
    help_ = guidebook(case.edition).on("A1")
    assert [escape(text["en"]) in page for text in (help_.risk, help_.small)] == [True, True]


def test_a_result_is_saved_and_leads_on(signed_in, cast):
    case = a_case("assessment")
    form = {"outcome": "gap", "reason": "Gate 3 is dark.", "mode": "desk", "next": "1"}
    page = signed_in("ben").post(address(case), form)
    assert page["Location"] == address(case, "A2")
    found = case.results.get()
    assert (found.criterion, found.outcome, found.reason, found.assessed_by_id) == (
        "A1",
        "gap",
        "Gate 3 is dark.",
        cast.ben.person,
    )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"outcome": "gap", "reason": "", "mode": "desk"}, "Give a reason"),
        ({"outcome": "", "reason": "Seen it all.", "mode": "desk"}, "Choose a result."),
        ({"outcome": "met", "reason": "Seen it all.", "mode": ""}, "Choose how it was verified."),
    ],
)
def test_a_result_without_its_parts_is_refused_and_kept(signed_in, form, words):
    case = a_case("assessment")
    page = signed_in("ben").post(address(case), form).content.decode()
    assert words in page
    assert form["reason"] in page
    assert case.results.count() == 0


def test_results_are_the_officers_and_wait_for_assessment(signed_in):
    case = a_case("assessment")
    form = {"outcome": "met", "reason": "", "mode": "desk"}
    assert signed_in("dalia").post(address(case), form).status_code == 404
    assert signed_in("amara").get(address(case)).status_code == 404
    assert signed_in("ben").get(address(case, "Z9")).status_code == 404
    early = a_case("submitted", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    assert "There is a problem" in signed_in("ben").post(address(early), form).content.decode()
    assert case.results.count() + early.results.count() == 0


def test_what_was_found_before_is_shown(signed_in, cast):
    case = a_case("assessment")
    for day, outcome, reason in ((5, Outcome.GAP, "No lock at all."), (6, Outcome.MET, "Lock shown.")):
        assessment.assess(
            case.number, "A1", outcome=outcome, reason=reason, mode=Mode.DESK, actor=cast.ben, at=when(day)
        )
    page = signed_in("ben").get(address(case)).content.decode()
    assert ("No lock at all." in page, "Before:" in page) == (True, True)


def test_a_picture_opens_in_a_sandbox(signed_in, with_files):
    case, documents = with_files
    response = signed_in("ben").get(reverse("evidence_file", args=[case.number, documents["gate.png"]]))
    assert b"".join(response.streaming_content) == PNG
    closed(response)
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="gate.png"'
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = response["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "frame-ancestors 'self'" in policy, "sandbox" in policy) == (
        True,
    ) * 3


def test_other_files_are_handed_over_as_downloads(signed_in, with_files):
    case, documents = with_files
    picture = reverse("evidence_file", args=[case.number, documents["gate.png"]])
    table = reverse("evidence_file", args=[case.number, documents["staff.csv"]])
    for address, name in ((table, "staff.csv"), (f"{picture}?download", "gate.png")):
        response = signed_in("ben").get(address)
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        closed(response)


def test_a_file_is_reached_only_through_its_own_case_and_by_staff(signed_in, with_files):
    case, documents = with_files
    other = a_case("assessment", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    pk = documents["gate.png"]
    assert signed_in("ben").get(reverse("evidence_file", args=[other.number, pk])).status_code == 404
    assert signed_in("otto").get(reverse("evidence_file", args=[case.number, pk])).status_code == 404
    assert signed_in("amara").get(reverse("evidence_file", args=[case.number, pk])).status_code == 404
