"""Consulting another office on the pages: the form, the office's queue, the answer, and nothing for the trader."""

import re
import zipfile

import pytest
from django.urls import reverse
from tests.web.addresses import INSIDE, addresses, answered, browser, fill, world
from tests.worlds import a_case, an_office, people, staff, when

from openaeo.bedrock import files
from openaeo.casework.models import Consultation
from openaeo.dossier import exports, making
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db


def test_the_desk_asks_and_the_office_answers(django_assert_max_num_queries):
    coast, case = an_office("Coast", "Coast"), a_case("assessment")
    staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")
    ben, mara, cast = browser("ben"), browser("mara"), people()
    site = cast.firm.sites.get()

    form = ben.get(reverse("consultation_ask", args=[case.number])).content.decode()
    assert "Coast · Coast" in form
    assert "Harbour" not in form  # his own
    assert "the office counts as having no objection" in form
    kept = ben.post(reverse("consultation_ask", args=[case.number]), {"office": coast.pk, "question": ""})
    assert "Write what you want to know." in kept.content.decode()
    ben.post(
        reverse("consultation_ask", args=[case.number]),
        {"office": coast.pk, "question": "Seen there?", "sites": [site.pk]},
    )

    asked = Consultation.objects.get()
    address = reverse("consultation", args=[asked.pk])
    with django_assert_max_num_queries(16):  # with the session and the person behind it
        shown = mara.get(address).content.decode()
    assert all(one in shown for one in ("Seen there?", "Almadi Spices Ltd", site.address))
    assert reverse("case", args=[case.number]) not in shown  # the minimum, no way into the file
    for page in ("inbox", "consultations"):
        assert address in mara.get(reverse(page)).content.decode()
    assert address not in ben.get(reverse("inbox")).content.decode()

    refused = ben.post(address, {"step": "answer", "position": "no-objection"}).content.decode()
    assert "Only an officer of the office that was asked" in refused
    typed = {"step": "answer", "position": "objection", "remarks": ""}
    assert "An objection needs its facts." in mara.post(address, typed).content.decode()
    mara.post(address, {**typed, "remarks": "A shed."})
    assert "A shed." in ben.get(address).content.decode()
    assert (
        "Answered by the office" in ben.get(reverse("case", args=[case.number, "messages"])).content.decode()
    )
    mara.post(address, {"step": "take-back"})
    ben.post(address, {"step": "cancel"})
    assert Consultation.objects.get().state == "cancelled"
    assert ben.post(address, {"step": "cancel"}).status_code == 200  # told why not


@pytest.mark.parametrize("stage", ["assessment", "granted"])
def test_nothing_that_the_desk_wrote_for_itself_is_anywhere_for_the_trader(stage):
    """Every address of the product, every link a trader's page leads to and the firm's export, with marks planted on the desk's side."""
    filled = world(stage)
    desk = browser("ben")
    assert INSIDE in answered(desk, "get", reverse("case", args=[filled["number"], "history"]))[1]
    assert INSIDE in answered(desk, "get", reverse("consultation", args=[filled["consultation.pk"]]))[1]

    trader, seen, leaks = browser("amara"), set(), []
    ahead = ["/api/openapi.json", *(fill(address, filled) for address in addresses())]
    while ahead:
        address = ahead.pop()
        if address in seen or len(seen) > 400:
            continue
        seen.add(address)
        response, content = answered(trader, "get", address)
        if INSIDE in content:
            leaks.append(address)
        if response.status_code == 200 and "html" in response.get("Content-Type", ""):
            links = re.findall(r'(?:href|src|action)="(/[^"#?]*)', content)
            ahead += [one for one in links if not one.startswith(("/static/", "/account/"))]
    assert leaks == []
    asked = exports.ask_firm(language="en", actor=people().amara, at=when(50))
    assert making.make(asked.pk, at=when(50))
    asked.refresh_from_db()
    with files.open_file(asked.package) as stream, zipfile.ZipFile(stream) as package:
        assert [one for one in package.namelist() if INSIDE.encode() in package.read(one)] == []
    assert len(seen) > len(addresses())
