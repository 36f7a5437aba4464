"""The holder's pages for more and for less: what is offered, what is lost, and what the certificate says then."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import a_granted, people

from openaeo.casework.models import Case
from openaeo.parties.models import Person
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db


def signed_in(key):
    people()
    client = Client()
    client.force_login(Person.objects.get(email=f"{key}@example.org"))
    return client


def test_a_holder_asks_for_more_and_customs_sees_what_it_would_amend():
    held = a_granted(tier="compliance")
    trader, ben = signed_in("amara"), signed_in("ben")
    mine, more = (reverse(name, args=[held.number]) for name in ("certificate", "amendment_start"))
    page = trader.get(mine).content.decode()
    assert (more in page, reverse("part_give_up", args=[held.number]) in page) == (True, False)
    assert trader.get(reverse("part_give_up", args=[held.number])).headers["Location"] == mine
    assert signed_in("otto").get(more).status_code == 404
    page = trader.get(more).content.decode()
    assert "Compliance and security" in page
    assert "Security and safety" not in page
    assert "Choose one of the types." in trader.post(more, {"tier": "security"}).content.decode()

    answer = trader.post(more, {"tier": "full"})
    case = Case.objects.get(state="draft")
    assert answer.headers["Location"] == reverse("answers_carried", args=[case.number])
    assert (case.concerns_id, case.roles) == (held.number, ["importer", "exporter"])
    page = trader.get(reverse("case_timeline", args=[case.number])).content.decode()
    assert "It asks for more than you hold with" in page
    kept = trader.post(more, {"tier": "full"}).content.decode()
    assert "already has an open application" in kept
    Case.objects.filter(pk=case.pk).update(state="submitted", submitted_at=case.started_at)
    page = ben.get(reverse("case", args=[case.number])).content.decode()
    assert "Asks to amend the authorisation" in page


def test_a_holder_reads_what_it_loses_and_gives_part_up():
    held = a_granted()
    trader = signed_in("amara")
    mine, part = (reverse(name, args=[held.number]) for name in ("certificate", "part_give_up"))
    assert part in trader.get(mine).content.decode()
    page = trader.get(part).content.decode()
    for told in ("What you give up", "Benefits that stop", "Benefits that stay", "Who will be told"):
        assert told in page
    kept = trader.post(part, {"tier": "compliance", "reason": ""}).content.decode()
    assert "Say why you give this part up." in kept
    meant = {"preview": "1", "kind": "reduce", "criteria": ["I1"]}
    ben = signed_in("ben")
    page = ben.post(reverse("measure_propose", args=[held.number]), meant).content.decode()
    assert "Customs compliance stays" in page
    assert "Security and safety stops" in page
    assert trader.post(part, {"tier": "compliance", "reason": "The warehouse is sold."}).status_code == 302
    assert Authorisation.objects.get(pk=held.pk).tier == "compliance"
    page = trader.get(mine).content.decode()
    assert "in effect as Compliance and security" in page
    assert "Customs compliance" in page
    desk = ben.get(reverse("authorisation", args=[held.number])).content.decode()
    assert "in effect as Compliance and security" in desk
