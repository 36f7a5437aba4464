"""Conversations on the pages of both sides: begun, answered, put to rest; read by whoever takes no part; nothing typed is lost."""

import io

import pytest
from django.urls import reverse
from tests.web.addresses import answered, browser
from tests.worlds import a_case, a_granted, people, when

from openaeo.casework import conversations
from openaeo.casework.models import Conversation

pytestmark = pytest.mark.django_db
TYPED = {"step": "write", "text": "A typed answer, kept.", "seen": "0"}


def text(client, address, *data):
    return answered(client, "post" if data else "get", address, *data)[1]


def test_a_firm_writes_and_customs_answers(django_assert_max_num_queries):
    cast, case = people(), a_case("assessment")
    amara, ben, dalia = browser("amara"), browser("ben"), browser("dalia")
    start = reverse("conversation_begin", args=[case.number])
    kept = text(amara, start, {"subject": "", "text": "May we move the gate?"})
    assert "May we move the gate?" in kept
    assert "Say in a few words what the conversation is about." in kept
    odd = io.BytesIO(b"MZ")
    odd.name = "gate.exe"
    kept = text(amara, start, {"subject": "The gate", "text": "May we move it?", "file": odd})
    assert "May we move it?" in kept
    paper = io.BytesIO(b"a,b\n")
    paper.name = "gates.csv"
    text(amara, start, {"subject": "The gate", "text": "May we move it?", "file": paper})

    talk = Conversation.objects.get()
    address = reverse("conversation", args=[talk.pk])
    with django_assert_max_num_queries(15):
        mine = text(amara, address)
    assert "It is the turn of customs" in mine
    assert "takes the place of no formal question" in mine
    assert "5 working days" in mine
    for page in (reverse("inbox"), reverse("conversations"), reverse("case", args=[case.number, "messages"])):
        assert address in text(ben, page)
    shown = text(ben, address)
    assert "It is your turn" in shown
    assert f"{reverse('request_ask', args=[case.number])}?conversation={talk.pk}" in shown
    asked = text(ben, f"{reverse('request_ask', args=[case.number])}?conversation={talk.pk}")
    assert ">\nThe gate</textarea>" in asked

    watched = text(dalia, address)
    assert "You read this conversation and take no part in it." in watched
    assert answered(dalia, "post", address, TYPED)[0].status_code == 404
    assert (
        answered(
            dalia,
            "get",
            reverse("conversation_file", args=[talk.pk, talk.messages.get().enclosures.get().pk]),
        )[1]
        == "a,b\n"
    )
    assert answered(browser("otto"), "get", address)[0].status_code == 404

    _crosses_and_closes(talk, cast, amara, ben)


def _crosses_and_closes(talk, cast, amara, ben):
    """Two write at once, then one side writes into what the other has closed meanwhile."""
    address, seen = reverse("conversation", args=[talk.pk]), talk.messages.get().pk
    conversations.write(talk.pk, text="Soon, please.", actor=cast.amara, at=when(6))
    crossed = answered(ben, "post", address, {**TYPED, "seen": str(seen)}, follow=True)[1]
    assert "Another message came in while you were writing." in crossed
    assert "Soon, please." in crossed
    assert "A typed answer, kept." in crossed
    assert address in text(amara, reverse("trader_home"))
    assert "Ben Osei" not in text(amara, address)

    conversations.close(talk.pk, actor=cast.ben, at=when(7))
    refused = text(amara, address, TYPED)
    assert "A typed answer, kept." in refused  # the draft outlives the refusal
    assert "This cannot be done now" in refused
    assert "nothing more is written here" in text(amara, address)
    text(amara, address, {"step": "reopen"})
    text(ben, address, {"step": "close"})
    text(ben, address, {"step": "close"})
    assert Conversation.objects.get().state == "closed"
    listed = reverse("conversations")
    assert address not in text(ben, listed)
    assert address in text(ben, f"{listed}?show=closed&q=gate&page=x")
    assert address not in text(ben, f"{listed}?show=nobody&q=%00")


def test_a_holder_writes_from_the_certificate(django_assert_max_num_queries):
    held, amara, ben = a_granted(), browser("amara"), browser("ben")
    case, certificate = held.case, reverse("certificate", args=[held.number])
    closed = text(amara, reverse("conversation_begin", args=[case.number]))
    assert "The case is closed, so no new conversation begins here." in closed
    start = reverse("conversation_begin_after", args=[held.number])
    assert start in text(amara, certificate)
    assert start in text(ben, reverse("authorisation", args=[held.number]))
    text(amara, start, {"subject": "New gate", "text": "It is there."})
    address = reverse("conversation", args=[Conversation.objects.get().pk])
    for client, page in ((amara, certificate), (ben, reverse("authorisation", args=[held.number]))):
        assert address in text(client, page)
    assert reverse("change_record", args=[held.number]) in text(ben, address)
    text(ben, reverse("inbox"))  # makes the dockets
    with django_assert_max_num_queries(17):  # with the session and the person behind it
        text(ben, reverse("inbox"))
