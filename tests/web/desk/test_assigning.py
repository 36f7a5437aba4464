"""Giving a case away on its page, with what each officer has in hand; and the work of all."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, an_office, an_operator, staff, when

from openaeo.casework import interests
from openaeo.casework.models import Case
from openaeo.law.terms import Capacity


def test_a_lead_is_offered_the_least_loaded_and_an_officer_hands_over_with_a_reason(signed_in, cast):
    case = a_case("submitted")
    a_case("assessment", firm=an_operator("f", name="Firm Ltd", tin="QM100000009"))
    staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")
    address = reverse("case_assign", args=[case.number])
    assert signed_in("ben").get(address).status_code == 404  # not his case
    dalia = signed_in("dalia")
    dalia.get(address)  # brings the dockets in step
    with CaptureQueriesContext(connection) as asked:
        page = dalia.get(address).content.decode()
    assert len(asked) <= 15
    assert page.index("Chen Li") < page.index("Mara Coast") < page.index("Ben Osei")
    assert f'value="{cast.chen.person}" checked' in page
    coast = dalia.get(address, {"office": an_office("Coast").pk}).content.decode()
    assert ("Mara Coast" in coast, 'name="officer" value="' in coast, "Chen Li" in coast) == (
        True,
        True,
        False,
    )
    for said in ({}, {"officer": "x"}, {"officer": cast.dalia.person}):
        assert "Choose an officer" in dalia.post(address, said).content.decode()
    assert dalia.post(address, {"officer": cast.ben.person}).status_code == 302
    assert Case.objects.get(pk=case.number).assessor_id == cast.ben.person

    interests.declare(case.number, interest="", actor=cast.ben, at=when(3))
    ben = signed_in("ben")
    assert "Has the case already" in ben.get(address).content.decode()
    kept = ben.post(address, {"officer": cast.chen.person, "reason": ""}).content.decode()
    assert "Say why the case changes hands" in kept
    assert f'value="{cast.chen.person}" checked' in kept
    ben.post(address, {"officer": cast.chen.person, "reason": "Away."})
    assert Case.objects.get(pk=case.number).assessor_id == cast.chen.person
    history = dalia.get(reverse("case", args=[case.number, "history"])).content.decode()
    assert "Case given to an officer" in history
    timeline = signed_in("amara").get(reverse("case_timeline", args=[case.number])).content.decode()
    assert ("Customs named the officer of the case" in timeline, "Away." in timeline) == (True, False)

    work = reverse("work")
    dalia.get(work)
    with CaptureQueriesContext(connection) as asked:
        page = dalia.get(work).content.decode()
    assert len(asked) <= 15
    assert [name in page for name in ("Ben Osei", "Chen Li", "Mara Coast")] == [True] * 3
    page = dalia.get(work, {"office": an_office("Coast").pk}).content.decode()
    assert [name in page for name in ("Ben Osei", "Mara Coast")] == [False, True]
    assert signed_in("amara").get(work).status_code == 404
