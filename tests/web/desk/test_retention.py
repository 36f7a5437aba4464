"""The pages of retention: a report looked through, a case held back and let go, ordered by a second person, followed."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.web.addresses import browser
from tests.worlds import a_case, people, staff

from openaeo.casework.models import Hold, Removal
from openaeo.casework.numbers import next_case_number
from openaeo.dossier import removal, retention
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db


def test_from_report_to_removal(django_assert_max_num_queries):
    cast = people()
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Park")
    begun = datetime(2024, 2, 5, 9, tzinfo=UTC)
    number = a_case("draft", begun=begun).number
    dalia, head = browser("dalia"), browser("gina")
    drawn = dalia.post(reverse("removals"), follow=True).content.decode()
    report = Removal.objects.get()
    assert "Report" in drawn
    assert report.from_day > report.drawn_at.date()
    address = reverse("removal", args=[report.pk])
    with django_assert_max_num_queries(15):
        seen = dalia.get(address).content.decode()
    assert number in seen
    assert "Almadi Spices Ltd" in seen
    assert "never sent" in seen
    hold = reverse("removal_hold", args=[number])
    wrong = head.post(hold, {"reason": "Court.", "until": "2020-01-01"}).content.decode()
    assert "Court." in wrong
    assert "The day is over" in wrong
    assert head.post(hold, {"reason": "Court.", "until": "2199-01-01"}).status_code == 302
    assert "Held back" in dalia.get(address).content.decode()
    assert "Court." in head.get(hold).content.decode()
    head.post(hold)
    assert Hold.objects.get().released_by_id == gina.person
    dalia.post(address, {"step": "look-through"})
    refused = dalia.post(address, {"step": "order"}).content.decode()
    assert "second person" in refused
    assert "may be ordered from" in refused
    Removal.objects.update(from_day=begun.date())  # the days of notice are over
    head.post(address, {"step": "order"})
    assert (
        "0 of 1 applications removed"
        in head.get(
            reverse("removal_progress", args=[report.pk]), headers={"HX-Request": "true"}
        ).content.decode()
    )
    removal.remove(datetime.now(UTC))
    assert "1 of 1 applications removed" in head.get(address).content.decode()
    with django_assert_max_num_queries(15):
        left = head.get(reverse("removals")).content.decode()
    assert number in left
    assert "Ordered by Gina" in left
    assert retention.report(datetime.now(UTC)) is None
    assert (number, next_case_number(begun)) == ("AEO-2024-0001", "AEO-2024-0002")
    assert cast.ben
    assert browser("ben").get(reverse("removals")).status_code == 404
