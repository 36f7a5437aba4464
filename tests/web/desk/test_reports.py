"""The report to the trader on pages: chosen item by item, read before it goes, issued, and its choices read by colleagues."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.worlds import a_case, assess_all, people, staff, when

from openaeo.bedrock import journal
from openaeo.casework import rounds
from openaeo.casework.models import ReportChoice, TraderReport
from openaeo.dossier import issuing
from openaeo.dossier.models import Letter
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db
WHY = "SECRET-WHY: it names the neighbour."


def browser(key):
    client = Client()
    client.force_login(Person.objects.get(email=f"{key}@example.org"))
    return client


def test_an_officer_cuts_reads_and_issues_and_colleagues_read_what_was_chosen(
    django_assert_max_num_queries,
):
    case, cast = a_case("assessment"), people()
    assess_all(case, actor=cast.ben, at=when(9), gaps=["A1"])
    rounds.note_remark(case.number, "B1", text="Who?", private="PRIVATE-NOTE", actor=cast.ben, at=when(9))
    rounds.resolve_remark(case.number, "B1", actor=cast.ben, at=when(9))
    staff("rana", Capacity.REVIEWER, "Rana Oyelaran")
    at, ben = reverse("case_report", args=[case.number]), browser("ben")
    assert at in ben.get(reverse("case", args=[case.number])).content.decode()
    with django_assert_max_num_queries(15):
        shown = ben.get(at)
    page = shown.content.decode()
    assert "PRIVATE-NOTE" in page
    assert "in-comment-" not in page  # nothing to tick where nothing may go out
    form = shown.context["form"]
    data = {bound.html_name: "on" for bound in form if bound.html_name.startswith("in-")}
    data["agreed"] = shown.context["seen"]
    del data["in-reason-A1"]
    before = journal.head()
    wrong = ben.post(at, data).content.decode()
    assert "left out at these places: A1" in wrong
    data |= {"ground-reason-A1": "others", "text-reason-A1": WHY}
    preview = ben.post(at, {**data, "letter": "1"})
    assert (preview["Content-Type"], preview.content[:8]) == ("application/pdf", b"%PDF-1.7")
    assert "The file changed while you looked" in ben.post(at, {**data, "agreed": "x"}).content.decode()
    assert journal.head() == before
    assert ben.post(at, data).status_code == 302
    assert ReportChoice.objects.get(item="reason-A1").text == WHY
    for colleague in ("rana", "dalia", "efua"):
        signed_in = browser(colleague)
        with django_assert_max_num_queries(15):
            read = signed_in.get(at).content.decode()
        assert WHY in read
        assert "It would tell of other people or firms" in read
    with django_assert_max_num_queries(15):
        again = ben.get(at).content.decode()
    assert WHY in again  # the next version begins with the choices of the last
    assert WHY in ben.get(f"{at}?version=1").content.decode()
    assert ben.get(f"{at}?version=999999999999999999999").status_code == 200
    # The trader gets the letter and nothing of the choices.
    for entry in journal.since(0):
        issuing.write(entry, when(10))
    amara = browser("amara")
    story = amara.get(reverse("case_timeline", args=[case.number])).content.decode()
    assert "Customs sent the report of the assessment" in story
    assert "Report of the assessment" in story
    letter = Letter.objects.get(kind="assessment-report")
    assert [one for one in (WHY, "PRIVATE-NOTE", "Not shown.") if one in f"{letter.said}{story}"] == []
    assert amara.get(at).status_code == 404
    assert TraderReport.objects.get().version == 1
