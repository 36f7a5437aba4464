"""What a suspended holder put right, at the desk: read with its photo, returned or verified, and due when not."""

from io import BytesIO

import pytest
from django.urls import reverse
from tests.worlds import a_granted, when

from openaeo.bedrock import files
from openaeo.casework import cures, measures
from openaeo.casework.models import Cure
from openaeo.register.models import Authorisation

PHOTO = b"\x89PNG\r\n\x1a\n" + b"fence" * 9


@pytest.fixture
def reported(cast):
    """A cure of the security part, reported with a photo."""
    cure = suspended(cast)
    photo = files.store(BytesIO(PHOTO), "fence.png", at=when(35))
    cures.report(cure.pk, text="A new fence.", papers=[(photo, "fence.png")], actor=cast.amara, at=when(35))
    return cure


def suspended(cast):
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


def address(cure):
    return reverse("cure", args=[cure.pk])


def test_a_report_is_in_the_inbox_and_read_with_its_photo(signed_in, reported):
    assert address(reported) in signed_in("ben").get(reverse("inbox")).content.decode()
    shown = signed_in("ben").get(address(reported)).content.decode()
    photo = reverse("cure_file", args=[reported.pk, reported.documents.get().pk])
    assert ("A new fence." in shown, f'<img class="pane" src="{photo}"' in shown) == (True, True)
    assert b"".join(signed_in("ben").get(photo).streaming_content) == PHOTO
    assert signed_in("ben").get(reverse("cure_file", args=[reported.pk, 999_999])).status_code == 404


def test_a_decider_verifies_and_the_part_is_in_force_again(signed_in, reported):
    before = signed_in("dalia").get(address(reported)).content.decode()
    assert ("is in effect again" in before, "Who will be told if you verify it" in before) == (True, True)
    assert "is in effect again" not in signed_in("ben").get(address(reported)).content.decode()
    page = signed_in("dalia").post(address(reported), {"decision": "verify", "reasons": "Seen."})
    held = Authorisation.objects.get(pk=reported.measure.authorisation_id)
    assert page["Location"] == reverse("authorisation", args=[held.number])
    reported.refresh_from_db()
    assert reported.state == "verified"
    assert {period.tier for period in held.periods.all()} == {"", "compliance"}
    assert held.periods.get(during__contains=when(3000)).status == "expired"


def test_an_officer_returns_but_does_not_verify(signed_in, reported):
    verified = signed_in("ben").post(address(reported), {"decision": "verify", "reasons": "Seen."})
    assert verified.context["form"].errors["decision"]
    returned = signed_in("ben").post(address(reported), {"decision": "return", "reasons": "A plan only."})
    assert returned.status_code == 302
    reported.refresh_from_db()
    assert (reported.state, reported.answer) == ("returned", "A plan only.")


@pytest.mark.parametrize(
    "form", [{}, {"decision": "return", "reasons": " "}, {"decision": "\x00", "reasons": "x"}]
)
def test_an_answer_says_what_and_why(signed_in, reported, form):
    page = signed_in("dalia").post(address(reported), form).content.decode()
    reported.refresh_from_db()
    assert ("There is a problem" in page, reported.state) == (True, "reported")


def test_the_revocation_is_offered_when_the_time_is_over_and_never_before(signed_in, cast, reported):
    assert signed_in("ben").get(address(reported)).context["due"] is False
    cures.send_back(reported.pk, reasons="A plan only.", actor=cast.ben, at=when(36))
    page = signed_in("ben").get(address(reported))
    assert page.context["due"] is True  # sixty days after January 2026 are long over
    wanted = reverse("measure_propose", args=[reported.measure.authorisation_id])
    assert f"{wanted}?kind=revoke&amp;ground=not-cured" in page.content.decode()
    reported.measure.authorisation.refresh_from_db()
    assert reported.measure.authorisation.state == "granted"


def test_others_find_no_such_page(signed_in, client, reported):
    for who in ("amara", "otto"):
        assert signed_in(who).get(address(reported)).status_code == 404
    assert client.get(address(reported)).status_code == 302
    assert (
        signed_in("efua").post(address(reported), {"decision": "return", "reasons": "x"}).status_code == 404
    )
