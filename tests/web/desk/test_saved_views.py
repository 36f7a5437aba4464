"""Views of the inbox: saved from its address, opened from above the list, and where the inbox starts."""

from django.urls import reverse
from tests.worlds import a_case, when

from openaeo.casework.models import SavedView
from openaeo.casework.savedviews import save_view

INBOX = "/desk/cases/"


def test_a_view_from_saving_to_deleting(signed_in, cast):
    case = a_case("assessment")
    ben = signed_in("ben")
    assert "Save this view" not in ben.get(INBOX).content.decode()
    seen = ben.get(INBOX, {"show": "mine", "sort": "firm", "officer": cast.ben.person}).content.decode()
    words = f"?show=mine&officer={cast.ben.person}&sort=firm"
    save = reverse("view_save") + words
    assert save.replace("&", "&amp;") in seen
    shown = ben.get(save).content.decode()
    assert [word in shown for word in ("Mine", "Ben Osei", "By name of the firm")] == [True] * 3
    assert "Give the view a name." in ben.post(save, {"name": " "}).content.decode()
    saved = ben.post(save, {"name": "My firms", "starts": "on"})
    assert (saved.status_code, saved["Location"]) == (302, INBOX + words)
    view = SavedView.objects.get()
    again = ben.post(save, {"name": "my firms"}).content.decode()
    assert ("You have a view called" in again, 'value="my firms"' in again) == (True, True)

    assert ben.get(INBOX)["Location"] == INBOX + words  # it starts with the view
    opened = ben.get(INBOX + words).content.decode()
    assert f'{words.replace("&", "&amp;")}" aria-current="page"' in opened
    assert "Save this view" not in opened
    everything = ben.get(f"{INBOX}?show=all")
    assert (everything.status_code, case.number in everything.content.decode()) == (200, True)
    assert f'{INBOX}?show=all"' in opened

    change = reverse("saved_view", args=[view.pk])
    assert ben.post(change, {"name": "Firms of mine"}).status_code == 302
    assert ben.get(INBOX).status_code == 200
    listed = ben.get(reverse("saved_views")).content.decode()
    assert ("Firms of mine" in listed, "By name of the firm" in listed) == (True, True)
    assert ben.post(reverse("saved_view_delete", args=[view.pk])).status_code == 302
    assert SavedView.objects.count() == 0


def test_a_view_outlives_what_it_names_and_shows_nobody_else(signed_in, cast):
    odd = {"show": "mine", "state": "nowhere", "tier": "gone", "officer": "9" * 17, "office": "77"}
    view = save_view("Old", odd, actor=cast.ben, at=when(1))
    ben = signed_in("ben")
    listed = ben.get(reverse("saved_views")).content.decode()
    assert "An officer who is no longer in office" in listed
    assert "An office in which nobody holds a post any more" in listed
    assert ben.get(INBOX, {"show": "mine", "officer": "9" * 17, "office": "77"}).status_code == 200
    assert "nothing to keep" in ben.post(reverse("view_save"), {"name": "Nothing"}).content.decode()
    for other in ("chen", "dalia"):
        assert "Old" not in signed_in(other).get(reverse("saved_views")).content.decode()
        assert signed_in(other).get(reverse("saved_view", args=[view.pk])).status_code == 404
