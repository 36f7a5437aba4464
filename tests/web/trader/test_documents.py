"""The documents board: what is there and until when, new versions, many criteria at once, and who saw what."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.test_audiences import answered
from tests.worlds import a_case, answer_all, when

from openaeo.casework import application, documents
from openaeo.casework.models import Document, Evidence, Opening

TODAY = timezone.now().date()  # pages show what holds today
GONE, SOON, FAR = (TODAY + timedelta(days=days) for days in (-1, 30, 400))


def upload(text="first", name="certificate.txt"):
    return SimpleUploadedFile(name, text.encode())


def kept(client, text="first", name="certificate.txt", **more):
    form = {"file": upload(text, name), "description": "", "issued_on": "", "expires_on": "", **more}
    response = client.post(reverse("document_add"), form)
    assert response.status_code == 302, response.context["form"].errors
    return Document.objects.order_by("-pk").first()


@pytest.fixture
def draft(cast):
    case = a_case("draft")
    answer_all(case, actor=cast.amara, at=when(1))
    return case


def test_a_document_is_kept_described_and_shown_with_its_dates(amara):
    document = kept(amara, description="ISO 28000 <b>", issued_on="2025-03-01", expires_on=SOON.isoformat())
    assert (document.name, document.issued_on, document.expires_on) == (
        "certificate.txt",
        date(2025, 3, 1),
        SOON,
    )
    board = amara.get(reverse("documents")).content.decode()
    assert ("ISO 28000 &lt;b&gt;" in board, "Expires soon" in board, "1 March 2025" in board) == (True,) * 3
    assert reverse("document", args=[document.pk]) in board


def test_a_phone_is_offered_its_camera(amara):
    page = amara.get(reverse("document_add")).content.decode()
    assert "image/jpeg" in page.split('type="file"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"issued_on": FAR.isoformat()}, "issued_on", "dated in the future"),
        ({"issued_on": "2025-03-01", "expires_on": "2025-02-01"}, "expires_on", "before it was issued"),
        ({"expires_on": "soon"}, "expires_on", "valid date"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ")}, "file", "not taken"),
        ({"file": ""}, "file", "required"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field_and_kept_as_typed(amara, more, field, words):
    form = {"file": upload(), "description": "My words", "issued_on": "", "expires_on": "", **more}
    response = amara.post(reverse("document_add"), form)
    assert response.status_code == 200
    assert words in str(response.context["form"].errors[field])
    assert "My words" in response.content.decode()
    assert Document.objects.count() == 0


def test_the_board_chooses_by_state(amara):
    for name, day in (("gone.txt", GONE), ("soon.txt", SOON), ("far.txt", FAR), ("bare.txt", "")):
        kept(amara, name, name, expires_on=str(day))
    aside = kept(amara, "aside", "aside.txt")
    amara.post(reverse("document_retire", args=[aside.pk]))

    def names(state):
        board = amara.get(reverse("documents"), {"state": state})
        return {card.document.name for card in board.context["cards"]}

    assert names("") == names("nonsense") == {"gone.txt", "soon.txt", "far.txt", "bare.txt"}
    assert [names(state) for state in ("expired", "expires-soon", "current", "undated", "retired")] == [
        {"gone.txt"},
        {"soon.txt"},
        {"far.txt"},
        {"bare.txt"},
        {"aside.txt"},
    ]
    tabs = amara.get(reverse("documents")).context["tabs"]
    assert [count for _address, _label, _now, count in tabs] == [4, 1, 1, 1, 1, 1]
    amara.post(reverse("document_restore", args=[aside.pk]))
    assert names("retired") == set()


def test_one_document_is_used_for_many_criteria_at_once(amara, draft):
    document = kept(amara)
    at = reverse("document_use", args=[document.pk])
    assert amara.post(at, {"criteria": ["A1", "A2", "C1"]}).status_code == 302
    page = amara.get(reverse("document", args=[document.pk])).content.decode()
    assert all(reverse("criterion_answer", args=[draft.number, key]) in page for key in ("A1", "A2", "C1"))
    board = amara.get(reverse("documents")).content.decode()
    assert reverse("criterion_answer", args=[draft.number, "C1"]) in board


def test_what_is_refused_is_named_and_what_was_ticked_stays(amara, cast):
    draft = a_case("draft")
    answer_all(draft, actor=cast.amara, at=when(1), skip=["A2"])
    document = kept(amara)
    documents.use(draft.number, document.pk, ["A1"], actor=cast.amara, at=when(2))
    response = amara.post(reverse("document_use", args=[document.pk]), {"criteria": ["A1", "A2", "C1"]})
    errors = " ".join(response.context["form"].non_field_errors())
    assert ("criterion A1" in errors, "Criterion A2" in errors, "C1" in errors) == (True, True, False)
    assert 'value="C1" checked' in response.content.decode()
    assert Evidence.objects.count() == 1
    nothing = amara.post(reverse("document_use", args=[document.pk]))
    assert "Tick at least one" in nothing.content.decode()


def test_a_new_version_takes_the_place_and_the_old_one_stays_readable(amara, cast, draft):
    old = kept(amara, expires_on=GONE.isoformat())
    documents.use(draft.number, old.pk, ["A1"], actor=cast.amara, at=when(2))
    application.submit(draft.number, declared_name="Amara", actor=cast.amara, at=when(3))
    form = {
        "file": upload("second"),
        "description": "Renewed",
        "issued_on": "",
        "expires_on": FAR.isoformat(),
        "follow": "on",
    }
    response = amara.post(reverse("document_replace", args=[old.pk]), form)
    new = Document.objects.get(version=2)
    assert response["Location"] == reverse("document", args=[new.pk])
    cards = amara.get(reverse("documents")).context["cards"]
    assert [(card.document.pk, card.state) for card in cards] == [(new.pk, "current")]
    page = amara.get(reverse("document", args=[old.pk])).content.decode()
    assert ("Replaced since" in page, reverse("document", args=[new.pk]) in page) == (True, True)
    assert answered(amara, "get", reverse("evidence_open", args=[old.pk]))[1] == "first"
    again = amara.post(reverse("document_replace", args=[old.pk]), {**form, "file": upload("third")})
    assert "newer version" in again.content.decode()


def test_without_an_open_application_nothing_follows(amara, cast):
    document = kept(amara)
    assert "follow" not in amara.get(reverse("document_replace", args=[document.pk])).context["form"].fields
    assert amara.get(reverse("document_use", args=[document.pk])).status_code == 404


def test_the_firm_learns_that_customs_looked_but_not_who(amara, sign_in, cast, draft):
    document = kept(amara)
    documents.use(draft.number, document.pk, ["A1"], actor=cast.amara, at=when(2))
    application.submit(draft.number, declared_name="Amara", actor=cast.amara, at=when(3))
    at = reverse("evidence_file", args=[draft.number, document.pk])
    for method in ("get", "head"):  # who asks for the headers alone has read nothing
        assert answered(sign_in("ben"), method, at)[0].status_code == 200
    assert sign_in("otto").get(reverse("evidence_open", args=[document.pk])).status_code == 404
    answered(amara, "get", reverse("evidence_open", args=[document.pk]))
    assert [(one.capacity, one.case_id) for one in Opening.objects.order_by("at")] == [
        ("officer", draft.number),
        ("applicant", None),
    ]
    page = amara.get(reverse("document", args=[document.pk])).content.decode()
    assert ("Customs opened it" in page, "Your firm opened it" in page, "Ben" in page) == (True, True, False)


def test_criterion_by_criterion_what_is_asked_and_what_is_there(amara, cast, draft):
    for name, day, criterion in (("gone.txt", GONE, "A1"), ("far.txt", FAR, "A2"), ("soon.txt", SOON, "A2")):
        document = kept(amara, name, name, expires_on=day.isoformat())
        documents.use(draft.number, document.pk, [criterion], actor=cast.amara, at=when(2))

    def board(show=""):
        groups = amara.get(reverse("evidence_board", args=[draft.number]), {"show": show}).context["groups"]
        return {row.criterion.id: row.state for _group, rows in groups for row in rows}

    every = board()
    assert (every["A1"], every["A2"], every["C1"]) == ("expired", "expires-soon", "missing")
    assert board("expiring") == {"A1": "expired", "A2": "expires-soon"}
    assert set(board("missing")) == set(every) - {"A1", "A2"}


@pytest.mark.parametrize("name", ["documents", "evidence_board", "document", "document_use"])
def test_pages_ask_as_often_for_many_rows_as_for_one(amara, cast, draft, name):
    first = kept(amara, "0", "0.txt")
    documents.use(draft.number, first.pk, ["A1"], actor=cast.amara, at=when(2))
    args = {"documents": [], "evidence_board": [draft.number]}.get(name, [first.pk])

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert amara.get(reverse(name, args=args)).status_code == 200
        return len(seen)

    one = queries()
    for n in range(1, 6):
        more = kept(amara, str(n), f"{n}.txt")
        documents.use(draft.number, more.pk, ["A1", "A2", "C1"], actor=cast.amara, at=when(2))
        answered(amara, "get", reverse("evidence_open", args=[more.pk]))
    documents.use(draft.number, first.pk, ["A2", "C1"], actor=cast.amara, at=when(2))
    assert queries() == one <= 15


def test_nobody_else_finds_them(sign_in, amara, draft):
    document = kept(amara)
    for key in ("otto", "ben", "dalia", "efua"):
        for name in ("document", "document_replace", "document_retire", "document_restore", "document_use"):
            for method in ("get", "post"):
                at = reverse(name, args=[document.pk])
                assert getattr(sign_in(key), method)(at).status_code == 404
    assert sign_in("otto").get(reverse("documents")).context["cards"] == []
