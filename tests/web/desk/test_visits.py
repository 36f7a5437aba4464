"""The desk's pages of visits: sites and their plan, the steps of a visit, own visits, sites due."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import a_case, a_visit, when

from openaeo.casework.models import Observation, SitePlan, Visit, VisitNote
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person, SiteRating
from openaeo.parties.onboarding import add_site

pytestmark = pytest.mark.django_db
MOST_QUERIES = 16


def text_of(response):
    return response.content.decode()


def test_the_tab_shows_each_site_with_what_became_of_it(signed_in, cast):
    case = a_case("assessment")
    a_visit(case, "held")
    add_site(
        cast.firm.number,
        name="Shop",
        address="9 Mall",
        purpose="",
        customs_relevant=False,
        activities=["home-stock"],
        actor=cast.amara,
        at=when(6),
    )

    page = text_of(signed_in("ben").get(reverse("case", args=[case.number, "visits"])))

    for words in (
        "Main warehouse",
        "Visited",
        "Not rated",
        "Shop",
        "Not in scope",
        "Took place, report to come",
    ):
        assert words in page
    assert "Plan a visit" not in text_of(signed_in("dalia").get(reverse("case_visits", args=[case.number])))


def test_a_site_is_rated_and_planned(signed_in, cast):
    case = a_case("assessment")
    site = cast.firm.sites.get()
    client = signed_in("ben")

    empty = client.post(reverse("site_rate", args=[case.number, site.pk]), {"risk": "high", "reason": " "})
    client.post(
        reverse("site_rate", args=[case.number, site.pk]),
        {"risk": "high", "reason": "Two seals broken.", "incident_on": "2026-01-02"},
    )
    late = client.post(
        reverse("site_plan", args=[case.number, site.pk]),
        {"course": "monitored", "reason": "Empty.", "due_on": "2020-01-01"},
    )
    sampled = client.post(
        reverse("site_plan", args=[case.number, site.pk]),
        {"course": "sampled", "reason": "Many.", "due_on": "2099-01-01", "stated": ["many-premises"]},
    )
    client.post(
        reverse("site_plan", args=[case.number, site.pk]),
        {"course": "monitored", "reason": "Empty.", "due_on": "2099-01-01"},
    )

    assert empty.status_code == 200
    assert "must lie ahead" in text_of(late)
    assert "Many." in text_of(sampled)  # nothing typed is lost
    assert "the same record procedures at every site" in text_of(sampled)
    assert [(one.risk, one.reason) for one in SiteRating.objects.all()] == [("high", "Two seals broken.")]
    assert SitePlan.objects.get().course == "monitored"
    assert "Two seals broken." in text_of(client.get(reverse("site_rate", args=[case.number, site.pk])))


def planned(client, case, cast, **other):
    form = {
        "sites": [cast.firm.sites.get().pk],
        "mode": "on-site",
        "lead": cast.ben.person,
        "second": cast.chen.person,
        "minutes": 180,
        "agenda": "Walk round.",
        **other,
    }
    return client.post(reverse("visit_plan", args=[case.number]), form)


def test_a_visit_is_planned_offered_held_and_reported(signed_in, cast):
    case, client = a_case("assessment"), signed_in("ben")

    refused = planned(client, case, cast, second=cast.ben.person, agenda="")
    assert "must be two people" in text_of(refused)
    assert planned(client, case, cast).status_code == 302
    visit = Visit.objects.get()
    at = reverse("visit", args=[case.number, visit.pk])

    def step(name, **form):
        return client.post(reverse("visit_step", args=[case.number, visit.pk, name]), form)

    soon = step("offer", time_1="2020-03-01T09:00", time_2="2099-03-02T09:00", time_3="2099-03-03T09:00")
    assert "within the notice of 14 days" in text_of(soon)
    assert "2020-03-01T09:00" in text_of(soon)
    step("offer", time_1="2099-03-01T09:00", time_2="2099-03-02T09:00", time_3="2099-03-03T09:00")
    assert "Sunday 1 March 2099, 09:00" in text_of(client.get(at))
    assert "Call the visit off" in text_of(client.get(at))
    step("call-off", reason="The lead is ill.")
    visit.refresh_from_db()
    assert (visit.state, visit.called_off_reason) == ("called-off", "The lead is ill.")

    held = a_visit(case, "agreed")
    visit = held
    step("hold", began="2026-02-15T09:00", ended="2026-02-15T11:00", mode="on-site", attended="All of us")
    step(
        "observe",
        site_pk=cast.firm.sites.get().pk,
        criterion="A1",
        outcome="met",
        text="The cage was locked.",
    )
    step("note", text="Ask the guard again.")
    step("report", text="All was well.")
    held.refresh_from_db()
    assert (held.state, held.report) == ("reported", "All was well.")
    assert (Observation.objects.get().text, VisitNote.objects.get().text) == (
        "The cage was locked.",
        "Ask the guard again.",
    )
    page = text_of(client.get(reverse("visit", args=[case.number, held.pk])))
    for words in ("All was well.", "The cage was locked.", "Ask the guard again."):
        assert words in page


def test_steps_are_for_whoever_may_take_them(signed_in):
    visit = a_visit(a_case("assessment"), "escalated")
    at = reverse("visit", args=[visit.case_id, visit.pk])

    assert "Set the time" in text_of(signed_in("dalia").get(at))
    assert "Set the time" not in text_of(signed_in("ben").get(at))
    assert "Declined too often: set a time" in text_of(signed_in("dalia").get(reverse("my_visits")))
    step = reverse("visit_step", args=[visit.case_id, visit.pk, "set-time"])
    assert signed_in("ben").get(step).status_code == 404
    signed_in("dalia").post(step, {"start": "2099-03-01T09:00", "reason": "Two refusals."})
    visit.refresh_from_db()
    assert (visit.state, visit.set_reason) == ("agreed", "Two refusals.")
    assert signed_in("ben").get(step.replace("set-time", "nonsense")).status_code == 404


def test_odd_times_are_told_and_never_fail(signed_in):
    visit, client = a_visit(a_case("assessment")), signed_in("ben")
    at = reverse("visit_step", args=[visit.case_id, visit.pk, "offer"])
    for odd in ("", "soon", "9999-12-31T23:59", "0001-01-01T00:00", "2026-02-30T09:00", "\x00"):
        answer = client.post(at, {"time_1": odd, "time_2": odd, "time_3": odd})
        assert answer.status_code == 200
    visit.refresh_from_db()
    assert visit.state == "planned"
    for odd in ("9999-99-99", "x", "\x00"):
        assert client.get(reverse("sites_due"), {"before": odd, "q": odd}).status_code == 200


def test_own_visits_and_sites_due(signed_in, cast):
    case = a_case("assessment")
    a_visit(case, "agreed")

    assert "Almadi Spices" in text_of(signed_in("chen").get(reverse("my_visits")))
    assert "Almadi Spices" not in text_of(signed_in("efua").get(reverse("my_visits")))
    due = text_of(signed_in("ben").get(reverse("sites_due"), {"q": "almadi", "before": "2026-06-01"}))
    assert ("Main warehouse" in due, "Never seen" in due) == (True, True)
    nothing = text_of(signed_in("ben").get(reverse("sites_due"), {"q": "nobody"}))
    assert "No site is due" in nothing


def test_pages_ask_the_database_no_more_when_there_are_more_visits_and_sites(signed_in, cast):
    case, client = a_case("assessment"), signed_in("ben")
    visit = a_visit(case, "declined")

    def counted():
        found = []
        for at in (
            reverse("case_visits", args=[case.number]),
            reverse("visit", args=[case.number, visit.pk]),
            reverse("my_visits"),
            reverse("sites_due"),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(at).status_code == 200
            found.append(len(queries))
        return found

    counted()  # the session is young
    before = counted()
    for place in range(4):
        add_site(
            cast.firm.number,
            name=f"Yard {place}",
            address="Dock 9",
            purpose="",
            customs_relevant=True,
            actor=cast.amara,
            at=when(6),
        )
        a_visit(case)
    assert counted() == before
    print(before)
    assert max(before[1:]) <= MOST_QUERIES


def test_nobody_reads_of_their_own_firm(signed_in, cast):
    a_visit(a_case("assessment"), "agreed")
    ben = Person.objects.get(pk=cast.ben.person)
    give_mandate(cast.firm.number, ben, "preparer", actor=cast.amara, at=when(6))
    client = signed_in("ben")
    session = client.session
    session["capacity"] = "officer:"
    session.save()
    for at in ("my_visits", "sites_due"):
        assert "Main warehouse" not in text_of(client.get(reverse(at)))
