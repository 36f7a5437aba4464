"""Earlier results at the desk: offered with their source, taken over by an act, shown wherever the result is read."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, an_operator, leave_to_monitoring

from openaeo.casework import assessment
from openaeo.casework.programme import edition_of
from openaeo.dossier import record
from openaeo.dossier.reach import Reach
from openaeo.law.terms import Mode, Outcome

pytestmark = pytest.mark.django_db
SAID = "Register looked at <today>."
NOW = datetime.now(UTC)


def days_ago(days):
    return NOW - timedelta(days=days)


def chapter(case, actor):
    reach = Reach(actor, (case.number,), (), case.operator_id)
    return next(one.rows for one in record.written(reach) if one.name == "reuses")


def test_an_earlier_result_is_offered_taken_over_and_told_wherever_the_result_is_read(signed_in, cast):
    before = a_case("refused", tier="compliance", gaps=["B3"], firm=an_operator(), begun=days_ago(60))
    case = a_case("assessment", tier="compliance", firm=an_operator(), begun=days_ago(20))
    ben, dalia = signed_in("ben"), signed_in("dalia")
    here, criterion = (
        reverse("case_reuse", args=[case.number]),
        reverse("criterion", args=[case.number, "A1"]),
    )
    page = ben.get(criterion).content.decode()
    for words in ("An earlier result counts", f"{here}?criterion=A1", before.number):
        assert words in page
    passed_by = ben.get(reverse("criterion", args=[case.number, "B3"])).content.decode()
    assert "B3 was not found met. Judge it anew." in passed_by
    assert "earlier result" not in ben.get(reverse("criterion", args=[case.number, "D1"])).content.decode()

    with CaptureQueriesContext(connection) as asked:
        page = ben.get(f"{here}?criterion=A1").content.decode()
    assert len(asked) <= 15, [one["sql"][:120] for one in asked]
    assert (
        re.findall(r'name="criteria" value="(\w+)"[^>]* checked', page),
        "These do not count" in page,
    ) == (
        ["A1"],
        True,
    )
    reading = dalia.get(here).content.decode()
    assert ["These count" in reading, "Take over the results ticked" in reading] == [True, False]
    assert dalia.post(here, {"criteria": ["A1"], "confirmation": SAID}).status_code == 404
    assert signed_in("otto").get(here).status_code == 404
    for form, words in (
        ({"criteria": ["A1"], "confirmation": ""}, "Say what you looked at"),
        ({"confirmation": SAID}, "Tick at least one criterion."),
        ({"criteria": ["B3"], "confirmation": SAID}, "An earlier result counts no more."),
    ):
        answer = ben.post(here, form)
        assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert case.results.count() == 0

    assert ben.post(here, {"criteria": ["A1", "A2"], "confirmation": SAID})["Location"] == here
    page = ben.get(here).content.decode()
    assert ["2 earlier results count here now." in page, "Register looked at &lt;today&gt;." in page] == [
        True,
        True,
    ]
    for address in (criterion, reverse("case", args=[case.number, "criteria"])):
        with CaptureQueriesContext(connection) as asked:
            page = ben.get(address).content.decode()
        assert before.number in page
        assert len(asked) <= 15, [one["sql"][:120] for one in asked]
    own = signed_in("amara").get(reverse("case_timeline", args=[case.number])).content.decode()
    assert ["An earlier check counts" in own, before.number in own, "looked at" in own] == [True, True, False]

    leave_to_monitoring(case, actor=cast.ben, at=NOW)
    for one in edition_of(case).applying(["importer", "exporter"]):
        if one.id not in {"A1", "A2"}:
            assessment.assess(
                case.number,
                one.id,
                outcome=Outcome.MET,
                reason="",
                mode=next(mode for mode in Mode if mode in one.modes),
                actor=cast.ben,
                at=NOW,
            )
    told = ben.get(reverse("recommend", args=[case.number])).content.decode()
    assert "2 results were taken over from earlier applications." in told
    assessment.recommend(case.number, proposal="grant", recommendation="Yes.", actor=cast.ben, at=NOW)
    for name, more in (("decide", []), ("case", ["decision"])):
        page = dalia.get(reverse(name, args=[case.number, *more])).content.decode()
        assert page.count(f"Taken over from application <bdi>{before.number}</bdi>") == 2
    assert [one["source"] for one in chapter(case, cast.dalia)] == [before.number] * 2
    assert [sorted(one) for one in chapter(case, cast.amara)] == [
        ["case", "criterion", "edition", "found_at", "source"],
    ] * 2
    assert chapter(before, cast.dalia) == []
