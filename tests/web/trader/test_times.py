"""The trader asks for more time, reads the answer, and sees why the date moved."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.worlds import a_case

from openaeo.casework import times


@pytest.fixture
def case():
    return a_case("assessment", begun=datetime.now(UTC) - timedelta(days=9))


def at(case):
    return reverse("more_time", args=[case.number])


def test_time_is_asked_for_once_and_the_answer_is_read(amara, cast, case):
    assert at(case) in amara.get(reverse("case_timeline", args=[case.number])).content.decode()
    assert amara.post(at(case), {"cause": "adjustment", "reason": " "}).context["form"].errors["reason"]
    assert amara.post(at(case), {"cause": "adjustment", "reason": "A gate."})["Location"] == at(case)
    again = amara.post(at(case), {"cause": "adjustment", "reason": "Another gate."})
    assert "Customs answers first" in again.content.decode()
    assert "Another gate." in again.content.decode()

    wish = case.extensions.get()
    times.answer_for_time(wish.pk, give=True, reason="Three weeks.", actor=cast.ben, at=datetime.now(UTC))

    shown = amara.get(at(case)).content.decode()
    assert "Three weeks." in shown
    assert "30 days added" in shown
    assert cast.ben.name not in shown


def test_customs_own_cause_is_not_offered(amara, case):
    page = amara.get(at(case))
    assert [code for code, _word in page.context["form"].fields["cause"].choices] == ["adjustment"]
    assert amara.post(at(case), {"cause": "complex-case", "reason": "Me."}).context["form"].errors["cause"]


def test_silence_is_told_beforehand(amara, case):
    shown = amara.get(reverse("case_timeline", args=[case.number])).content.decode()
    assert "If this time passes, nothing happens by itself" in shown


def test_no_time_can_be_asked_for_where_none_runs(amara, sign_in):
    case = a_case("submitted")
    assert "No time can be asked for now" in amara.get(at(case)).content.decode()
    assert amara.post(at(case), {"cause": "adjustment", "reason": "A gate."}).status_code == 404
    assert sign_in("otto").get(at(case)).status_code == 404
