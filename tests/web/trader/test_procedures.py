"""The pages of procedures of others: published, accepted, referred to, decided anew, read by customs, withdrawn."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, people, when

from openaeo.casework import application
from openaeo.casework.models import Membership, Procedure, ProcedureReference, Publisher
from openaeo.law.terms import Claim
from openaeo.parties.models import Operator, Person

pytestmark = pytest.mark.django_db


def main(response):
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def signed_in(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def text(content):
    return SimpleUploadedFile("gates.txt", content.encode(), "text/plain")


def published(cast, amara, otto, ben):
    """Let Otto publish the rules of the gate to Amara's firm, page by page; return the procedure."""
    assert "Customs verifies you first" in main(otto.get(reverse("publishing")))
    otto.post(reverse("publishing_ask"), {"kind": "association", "about": "Our statutes."})
    waiting = Publisher.objects.get()
    assert "Brandt Forwarding" in main(ben.get(reverse("publishers")))
    ben.post(reverse("publisher", args=[waiting.pk]), {"decision": "turn-down", "reasons": ""})
    assert Publisher.objects.get().state == "asked"
    ben.post(reverse("publisher", args=[waiting.pk]), {"decision": "verify"})
    typed = {"title": "Rules of the gate", "dated_on": "2026-01-05", "criteria": ["Z9"]}
    page = main(otto.post(reverse("procedure_publish"), {**typed, "file": text("one")}))
    assert ("Rules of the gate" in page, Procedure.objects.count()) == (True, 0)
    otto.post(reverse("procedure_publish"), {**typed, "criteria": ["A1"], "file": text("one")})
    line = Procedure.objects.get()
    assert "TRN-999999" in main(otto.post(reverse("membership_offer"), {"number": "TRN-999999"}))
    otto.post(reverse("membership_offer"), {"number": cast.firm.number})
    page = main(otto.get(reverse("publishing")))
    assert (cast.firm.number in page, "Almadi" in page) == (True, False)  # not before it accepts
    offer = Membership.objects.get().pk
    assert "Brandt Forwarding" in main(amara.get(reverse("procedures")))
    assert otto.get(reverse("membership_step", args=[offer, "accept"])).status_code == 404
    amara.post(reverse("membership_step", args=[offer, "accept"]))
    return line


def test_the_whole_way_of_a_procedure(amara):
    cast, number = people(), a_case(at="draft").number
    Operator.objects.update(size="small")
    application.answer(number, "A1", claim=Claim.MET, explanation="", actor=cast.amara, at=when(3))
    otto, ben = signed_in(cast.otto), signed_in(cast.ben)
    line = published(cast, amara, otto, ben)
    question = reverse("criterion_answer", args=[number, "A1"])
    assert "Refer to a procedure" in main(amara.get(question))
    add = reverse("reference_add", args=[number, "A1"])
    assert main(amara.post(add, {"procedure": "", "differences": "Only at gate 3."})).count("gate 3") == 1
    amara.post(add, {"procedure": line.pk, "differences": "Only at gate 3."})
    reference = ProcedureReference.objects.get()
    page = main(amara.get(question))
    assert ("Rules of the gate" in page, "Only at gate 3." in page) == (True, True)
    board = main(amara.get(reverse("evidence_board", args=[number]) + "?show=missing"))
    assert "Rules of the gate" not in board  # it counts
    version = reference.version_id
    sent = [
        b"".join(one.get(reverse("procedure_file", args=[version])).streaming_content)
        for one in (amara, otto)
    ]
    assert sent == [b"one", b"one"]
    for page in ("publishing", "procedures"):
        assert "gate 3" not in main(otto.get(reverse(page)))
    assert "gate 3" not in main(otto.get(reverse("procedure", args=[line.pk])))

    more = {"dated_on": "2026-01-06", "news": "Gate 4 too.", "file": text("two")}
    otto.post(reverse("procedure_renew", args=[line.pk]), more)
    page = main(amara.get(reverse("procedure", args=[line.pk])))
    assert ("Gate 4 too." in page, "We follow the newest version" in page) == (True, True)
    settle = reverse("reference_settle", args=[reference.pk])
    assert "Nothing was changed" in amara.post(settle, {}, follow=True).content.decode()
    amara.post(settle, {"decision": "stay"})
    assert ProcedureReference.objects.get().stand == "stayed"

    type(reference.answer.case).objects.filter(pk=number).update(submitted_at=when(6), state="assessment")
    desk = main(ben.get(reverse("criterion", args=[number, "A1"])))
    assert ("Rules of the gate" in desk, "Only at gate 3." in desk) == (True, True)
    handed = ben.get(reverse("case_procedure", args=[number, version]))
    assert b"".join(handed.streaming_content) == b"one"
    latest = line.versions.get(number=2).pk
    assert ben.get(reverse("case_procedure", args=[number, latest])).status_code == 404
    otto.post(reverse("procedure_withdraw", args=[line.pk]), {"reason": "Rewritten."})
    assert "Rewritten." in main(amara.get(reverse("procedure", args=[line.pk])))
    assert (
        [number in main(ben.get(f"{reverse('procedures_used')}{show}")) for show in ("", "?show=newer")]
    ) == [True, False]

    for client, address in (
        (amara, reverse("procedures")),
        (amara, reverse("procedure", args=[line.pk])),
        (otto, reverse("publishing")),
        (ben, reverse("procedures_used")),
        (ben, reverse("publishers")),
        (ben, reverse("criterion", args=[number, "A1"])),
    ):
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        assert len(few) <= 15, (address, len(few))
