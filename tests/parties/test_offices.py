"""Offices are opened, renamed and closed by an administrator; nobody is appointed to one that is closed."""

import pytest
from tests.worlds import an_office, people, refusal, somebody, staff, when

from openaeo.bedrock.models import JournalEntry
from openaeo.law.terms import Capacity
from openaeo.parties.offices import close_office, offices, open_office, rename_office
from openaeo.parties.onboarding import appoint
from openaeo.parties.record import house_record
from openaeo.parties.roll import end_post

pytestmark = pytest.mark.django_db


def test_an_office_from_opening_to_closing_with_its_record():
    gina = staff("gina", Capacity.ADMINISTRATOR)
    north = open_office(name=" North Gate ", region="Coast", actor=gina, at=when(1))
    nia = appoint(somebody("nia"), Capacity.OFFICER, office=north.pk, actor=gina, at=when(2))
    assert nia.office == north
    assert refusal(open_office, name="north gate", actor=gina, at=when(2)) == ("office-known",)
    assert refusal(open_office, name=" ", actor=gina, at=when(2)) == ("name-missing",)
    rename_office(north.pk, name="North Harbour", region="", actor=gina, at=when(3))
    assert refusal(close_office, north.pk, actor=gina, at=when(4)) == ("office-staffed",)
    end_post(nia.pk, actor=gina, at=when(5))
    close_office(north.pk, actor=gina, at=when(6))
    assert refusal(close_office, north.pk, actor=gina, at=when(7)) == ("closed-already",)
    rename = refusal(rename_office, north.pk, name="X", region="", actor=gina, at=when(7))
    assert rename == ("closed-already",)
    late = refusal(appoint, somebody("otto"), Capacity.OFFICER, office=north.pk, actor=gina, at=when(7))
    assert late == ("office-unknown",)
    open_office(name="North Harbour", actor=gina, at=when(8))  # the name is free again
    assert [(one.name, one.staffed, one.closed_at is None) for one in offices(actor=gina, at=when(9))] == [
        ("Harbour", 1, True),
        ("North Harbour", 0, True),
        ("North Harbour", 0, False),
    ]
    assert [one.act for one in house_record(actor=gina)][:6] == [
        *("open-office", "close-office", "end-post", "rename-office", "appoint", "open-office"),
    ]
    renamed = JournalEntry.objects.get(act="rename-office")
    assert (renamed.person, renamed.body) == (
        gina.person,
        {"before": "North Gate", "name": "North Harbour", "region": ""},
    )


def test_nobody_gives_themselves_a_post():
    gina, hana = staff("gina", Capacity.ADMINISTRATOR), staff("hana", Capacity.ADMINISTRATOR)
    herself = somebody("gina")
    assert refusal(appoint, herself, Capacity.DECIDER, actor=gina, at=when(1)) == ("own-post",)
    assert appoint(herself, Capacity.DECIDER, actor=hana, at=when(1)).person == herself


def test_a_last_administrator_who_may_not_sign_in_counts_for_nobody():
    gina = staff("gina", Capacity.ADMINISTRATOR)
    gone = staff("hana", Capacity.ADMINISTRATOR)
    hana = somebody("hana")
    hana.is_active = False
    hana.save()
    own = somebody("gina").posts.get()
    assert refusal(end_post, own.pk, actor=gina, at=when(1)) == ("last-administrator",)
    assert gone.person == end_post(hana.posts.get().pk, actor=gina, at=when(1)).person_id


def test_the_house_is_an_administrators_alone():
    cast, harbour = people(), an_office("Harbour")
    for other in (cast.ben, cast.dalia, cast.efua, cast.amara):
        assert refusal(open_office, name="X", actor=other, at=when(1)) == ("not-your-capacity",)
        assert refusal(close_office, harbour.pk, actor=other, at=when(1)) == ("not-your-capacity",)
        assert list(house_record(actor=other)) == []
    assert list(offices(actor=cast.amara, at=when(1))) == []
