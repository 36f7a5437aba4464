"""What is due on the monitoring page at the desk, and the yearly declaration on the pages of its holder."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from tests.worlds import a_granted

from openaeo.casework import changes
from openaeo.casework.models import Declaration


def test_a_declaration_is_missed_seen_at_the_desk_and_made_late(
    signed_in, cast, django_assert_max_num_queries
):
    now = datetime.now(UTC)
    held = a_granted(begun=now - timedelta(days=800))
    told = changes.report(
        held.number,
        kind="people",
        happened_on=(now - timedelta(days=9)).date(),
        text="A new head of customs.",
        actor=cast.amara,
        at=now - timedelta(days=5),
    )
    monitoring, declare = (reverse(name, args=[held.number]) for name in ("monitoring", "declare"))
    ben, amara = signed_in("ben"), signed_in("amara")
    assert monitoring in ben.get(reverse("authorisation", args=[held.number])).content.decode()
    with django_assert_max_num_queries(17):  # with the session and the person behind it
        page = ben.get(monitoring).content.decode()
    said = (
        "and was not made",
        "Nothing happens by itself",
        "?kind=suspend",
        "Main warehouse",
        "None was made yet",
    )
    assert [one for one in (*said, reverse("change", args=[told.pk])) if one not in page] == []
    assert "?kind=suspend" not in signed_in("efua").get(monitoring).content.decode()
    for page in (reverse("trader_home"), reverse("certificate", args=[held.number])):
        assert declare in amara.get(page).content.decode()
    page = amara.get(declare).content.decode()
    assert (
        "The time for this declaration is over." in page,
        reverse("own_change", args=[told.pk]) in page,
    ) == (
        True,
        True,
    )
    refused = amara.post(declare, {"declared_name": "Amara Diallo"})
    assert (refused.context["form"].errors.keys(), refused.context["form"]["declared_name"].value()) == (
        {"true"},
        "Amara Diallo",
    )
    assert amara.post(declare, {"declared_name": "Amara Diallo", "true": "on"})["Location"] == declare
    made = Declaration.objects.get()
    assert (made.late, made.unchanged) == (True, False)
    page = ben.get(monitoring).content.decode()
    assert ("Amara Diallo" in page, "and was not made" in page) == (True, False)


def test_nobody_else_declares_and_too_early_is_said(signed_in, cast):
    held = a_granted(begun=datetime.now(UTC) - timedelta(days=25))
    declare = reverse("declare", args=[held.number])
    assert signed_in("otto").get(declare).status_code == 404
    for words in ({}, {"declared_name": "\x00"}, {"declared_name": "Amara Diallo", "true": "on"}):
        assert signed_in("amara").post(declare, words).status_code == 200
    assert Declaration.objects.count() == 0
    assert "Not due yet" in signed_in("amara").get(declare).content.decode()
