"""A holder tells a change, answers what is asked, reads what becomes of it, or takes it back."""

from datetime import date

from django.urls import reverse
from tests.worlds import a_granted, joins, when

from openaeo.casework import changes
from openaeo.casework.models import Change

TYPED = {"kind": "people", "happened_on": "2026-02-20", "text": "A new head of customs."}


def told(cast):
    return changes.report(
        a_granted().number,
        kind="people",
        happened_on=date(2026, 2, 20),
        text="A new head of customs.",
        actor=cast.amara,
        at=when(50),
    )


def test_a_change_is_told_from_the_certificate(amara, cast):
    held = a_granted()
    report = reverse("change_report", args=[held.number])
    for page in ("trader_home", "sites", "company"):
        assert (report in amara.get(reverse(page)).content.decode()) is (page != "trader_home")
    assert report in amara.get(reverse("certificate", args=[held.number])).content.decode()
    page = amara.get(report).content.decode()
    assert ("within 14 days" in page, "Main warehouse" in page) == (True, True)
    site = cast.firm.sites.get().pk
    sent = amara.post(report, TYPED | {"sites": [site]})
    made = Change.objects.get()
    assert sent["Location"] == reverse("own_change", args=[made.pk])
    assert [one.pk for one in made.sites.all()] == [site]
    shown = amara.get(sent["Location"]).content.decode()
    assert ("A new head of customs." in shown, "It is the turn of customs" in shown) == (True, True)


def test_what_was_typed_is_kept_when_it_is_refused(amara, cast):
    report = reverse("change_report", args=[a_granted().number])
    for wrong in ({"kind": "weather"}, {"happened_on": "2199-01-01"}, {"sites": ["x"]}, {"text": " "}):
        page = amara.post(report, TYPED | wrong)
        assert page.status_code == 200
        assert set(page.context["form"].errors) == set(wrong)
    assert Change.objects.count() == 0


def test_a_question_is_on_the_home_page_and_answered(amara, cast):
    change = told(cast)
    own = reverse("own_change", args=[change.pk])
    assert amara.post(own, {"text": "x"}).status_code == 404
    changes.ask(change.pk, question="Since when?", actor=cast.ben, at=when(51))
    assert own in amara.get(reverse("trader_home")).content.decode()
    assert amara.post(own, {"text": ""}).status_code == 200
    assert amara.post(own, {"text": "Since Monday."})["Location"] == own
    assert own not in amara.get(reverse("trader_home")).content.decode()
    assert "Since Monday." in amara.get(own).content.decode()


def test_it_is_taken_back_once(amara, cast):
    change = told(cast)
    back = reverse("change_withdraw", args=[change.pk])
    assert amara.post(back, {"reason": ""}).status_code == 200
    assert amara.post(back, {"reason": "She stays."}).status_code == 302
    assert amara.get(back).status_code == 404
    assert "She stays." in amara.get(reverse("own_change", args=[change.pk])).content.decode()


def test_a_reader_reads_and_tells_nothing(sign_in, cast):
    change = told(cast)
    joins("rita", "reader", at=when(50))
    rita = sign_in("rita")
    assert "A new head of customs." in rita.get(reverse("own_change", args=[change.pk])).content.decode()
    page = rita.post(reverse("change_report", args=[change.authorisation_id]), TYPED)
    assert (page.status_code, Change.objects.count()) == (200, 1)
