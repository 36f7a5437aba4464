"""An appeal by whom the decision hits: lodged once, in time, with a document; followed; withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.worlds import a_case, a_suspended

from openaeo.casework.models import Appeal


@pytest.fixture
def case():
    return a_case("refused", begun=datetime.now(UTC) - timedelta(days=25))


def at(case):
    return reverse("case_appeal", args=[case.number])


def test_lodged_with_a_document_and_followed(amara, sign_in, case):
    timeline = reverse("case_timeline", args=[case.number])
    assert at(case) in amara.get(timeline).content.decode()
    wrong = amara.post(at(case), {"grounds": "Lamps.", "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.context["form"].errors["file"]
    assert Appeal.objects.count() == 0
    told = {"grounds": "Lamps.", "file": SimpleUploadedFile("lamps.txt", b"lamp 1")}
    assert amara.post(at(case), told)["Location"] == at(case)
    appeal = Appeal.objects.get()
    shown = amara.get(at(case)).content.decode()
    assert ("Lamps." in shown, "lamps.txt" in shown, "Lodge the appeal" in shown) == (True, True, False)
    file = reverse("evidence_file", args=[case.number, appeal.documents.get().pk])
    assert b"".join(sign_in("ben").get(file).streaming_content) == b"lamp 1"
    again = amara.post(at(case), {"grounds": "Lamps again."})
    assert "This decision has been appealed already" in again.content.decode()
    assert "Lamps again." in again.content.decode()


def test_withdrawn_after_a_question(amara, sign_in, case):
    amara.post(at(case), {"grounds": "Lamps."})
    page = reverse("appeal_withdraw", args=[Appeal.objects.get().pk])
    assert "The review ends" in amara.get(page).content.decode()
    assert sign_in("otto").post(page).status_code == 404
    assert amara.post(page)["Location"] == at(case)
    assert Appeal.objects.get().state == "withdrawn"
    assert amara.get(page).status_code == 404
    assert amara.post(page).context["form"].non_field_errors()


def test_too_late_is_told_with_what_is_left(amara):
    old = a_case("refused")
    shown = amara.get(at(old)).content.decode()
    assert "The time for an appeal is over" in shown
    assert "Lodge the appeal" not in shown
    assert at(old) not in amara.get(reverse("case_timeline", args=[old.number])).content.decode()
    late = amara.post(at(old), {"grounds": "Still."})
    assert "The time for an appeal is over" in late.content.decode()


def test_nothing_to_appeal_against(amara, sign_in):
    case = a_case("assessment")
    assert "Nothing to appeal against" in amara.get(at(case)).content.decode()
    assert amara.post(at(case), {"grounds": "Me."}).context["form"].non_field_errors()
    assert sign_in("otto").get(at(case)).status_code == 404


def test_a_suspension_may_be_appealed_too(amara, sign_in):
    measure = a_suspended().measures.get()
    page = reverse("measure_appeal", args=[measure.pk])
    assert page in amara.get(reverse("measure_reply", args=[measure.pk])).content.decode()
    assert amara.get(page).status_code == 200
    assert sign_in("otto").get(page).status_code == 404
