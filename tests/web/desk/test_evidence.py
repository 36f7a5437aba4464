"""The evidence of a case: dates, versions, what held on the day of the decision, and who opened what."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.test_audiences import answered
from tests.worlds import a_case, answer_all, assess_all, people, when

from openaeo.bedrock import files
from openaeo.casework import application, assessment, decision, documents
from openaeo.casework.models import Case

DATES = {"issued_on": date(2025, 1, 1), "expires_on": date(2026, 1, 20)}  # day 15 is its last


def stored(text, name="certificate.txt"):
    return files.store(io.BytesIO(text.encode()), name, at=when(0))


@pytest.fixture
def submitted(cast):
    case = a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    document = documents.add(stored("first"), name="certificate.txt", **DATES, actor=cast.amara, at=when(1))
    documents.use(case.number, document.pk, ["A1", "A2"], actor=cast.amara, at=when(1))
    application.submit(case.number, declared_name="Amara", actor=cast.amara, at=when(2))
    assessment.take_on(case.number, actor=cast.ben, at=when(3))
    assessment.accept(case.number, actor=cast.ben, at=when(4))
    return Case.objects.get(pk=case.number), document


def renew(document, text="second", day=6):
    return documents.replace(
        document.pk,
        stored(text),
        name="certificate.txt",
        expires_on=date(2090, 1, 20),
        actor=people().amara,
        at=when(day),
    )


def decide(case, *, day):
    cast = people()
    assess_all(case, actor=cast.ben, at=when(day - 3))
    assessment.recommend(
        case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(day - 2)
    )
    decision.grant(case.number, reasons="All met.", actor=cast.dalia, at=when(day))


def tab(client, case):
    return client.get(reverse("case", args=[case.number, "evidence"]))


def papers(client, case):
    return [
        (paper.document.version, paper.state, paper.newer is not None, paper.here, paper.criteria)
        for paper in tab(client, case).context["papers"]
    ]


def test_both_versions_stand_in_an_open_file(signed_in, submitted):
    case, document = submitted
    new, ben = renew(document), signed_in("ben")
    assert sorted(papers(ben, case)) == [
        (1, "expired", True, True, ("A1", "A2")),
        (2, "current", False, False, ("A1", "A2")),
    ]
    page = tab(ben, case).content.decode()
    assert ("Replaced since" in page, "the new version is in this file" in page) == (True, True)
    for one in (document, new):
        assert (
            answered(ben, "get", reverse("evidence_file", args=[case.number, one.pk]))[0].status_code == 200
        )
    history = ben.get(reverse("case", args=[case.number, "history"])).content.decode()
    assert ("Trader replaced a document" in history, "A1, A2" in history) == (True, True)


def test_the_split_view_shows_the_version_in_force_first(signed_in, submitted):
    case, document = submitted
    new = renew(document)
    page = signed_in("ben").get(reverse("criterion", args=[case.number, "A1"]))
    assert [one.document.pk for one in page.context["documents"]] == [new.pk, document.pk]
    assert page.context["opened"].document.pk == new.pk
    assert "Replaced since" in page.content.decode()


@pytest.mark.parametrize(("day", "state"), [(14, "expires-soon"), (16, "expired")])
def test_the_state_is_that_of_the_day_of_decision(signed_in, submitted, day, state):
    case, _ = submitted
    decide(case, day=day)
    assert [paper[1] for paper in papers(signed_in("dalia"), case)] == [state]
    assert "On the day of the decision" in tab(signed_in("dalia"), case).content.decode()


def test_a_decided_file_keeps_what_it_was_decided_on(signed_in, submitted):
    case, document = submitted
    decide(case, day=14)
    new, ben = renew(document, day=30), signed_in("ben")
    assert papers(ben, case) == [(1, "expires-soon", True, False, ("A1", "A2"))]
    assert "the new version is not in this file" in tab(ben, case).content.decode()
    at = reverse("evidence_file", args=[case.number, new.pk])
    assert ben.get(at).status_code == 404


def test_the_desk_reads_who_opened_a_document(signed_in, submitted):
    case, document = submitted
    at = reverse("evidence_file", args=[case.number, document.pk])
    answered(signed_in("ben"), "get", at)
    page = tab(signed_in("dalia"), case).content.decode()
    assert ("Who opened it" in page, "Ben Osei" in page) == (True, True)


def test_the_tab_asks_as_often_for_many_documents_as_for_one(signed_in, submitted):
    case, document = submitted
    ben = signed_in("ben")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert tab(ben, case).status_code == 200
        return len(seen)

    one = queries()
    for version in range(2, 6):
        document = renew(document, f"text {version}", day=version + 4)
        answered(ben, "get", reverse("evidence_file", args=[case.number, document.pk]))
    assert queries() == one
