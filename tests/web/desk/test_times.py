"""The page on which an officer moves the time of a case, and gives the reason that the trader reads."""

import pytest
from django.urls import reverse
from tests.worlds import a_case, people, when

from openaeo.casework import times
from openaeo.casework.models import Case


def at(case):
    return reverse("case_times", args=[case.number])


def body(page):
    return page.content.decode()


@pytest.fixture
def case():
    return a_case("assessment")


def fresh(days=3):
    """A case whose time has not passed by the clock of this machine."""
    from datetime import UTC, datetime, timedelta

    return a_case("assessment", begun=datetime.now(UTC) - timedelta(days=days + 5))


def test_an_officer_extends_and_the_page_tells_what_moved_the_date(signed_in):
    case, ben = fresh(), signed_in("ben")
    told = {"act": "extend", "extend-cause": "complex-case", "extend-reason": "Nine sites."}

    assert ben.post(at(case), told)["Location"] == at(case)

    shown = body(ben.get(at(case)))
    assert "60 days added: The case is complex" in shown
    assert "Nine sites." in shown
    again = ben.post(at(case), told | {"extend-reason": "Ten sites."})
    assert "as often as the programme allows: 1" in body(again)
    assert "Ten sites." in body(again)


def test_a_clock_is_stopped_and_runs_again(signed_in):
    case, ben = fresh(), signed_in("ben")
    assert (
        ben.post(at(case), {"act": "stop", "stop-why": "criminal-case", "stop-reason": ""}).status_code == 200
    )
    assert case.clock_stops.count() == 0
    ben.post(at(case), {"act": "stop", "stop-why": "criminal-case", "stop-reason": "Charged."})
    assert "The clock rests now." in body(ben.get(at(case)))
    ben.post(at(case), {"act": "restart", "why": "criminal-case"})
    assert "The clock rests now." not in body(ben.get(at(case)))
    assert "The clock is not stopped for this reason" in body(
        ben.post(at(case), {"act": "restart", "why": "criminal-case"})
    )


def test_the_trader_s_wish_is_answered_with_a_reason(signed_in):
    case, ben = fresh(), signed_in("ben")
    wish = times.ask_for_time(
        case.number,
        cause="adjustment",
        reason="A new gate.",
        actor=people().amara,
        at=case.accepted_at,
    )
    assert "A new gate." in body(ben.get(at(case)))
    told = {"act": "answer", "extension": wish.pk, "answer-give": "yes", "answer-reason": "Agreed."}
    assert ben.post(at(case), told)["Location"] == at(case)
    wish.refresh_from_db()
    assert (wish.state, wish.closed_why) == ("given", "Agreed.")


@pytest.mark.parametrize("extension", ["", "x", "9" * 30, "١", "999999"])
def test_a_wish_that_is_not_there(signed_in, case, extension):
    told = {"act": "answer", "extension": extension, "answer-give": "yes", "answer-reason": "Agreed."}
    page = signed_in("ben").post(at(case), told)
    assert page.status_code in {200, 404}
    assert Case.objects.get(pk=case.number).extensions.count() == 0


def test_an_act_that_nobody_knows_and_a_reader_who_may_not(signed_in, case):
    told = signed_in("ben").post(at(case), {"act": "wish"}, follow=True)
    assert told.redirect_chain == [(at(case), 302)]
    assert "Nothing was changed" in told.content.decode()
    told = {"act": "stop", "stop-why": "criminal-case", "stop-reason": "Charged."}
    assert signed_in("efua").post(at(case), told).status_code == 404
    assert "Stop the clock" not in body(signed_in("efua").get(at(case)))
    assert signed_in("amara").get(at(case)).status_code == 404


def test_before_acceptance_there_is_no_time_to_move(signed_in):
    assert "No clock runs" in body(signed_in("ben").get(at(a_case("submitted"))))


def test_late_is_late(signed_in, case):
    times_up = signed_in("ben").post(
        at(case), {"act": "extend", "extend-cause": "complex-case", "extend-reason": "Nine sites."}
    )
    assert "The time has passed already" in body(times_up)
    assert when(124).year == 2026
