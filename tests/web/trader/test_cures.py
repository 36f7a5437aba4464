"""A suspension as its holder sees it: what counts, until when, and the report with a photo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.worlds import a_granted, a_suspended, when

from openaeo.casework import cures, measures
from openaeo.casework.models import Cure

PHOTO = b"\x89PNG\r\n\x1a\n" + b"fence" * 9


@pytest.fixture
def cure(cast):
    """The security part suspended after a break-in."""
    noticed = measures.propose(
        a_granted().number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The fence was cut.",
        criteria=["I1"],
        urgent=True,
        actor=cast.ben,
        at=when(30),
    )
    measures.take(noticed.pk, reasons="It stands open.", actor=cast.dalia, at=when(31))
    return Cure.objects.get(measure=noticed)


def test_the_certificate_says_what_counts_what_stops_and_leads_to_the_report(amara, cure):
    page = amara.get(reverse("certificate", args=[cure.measure.authorisation_id]))
    shown = page.content.decode()
    assert "In force as: Customs compliance" in shown
    assert 'Security and safety <span class="hint">since <time datetime="2026-02-05' in shown
    assert reverse("cure_report", args=[cure.pk]) in shown
    assert (sorted(page.context["benefits"]), list(page.context["resting"])) == (
        ["BN1", "BN2", "BN3", "BN4", "BN5", "BN7"],
        ["BN6"],
    )
    assert reverse("cure_report", args=[cure.pk]) in amara.get(reverse("trader_home")).content.decode()


def test_a_report_goes_with_a_photo_and_shows_until_it_is_answered(amara, cast, cure):
    address = reverse("cure_report", args=[cure.pk])
    assert "The fence was cut." in amara.get(address).content.decode()
    sent = amara.post(address, {"text": "A new fence.", "file": SimpleUploadedFile("fence.png", PHOTO)})
    assert sent["Location"] == reverse("certificate", args=[cure.measure.authorisation_id])
    cure.refresh_from_db()
    assert (cure.state, [paper.name for paper in cure.documents.all()]) == ("reported", ["fence.png"])
    assert "You need do nothing" in amara.get(address).content.decode()
    again = amara.post(address, {"text": "Once more."})
    assert again.context["form"].non_field_errors()
    cures.send_back(cure.pk, reasons="A photo of the gate, too.", actor=cast.ben, at=when(40))
    assert "A photo of the gate, too." in amara.get(address).content.decode()


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(amara, cure):
    address = reverse("cure_report", args=[cure.pk])
    assert amara.post(address, {"text": "  "}).context["form"].errors["text"]
    odd = amara.post(address, {"text": "A fence.", "file": SimpleUploadedFile("fence.exe", b"MZ")})
    assert odd.context["form"].errors["file"]
    assert "A fence." in odd.content.decode()
    cure.refresh_from_db()
    assert cure.state == "asked"


def test_a_suspended_whole_gives_nothing(amara):
    held = a_suspended()
    page = amara.get(reverse("certificate", args=[held.number]))
    assert (page.context["benefits"], len(page.context["resting"])) == ({}, 7)
    assert "Compliance and security" not in page.content.decode().split("What is suspended")[1][:400]


def test_nobody_else_finds_it(sign_in, client, cure):
    address = reverse("cure_report", args=[cure.pk])
    for who in ("otto", "ben"):
        assert sign_in(who).get(address).status_code == 404
    assert client.get(address).status_code == 302
