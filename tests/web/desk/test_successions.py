"""Customs sees which firms have lost their owner, and two people of customs or the firm's own decide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import an_operator, joins, somebody, staff, when

from openaeo.law.terms import Capacity
from openaeo.parties import succession
from openaeo.parties.models import Mandate, Person, Succession

WHY = {"reason": "Amara left in March.", "papers": "Minutes of 4 March"}


@pytest.fixture
def gina(cast, client):
    actor = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    client.force_login(Person.objects.get(pk=actor.person))
    return client


@pytest.fixture
def asked(cast):
    deputy = joins("dora", "deputy")
    return succession.ask(cast.firm.number, deputy.person, **WHY, actor=deputy, at=when(1))


def test_an_administrator_reads_the_request_and_confirms(gina, asked):
    assert "Almadi Spices Ltd" in gina.get(reverse("successions")).content.decode()
    at = reverse("succession_decide", args=[asked.pk])
    page = gina.get(at).content.decode()
    assert [words in page for words in (*WHY.values(), "Dora", "Amara Diallo")] == [True] * 4
    refused = gina.post(at, {"decision": "confirm", "reasons": " "})
    assert refused.context["form"].errors.keys() == {"reasons"}
    gina.post(at, {"decision": "confirm", "reasons": "The minutes were shown."})
    assert Mandate.objects.get(person__email="dora@example.org").kind == "owner"
    page = gina.get(at).content.decode()
    assert ("The minutes were shown." in page, "Your decision" in page) == (True, False)


def test_an_administrator_declines_and_the_firm_reads_why(gina, asked, signed_in):
    at = reverse("succession_decide", args=[asked.pk])
    gina.post(at, {"decision": "decline", "reasons": "Nothing proves it."})
    asked.refresh_from_db()
    assert asked.state == "declined"
    page = signed_in("amara").get(reverse("succession", args=[asked.pk])).content.decode()
    assert ("Nothing proves it." in page, "Gina Ferro" in page) == (True, False)


def test_an_officer_reads_and_proposes_and_does_not_decide(signed_in, asked, cast):
    ben, at = signed_in("ben"), reverse("succession_decide", args=[asked.pk])
    page = ben.get(at).content.decode()
    assert ("Amara left in March." in page, "Your decision" in page) == (True, False)
    assert "There is a problem" in ben.post(at, {"decision": "confirm", "reasons": "So."}).content.decode()
    asked.refresh_from_db()
    assert asked.state == "open"

    form = {"number": "trn-000002", "email": "nora@example.org", **WHY}
    refused = ben.post(reverse("succession_propose"), form)
    assert (refused.context["form"].errors.keys(), "Minutes of 4 March" in refused.content.decode()) == (
        {"email"},
        True,
    )
    somebody("nora", "Nora Vale")
    address = ben.post(reverse("succession_propose"), form)["Location"]
    assert "Nora Vale" in ben.get(address).content.decode()
    wrong = ben.post(reverse("succession_propose"), {**form, "number": "TRN-999999"})
    assert wrong.context["form"].errors.keys() == {"number"}


def test_whoever_proposed_does_not_confirm(gina, cast):
    somebody("nora")
    form = {"number": cast.firm.number, "email": "nora@example.org", **WHY}
    at = gina.post(reverse("succession_propose"), form)["Location"]
    page = gina.get(at).content.decode()
    assert ("cannot be confirmed yet" in page, "a second person must confirm" in page) == (True, True)
    gina.post(at, {"decision": "confirm", "reasons": "So."})
    assert Succession.objects.get().state == "open"


@pytest.mark.parametrize("who", ["dalia", "efua", "amara"])
def test_nobody_else_sees_it(signed_in, asked, who):
    assert signed_in(who).get(reverse("successions")).status_code == 404
    assert signed_in(who).get(reverse("succession_decide", args=[asked.pk])).status_code == 404
    assert signed_in(who).get(reverse("succession_propose")).status_code == 404


def test_one_row_or_three_ask_the_same_number_of_questions(gina, asked):
    def questions():
        with CaptureQueriesContext(connection) as seen:
            assert gina.get(reverse("successions")).status_code == 200
        return len(seen)

    one = questions()
    for number in range(2):
        firm = an_operator(f"o{number}", name=f"Firm {number}", tin=f"QM00000010{number}")
        deputy = joins(f"d{number}", "deputy", firm=firm)
        succession.ask(firm.operator.number, deputy.person, **WHY, actor=deputy, at=when(1))
    assert questions() == one <= 15
