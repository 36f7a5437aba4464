"""An officer's absence on its page, and what the stand-in then finds."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from tests.worlds import a_case

from openaeo.casework.models import Absence


def test_an_absence_is_recorded_told_and_ended(signed_in, cast):
    a_case("assessment")
    ben, chen, today = signed_in("ben"), signed_in("chen"), timezone.localdate()
    address, mine = reverse("absences"), reverse("inbox") + "?show=mine"
    assert "Almadi Spices" not in chen.get(mine).content.decode()
    kept = ben.post(
        address, {"first": today, "last": today - timedelta(days=1), "stand_in": cast.chen.person}
    )
    assert "The last day lies before the first." in kept.content.decode()
    assert "Choose a colleague." in ben.post(address, {"first": "x"}).content.decode()
    said = {"first": today, "last": today + timedelta(days=5), "stand_in": cast.chen.person}
    assert ben.post(address, said).status_code == 302
    assert "Almadi Spices" in chen.get(mine).content.decode()
    assert (
        "Ben Osei" in chen.get(address).content.decode(),
        "Take back" in ben.get(address).content.decode(),
    ) == (*(True, True),)
    assert "Away" in signed_in("dalia").get(reverse("work")).content.decode()
    end = reverse("absence_end", args=[Absence.objects.get().pk])
    assert chen.get(end).status_code == signed_in("dalia").get(end).status_code == 404
    assert ben.get(end).status_code == 200
    ben.post(end)
    assert not Absence.objects.exists()
    assert "Almadi Spices" not in chen.get(mine).content.decode()
