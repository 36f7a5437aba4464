"""Authorisations after the grant: found, shown over time, suspended by two people with the effect seen first."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_granted, a_suspended, an_operator, when

from openaeo.casework import measures
from openaeo.exchange.models import Arrangement
from openaeo.parties.models import Administration
from openaeo.register.models import Authorisation

BOOK = "/desk/authorisations/"
NOTICE = {"kind": "suspend", "ground": "criteria-not-met", "grounds": "The gate stood open at night."}


def standing(held):
    return Authorisation.objects.get(pk=held.pk).state


def propose(held):
    return reverse("measure_propose", args=[held.number])


def noticed(held, cast, **particulars):
    return measures.propose(held.number, **{**NOTICE, **particulars}, actor=cast.ben, at=when(30))


def test_search_by_name_number_and_identifier(signed_in):
    held, ben = a_granted(), signed_in("ben")
    for sought in ("almadi", held.number, "qm 000-000-001"):
        assert "Almadi Spices Ltd" in ben.get(BOOK, {"q": sought}).content.decode()
    assert "No authorisation matches" in ben.get(BOOK, {"q": "zzz"}).content.decode()
    assert "No authorisation matches" in ben.get(BOOK, {"status": "revoked"}).content.decode()


def test_three_rows_cost_as_many_queries_as_one(signed_in):
    ben = signed_in("ben")

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert ben.get(BOOK).status_code == 200
        return len(captured)

    a_granted()
    cost()
    before = cost()
    for i in (1, 2):
        a_granted(firm=an_operator(f"f{i}", name=f"Firm {i} Ltd", tin=f"QM10000000{i}"))
    assert cost() == before


def test_standing_over_time_is_drawn_and_told_in_a_table(signed_in):
    held = a_suspended()
    page = signed_in("ben").get(reverse("authorisation", args=[held.number])).content.decode()
    assert 'aria-label="Authorised, Suspended' in page
    assert page.count('<td data-label="Status">') >= 2
    assert "QM000000001" in page


def test_a_proposal_shows_what_stops_and_whom_it_touches(signed_in):
    held = a_granted()
    partner = Administration.objects.create(code="QN", name={"en": "Customs of QN"})
    Arrangement.objects.create(
        partner=partner, title="QM and QN", direction="both", phase="in-operation", changed_at=when(0)
    )
    page = signed_in("ben").get(propose(held)).content.decode()
    assert ("QM000000001" in page, "QM and QN" in page, "Faster release" in page) == (True, True, True)
    Arrangement.objects.update(direction="inbound")
    assert "No arrangement is in operation" in signed_in("ben").get(propose(held)).content.decode()


def test_notice_then_a_second_person_takes_it(signed_in, cast):
    held = a_granted()
    page = signed_in("ben").post(propose(held), {**NOTICE, "urgent": "on"})
    proposed = held.measures.get()
    assert page["Location"] == reverse("measure", args=[proposed.pk])
    assert standing(held) == "granted"
    page = signed_in("dalia").post(page["Location"], {"decision": "take", "reasons": "Seen on site."})
    assert page.status_code == 302
    assert standing(held) == "suspended"


@pytest.mark.parametrize(
    "form", [{**NOTICE, "kind": ""}, {**NOTICE, "ground": ""}, {**NOTICE, "grounds": ""}]
)
def test_a_notice_needs_measure_ground_and_facts(signed_in, form):
    held = a_granted()
    page = signed_in("ben").post(propose(held), form).content.decode()
    assert ("There is a problem" in page, form["grounds"] in page, held.measures.count()) == (True, True, 0)


def test_only_a_suspension_is_urgent(signed_in):
    held = a_granted()
    page = signed_in("ben").post(propose(held), {**NOTICE, "kind": "revoke", "urgent": "on"}).content.decode()
    assert ("There is a problem" in page, held.measures.count()) == (True, 0)


PART = {**NOTICE, "criteria": ["I1"]}


def stops(page):
    effect = page.context["effect"]
    return [text["en"] for text in effect.stops], [text["en"] for text in effect.stays]


def test_criteria_decide_which_part_stops_and_it_is_shown_before_the_notice_goes_out(signed_in):
    held = a_granted()
    page = signed_in("ben").post(propose(held), {**PART, "preview": "1", "urgent": "on"})
    assert stops(page) == (["Security and safety"], ["Customs compliance"])
    shown = page.content.decode()
    assert ("The gate stood open at night." in shown, "There is a problem" in shown) == (True, False)
    assert re.search(r'value="I1"[^>]*checked', shown)
    assert "Declarations that name them are answered with: Customs compliance." in shown
    assert held.measures.count() == 0

    signed_in("ben").post(propose(held), {**PART, "urgent": "on"})
    proposed = held.measures.get()
    assert (proposed.criteria, proposed.parts) == (["I1"], ["security"])
    address = reverse("measure", args=[proposed.pk])
    assert stops(signed_in("dalia").get(address)) == (["Security and safety"], ["Customs compliance"])
    signed_in("dalia").post(address, {"decision": "take", "reasons": "Seen on site."})
    about = signed_in("ben").get(reverse("authorisation", args=[held.number])).content.decode()
    assert ("Authorised in part" in about, "in effect as Customs compliance" in about) == (True, True)
    for status, found in (("in-part", True), ("granted", True), ("suspended", False)):
        rows = signed_in("ben").get(BOOK, {"status": status}).content.decode()
        assert ("Almadi Spices Ltd" in rows) is found
    assert stops(signed_in("ben").get(propose(held))) == (["Customs compliance"], [])


@pytest.mark.parametrize("odd", [["Z9"], ["\x00"], ["I1", "💥"], ["x" * 5000]])
def test_criteria_that_nobody_asks_are_refused_and_nothing_breaks(signed_in, odd):
    held = a_granted()
    form = {**NOTICE, "criteria": odd}
    page = signed_in("ben").post(propose(held), form).content.decode()
    assert ("There is a problem" in page, held.measures.count()) == (True, 0)
    assert signed_in("ben").post(propose(held), {**form, "preview": "1"}).status_code == 200


def test_an_address_may_lead_to_the_revocation_that_is_due(signed_in):
    held = a_granted()
    page = signed_in("ben").get(propose(held) + "?kind=revoke&ground=not-cured")
    chosen = page.context["form"].initial
    assert (chosen["kind"], chosen["ground"]) == ("revoke", "not-cured")


def test_a_measure_waits_for_the_reply(signed_in, cast):
    held = a_granted()
    one = measures.propose(held.number, **NOTICE, actor=cast.ben, at=when(900))
    address = reverse("measure", args=[one.pk])
    page = signed_in("dalia").post(address, {"decision": "take", "reasons": "Now."}).content.decode()
    assert ("Now." in page, "The measure cannot be taken yet" in page, standing(held)) == (
        True,
        True,
        "granted",
    )


def test_a_dropped_proposal_changes_nothing(signed_in, cast):
    held = a_granted()
    one = noticed(held, cast)
    signed_in("dalia").post(
        reverse("measure", args=[one.pk]), {"decision": "drop", "reasons": "It was shut."}
    )
    assert (held.measures.get().state, standing(held)) == ("dropped", "granted")


def test_the_inbox_shows_open_measures(signed_in, cast):
    held = a_granted()
    one = noticed(held, cast)
    assert reverse("measure", args=[one.pk]) in signed_in("dalia").get(reverse("inbox")).content.decode()


def test_lifting_is_the_deciders(signed_in):
    held = a_suspended()
    address = reverse("lift", args=[held.number])
    assert signed_in("ben").get(address).status_code == 404
    page = signed_in("dalia").post(address, {"reasons": ""}).content.decode()
    said = ("Give the reasons.", "is in effect again", "Again: ", "Who will be told")
    assert [words in page for words in said] == [True] * 4
    signed_in("dalia").post(address, {"reasons": "Lock shown."})
    assert standing(held) == "granted"


def test_others_find_no_such_pages(signed_in, client, cast):
    held = a_granted()
    one = noticed(held, cast)
    for name, arguments in (("authorisations", []), ("authorisation", [held.number]), ("measure", [one.pk])):
        assert signed_in("amara").get(reverse(name, args=arguments)).status_code == 404
        assert client.get(reverse(name, args=arguments)).status_code == 302
    assert signed_in("efua").post(propose(held), NOTICE).status_code == 404
    decision = {"decision": "take", "reasons": "x"}
    assert signed_in("ben").post(reverse("measure", args=[one.pk]), decision).status_code == 404
    assert held.measures.get().state == "noticed"
