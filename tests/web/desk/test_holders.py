"""The pages of a list of our own holders: meaning chosen and remembered, one row corrected, another left out, a report."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from tests.worlds import people

from openaeo.casework import tasks
from openaeo.casework.models import Intake
from openaeo.parties.models import Person
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
ROWS = (
    ["Number", "Company", "TIN", "Type", "Start date", "Status", "Remarks"],
    ["QM-71", "Harbour Looms", "QM800000001", "Full", "2024-03-01", "Granted", "=1+1"],
    ["QM-72", "=Cedar Mills", "QM800000002", "Full", "2024-03-01", "odd word", ""],
    ["QM-73", "Lantern Glass", "", "Full", "01/02/2024", "Granted", ""],
)


def book():
    sheets, out = Workbook(), io.BytesIO()
    for row in ROWS:
        sheets.active.append(row)
    sheets.save(out)
    return SimpleUploadedFile("book.xlsx", out.getvalue())


def as_(actor):
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person))
    return client


def sent(client, address, **data):
    response = client.post(address, data)
    assert response.status_code == 302, response.content.decode()
    return response.url


def initial(response):
    form = response.context["form"]
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def test_a_list_goes_from_the_upload_through_its_meaning_into_the_register(django_assert_max_num_queries):
    cast = people()
    ben, dalia, amara = as_(cast.ben), as_(cast.dalia), as_(cast.amara)
    assert amara.get("/desk/holders/").status_code == 404
    assert "Choose a file." in ben.post("/desk/holders/new/", {}).content.decode()
    columns = sent(ben, "/desk/holders/new/", file=book())
    pk = Intake.objects.get().pk
    said = {name: value for name, value in initial(ben.get(columns)).items() if value not in {None, ""}}
    assert said == {
        "column-number": "0",
        "column-name": "1",
        "column-tin": "2",
        "column-tier": "3",
        "column-starts": "4",
        "column-status": "5",
    }  # the order of days stays open: one of them can be read in two ways
    refused = ben.post(columns, said)
    assert "They are never guessed." in refused.content.decode()
    words = sent(ben, columns, **said, order="dmy")
    guessed = initial(ben.get(words))
    assert guessed == {"tier-0": "full", "status-0": "granted", "status-1": ""}
    preview = sent(ben, words, **guessed)
    tasks.check_holders(pk)
    with django_assert_max_num_queries(15):
        assert "row waits for a decision" in ben.get(preview).content.decode()
    with django_assert_max_num_queries(15):
        assert "Row" in ben.get(f"{preview}rows/?fate=quarantined&q=QM-72").content.decode()
    held = Intake.objects.get().rows.get(fate="quarantined")
    assert [(one["code"], one["field"]) for one in held.problems] == [
        ("status-unknown", "status"),
        ("cell-computes", "name"),
    ]
    row = f"/desk/holders/rows/{held.pk}/"
    typed = {name: value for name, value in initial(ben.get(row)).items() if value}
    assert "Say why." in ben.post(row, {"step": "leave-out", "reason": ""}).content.decode()
    sent(ben, row, **typed | {"step": "correct", "name": "Cedar Mills", "status": "granted"})
    assert Intake.objects.get().rows.get(row=3).fate == "new"

    assert ben.post(f"{preview}take-over/").status_code == 404
    assert "3 holders enter the register" in dalia.get(f"{preview}take-over/").content.decode()
    sent(dalia, f"{preview}take-over/")
    tasks.take_over_holders(pk)
    assert set(Authorisation.objects.values_list("number", "holder", "operator__tin")) == {
        ("QM-71", "Harbour Looms", "QM800000001"),
        ("QM-72", "Cedar Mills", "QM800000002"),
        ("QM-73", "Lantern Glass", None),
    }
    report = b"".join(ben.get(f"{preview}report.csv")).decode("utf-8-sig").splitlines()
    assert report[2].startswith("3,Taken over,QM-72,QM-72,Cedar Mills,QM800000002,")
    for number, said_of_it in (("QM-72", "Nobody acts for the firm"), ("QM-73", "The list gave no TIN")):
        with django_assert_max_num_queries(18):
            shown = ben.get(f"/desk/authorisations/{number}/").content.decode()
        assert said_of_it in shown
        assert ben.get(f"/desk/authorisations/{number}/monitoring/").status_code == 200

    again = sent(ben, "/desk/holders/new/", file=book())
    remembered = initial(ben.get(again))
    assert (remembered["column-name"], remembered["column-starts"]) == ("1", "4")
