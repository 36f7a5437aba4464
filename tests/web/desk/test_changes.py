"""Changes of holders at the desk: the queue, one change with its proposal, and what an officer does."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from tests.worlds import a_granted, an_operator, when

from openaeo.bedrock import files
from openaeo.casework import changes
from openaeo.casework.models import Change

PHOTO = b"\x89PNG\r\n\x1a\n" + b"store" * 9


def told(cast, *, held=None, actor=None, day=50, **other):
    words = {"kind": "premises-new", "happened_on": date(2026, 2, 20), "text": "A cold store."} | other
    return changes.report((held or a_granted()).number, **words, actor=actor or cast.amara, at=when(day))


def address(change):
    return reverse("change", args=[change.pk])


def test_a_change_is_in_the_inbox_and_read_with_proposal_criteria_and_photo(signed_in, cast):
    photo = files.store(BytesIO(PHOTO), "store.png", at=when(50))
    change = told(cast, papers=[(photo, "store.png")], day=90)
    ben = signed_in("ben")
    assert address(change) in ben.get(reverse("inbox")).content.decode()
    page = ben.get(address(change)).content.decode()
    said = (
        "A cold store.",
        "It was told late",
        "This is how the programme looks at changes",
        "within 14 days",
    )
    assert [one for one in said if one not in page] == []
    paper = reverse("change_file", args=[change.pk, change.documents.get().pk])
    assert paper in page
    assert b"".join(ben.get(paper).streaming_content) == PHOTO
    assert ben.get(reverse("change_file", args=[change.pk, 999_999])).status_code == 404


def test_an_officer_goes_step_by_step(signed_in, cast):
    change, ben = told(cast), signed_in("ben")
    refused = ben.post(address(change), {"step": "note", "text": "\x00"})
    assert (refused.status_code, refused.context["form"].errors.keys()) == (200, {"text"})
    assert "Choose what you do" in ben.post(address(change), {"text": "Kept."}).content.decode()
    for step, state in (("visit", "under-review"), ("ask", "under-review")):
        assert ben.post(address(change), {"step": step, "text": f"{step}?"})["Location"] == address(change)
        change.refresh_from_db()
        assert change.state == state
    page = ben.get(address(change)).content.decode()
    assert reverse("visit_plan", args=[changes.case_of(change).number]) in page
    assert "no report of one is there yet" in page
    stuck = ben.post(address(change), {"step": "settle", "text": "Done."})
    assert stuck.context["form"]["text"].value() == "Done."
    changes.reply(change.pk, text="Since Monday.", actor=cast.amara, at=when(52))
    ben.post(address(change), {"step": "desk", "text": "The plans will do."})
    ben.post(address(change), {"step": "settle", "text": "In order."})
    change.refresh_from_db()
    assert (change.state, change.answer) == ("settled", "In order.")
    assert ben.post(address(change), {"step": "settle", "text": "Again."}).status_code == 200


def test_a_decider_reads_and_decides_nothing(signed_in, cast):
    change = told(cast)
    assert "What you do about it" not in signed_in("dalia").get(address(change)).content.decode()
    assert signed_in("dalia").post(address(change), {"step": "note", "text": "x"}).status_code == 404


def test_the_queue_is_filtered_by_the_address(signed_in, cast):
    otto = an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002")
    late = told(cast, day=90)
    other = told(cast, held=a_granted(firm=otto), actor=otto.owner, kind="systems")
    changes.take_note(other.pk, reasons="Noted.", actor=cast.ben, at=when(51))
    ben, queue = signed_in("ben"), reverse("changes")

    def shown(**words):
        return [one.pk for one in ben.get(queue, words).context["leaf"]]

    assert shown() == shown(show="late") == shown(show="x", kind="x") == [late.pk]
    assert shown(show="closed") == shown(show="closed", q="brandt") == shown(show="settled") == [other.pk]
    assert shown(show="closed", q="almadi") == shown(kind="systems") == []


def test_the_desk_records_an_incident_that_the_holder_does_not_read(signed_in, cast):
    held, ben = a_granted(), signed_in("ben")
    record = reverse("change_record", args=[held.number])
    typed = {"kind": "incident", "happened_on": "2026-02-20", "text": "A guard was bribed."}
    assert ben.post(record, typed | {"happened_on": "2199-01-01"}).status_code == 200
    sent = ben.post(record, typed)
    made = Change.objects.get()
    assert sent["Location"] == address(made)
    assert "The holder does not read this." in ben.get(address(made)).content.decode()
    assert "recorded by the desk" in ben.get(reverse("authorisation", args=[held.number])).content.decode()
    assert signed_in("amara").get(reverse("own_change", args=[made.pk])).status_code == 404
    assert signed_in("dalia").get(record).status_code == 404


@pytest.mark.parametrize("name", ["changes", "inbox"])
def test_more_changes_ask_no_more_queries(signed_in, cast, name, django_assert_max_num_queries):
    held = a_granted()
    for day in range(3):
        told(cast, held=held, day=50 + day)
    ben = signed_in("ben")
    ben.get(reverse(name))
    with django_assert_max_num_queries(16):  # with the session and the person behind it
        ben.get(reverse(name))
