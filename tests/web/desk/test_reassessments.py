"""A re-assessment on the pages of both sides, from the change that led to it to its end."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from tests.worlds import a_granted

from openaeo.casework import changes
from openaeo.casework.models import Reassessment


def test_it_is_opened_answered_judged_and_concluded_on_the_pages(
    signed_in, cast, django_assert_max_num_queries
):
    now = datetime.now(UTC)
    held = a_granted(begun=now - timedelta(days=100))
    told = changes.report(
        held.number,
        kind="people",
        happened_on=(now - timedelta(days=9)).date(),
        text="A new head of customs.",
        actor=cast.amara,
        at=now - timedelta(days=5),
    )
    ben, amara = signed_in("ben"), signed_in("amara")
    opening = reverse("reassessment_open", args=[held.number])
    assert f"{opening}?change={told.pk}" in ben.get(reverse("change", args=[told.pk])).content.decode()
    assert opening in ben.get(reverse("monitoring", args=[held.number])).content.decode()
    offered = ben.get(f"{opening}?change={told.pk}")
    assert offered.context["form"].initial["criteria"] == told.criteria
    typed = {
        "cause": "change",
        "criteria": ["A1"],
        "reason": "Who keeps the records?",
        "change": told.pk,
        "due": (now - timedelta(days=3)).date().isoformat(),
    }
    refused = ben.post(opening, typed)
    assert (refused.context["form"].errors.keys(), refused.context["form"]["reason"].value()) == (
        {"due"},
        "Who keeps the records?",
    )
    sent = ben.post(opening, typed | {"due": (now + timedelta(days=9)).date().isoformat()})
    found = Reassessment.objects.get()
    page, own = (reverse(name, args=[found.pk]) for name in ("reassessment", "own_reassessment"))
    assert (sent["Location"], found.change_id) == (page, told.pk)

    for place in (reverse("trader_home"), reverse("certificate", args=[held.number])):
        assert own in amara.get(place).content.decode()
    with django_assert_max_num_queries(17):  # with the session and the person behind it
        text = amara.get(own).content.decode()
    assert [
        one
        for one in ("Who keeps the records?", "stays as it is", "judges by what it has")
        if one not in text
    ] == []
    assert amara.post(own, {"A1-claim": "partly"}).status_code == 200
    assert amara.post(own, {"A1-claim": "partly", "A1-explanation": "Two people now."})["Location"] == own
    assert amara.post(own, {"A1-claim": "met"}).context["form"].non_field_errors()  # once only

    assert page in ben.get(reverse("inbox")).content.decode()
    judging = reverse("reassessment_judge", args=[found.pk, "A1"])
    assert "Two people now." in ben.get(judging).content.decode()
    assert ben.post(judging, {"outcome": "gap"}).context["form"].errors.keys() == {"remark"}
    ben.post(judging, {"outcome": "gap", "remark": "KNOWN-TO-OFFICERS"})
    ending = {"ending": "confirm", "reasons": "It is enough."}
    assert ben.post(page, ending).context["form"].errors.keys() == {"ending"}
    shown = ben.get(page).content.decode()
    assert f"{reverse('measure_propose', args=[held.number])}?kind=suspend&amp;criteria=A1" in shown
    assert f"{reverse('finding_raise', args=[held.case.number])}?criterion=A1" in shown
    ben.post(judging, {"outcome": "met", "remark": "KNOWN-TO-OFFICERS"})
    with django_assert_max_num_queries(27):
        assert "KNOWN-TO-OFFICERS" in ben.get(page).content.decode()
    assert ben.post(page, ending)["Location"] == page
    text = amara.get(own).content.decode()
    assert ("It is enough." in text, "KNOWN-TO-OFFICERS" in text) == (True, False)
    assert [signed_in(one).get(own).status_code for one in ("ben", "otto")] == [404, 404]
