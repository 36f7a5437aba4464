"""What customs decides of sites: ratings that are never overwritten, plans, the conditions of sampling."""

from datetime import date, timedelta

import pytest
from tests.worlds import a_case, a_visit, acted, assess_all, people, refusal, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import assessment, outlooks, sites
from openaeo.casework.facts import case_facts
from openaeo.casework.models import Case, SiteOutlook, SitePlan
from openaeo.casework.scope import due_sites, site_lines
from openaeo.law.validation import Condition
from openaeo.parties.models import SiteRating
from openaeo.parties.onboarding import add_site, close_site

pytestmark = pytest.mark.django_db
surprises = pytest.mark.usefixtures("unannounced_allowed")
NEXT_YEAR = date(2027, 1, 10)


def a_site(case, name="Yard", **more):
    cast = people()
    return add_site(
        case.operator.number,
        **{"name": name, "address": "Dock 9", "purpose": "", "customs_relevant": True, **more},
        actor=cast.amara,
        at=when(1),
    )


def monitored(case, site, **other):
    return {
        "course": "monitored",
        "reason": "Empty until spring.",
        "due_on": NEXT_YEAR,
        "actor": people().ben,
        "at": when(6),
        **other,
    }


def test_a_new_rating_stands_beside_the_old_one():
    case, cast = a_case(at="assessment"), people()
    site = case.operator.sites.get()

    acted(sites.rate, site.pk, risk="low", reason="Watched day and night.", actor=cast.ben, at=when(6))
    acted(
        sites.rate,
        site.pk,
        risk="high",
        reason="Two seals broken.",
        incident_on=when(6).date(),
        actor=cast.chen,
        at=when(7),
    )

    assert [(one.risk, one.reason, one.rated_by_id) for one in site.ratings.all()] == [
        ("high", "Two seals broken.", cast.chen.person),
        ("low", "Watched day and night.", cast.ben.person),
    ]
    assert site_lines(case, when(8))[0].rating.risk == "high"
    entry = JournalEntry.objects.filter(act="rate-site").last()
    assert (entry.topic, entry.subject) == ("operator", case.operator.number)


def test_a_rating_says_why_and_is_customs_own():
    case, cast = a_case(at="assessment"), people()
    site = case.operator.sites.get()
    new = {"risk": "low", "reason": "Well kept.", "at": when(6)}

    assert refusal(
        sites.rate,
        site.pk,
        **{**new, "reason": " ", "incident_on": when(9).date()},
        actor=cast.ben,
    ) == ("reason-missing", "incident-ahead")
    for actor in (cast.amara, cast.dalia, cast.efua):
        assert refusal(sites.rate, site.pk, **new, actor=actor) == ("not-your-capacity",)
    assert refusal(sites.rate, site.pk + 99, **new, actor=cast.ben) == ("not-found",)
    sites.rate(site.pk, **new, actor=cast.ben)
    assert SiteRating.objects.visible_to(cast.amara).count() == 0
    assert SiteRating.objects.visible_to(cast.dalia).count() == 1
    close_site(site.pk, actor=cast.amara, at=when(7))
    assert refusal(sites.rate, site.pk, **new, actor=cast.ben) == ("closed-already",)


def test_a_site_is_left_to_monitoring_by_name_with_a_reason_and_a_day():
    case, cast = a_case(at="assessment"), people()
    site = case.operator.sites.get()

    acted(sites.plan_site, case.number, site.pk, **monitored(case, site))

    plan = SitePlan.objects.get()
    assert (plan.course, plan.due_on, plan.decided_by_id) == ("monitored", NEXT_YEAR, cast.ben.person)
    assert refusal(
        sites.plan_site, case.number, site.pk, **monitored(case, site, reason="", due_on=None)
    ) == ("why-missing", "monitoring-date-missing")
    assert refusal(sites.plan_site, case.number, site.pk, **monitored(case, site, due_on=when(6).date())) == (
        "monitoring-date-past",
    )


@surprises
def test_sampling_out_needs_every_condition_stated_and_another_site_to_see():
    case = a_case(at="assessment")
    first = case.operator.sites.get()
    yard = a_site(case)
    stated = list(Condition)
    sampled = {"course": "sampled", "stated": stated}

    assert refusal(
        sites.plan_site,
        case.number,
        yard.pk,
        **monitored(case, yard, **{**sampled, "stated": [Condition.SHORT_OF_TIME]}),
    ) == ("sampling-many-premises", "sampling-same-security", "sampling-same-records", "sample-empty")
    acted(sites.plan_site, case.number, first.pk, **monitored(case, first, course="visit"))
    acted(sites.plan_site, case.number, yard.pk, **monitored(case, yard, **sampled))

    assert SitePlan.objects.get(site=yard).stated == [one.value for one in stated]
    facts = case_facts(case, actor=people().ben, at=when(7))
    assert facts.unsettled_sites == ("Main warehouse", "Yard")  # a sample of nothing shows nothing
    a_visit(case, "held", unannounced=True, sites=[first.pk])
    assert case_facts(case, actor=people().ben, at=when(11)).unsettled_sites == ()


def test_only_open_sites_tied_to_customs_are_planned():
    case = a_case(at="assessment")
    shop = a_site(case, "Shop", customs_relevant=False, activities=["home-stock"])
    depot = a_site(case, "Depot", customs_relevant=False, activities=["export-goods"])
    closed = a_site(case, "Old shed")
    close_site(closed.pk, actor=people().amara, at=when(2))

    assert [(line.site.name, line.in_scope) for line in site_lines(case, when(6))] == [
        ("Main warehouse", True),
        ("Shop", False),
        ("Depot", True),
    ]
    for site in (shop, closed):
        assert refusal(sites.plan_site, case.number, site.pk, **monitored(case, site)) == (
            "site-not-in-scope",
        )
    acted(sites.plan_site, case.number, depot.pk, **monitored(case, depot))


def test_wrong_people_and_wrong_times_get_nothing():
    case, cast = a_case(at="decision"), people()
    site = case.operator.sites.get()

    assert refusal(sites.plan_site, case.number, site.pk, **monitored(case, site)) == ("not-from-here",)
    for actor in (cast.amara, cast.dalia, cast.efua):
        assert refusal(sites.plan_site, case.number, site.pk, **monitored(case, site, actor=actor)) == (
            "not-your-capacity",
        )


def test_a_case_is_not_recommended_before_every_site_is_settled():
    case, cast = a_case(at="assessment"), people()
    assess_all(case, actor=cast.ben, at=when(6))
    SitePlan.objects.all().delete()
    yard = a_site(case)
    recommend = {"proposal": "grant", "recommendation": "Grant.", "actor": cast.ben, "at": when(50)}

    assert refusal(assessment.recommend, case.number, **recommend) == ("sites-unsettled",)
    sites.plan_site(case.number, yard.pk, **monitored(case, yard))
    assert case_facts(case, actor=cast.ben, at=when(7)).unsettled_sites == ("Main warehouse",)
    a_visit(case, "held")
    assert refusal(assessment.recommend, case.number, **recommend) == ("visits-unreported",)
    acted_on = Case.objects.get(pk=case.number)
    assert acted_on.state == "assessment"


@surprises
def test_sites_due_are_those_never_seen_then_those_whose_day_comes():
    case, cast = a_case(at="assessment"), people()
    site = case.operator.sites.get()
    yard = a_site(case)
    a_site(case, "Shop", customs_relevant=False)
    sites.plan_site(case.number, yard.pk, **monitored(case, yard))

    due = list(due_sites(cast.ben, when(20)))
    assert [(one.name, one.due_on, one.seen_at, one.case_number) for one in due] == [
        ("Main warehouse", None, None, case.number),
        ("Yard", NEXT_YEAR, None, case.number),
    ]
    a_visit(case, "held", unannounced=True, sites=[site.pk])
    assert [one.name for one in due_sites(cast.ben, when(20))] == ["Yard"]
    sites.plan_site(case.number, site.pk, **monitored(case, site))  # seen, and to be seen again
    again = {one.pk: one.seen_at for one in due_sites(cast.ben, when(20))}
    assert again[site.pk] == when(10) + timedelta(hours=3)
    sites.plan_site(case.number, site.pk, **monitored(case, site, due_on=when(10).date()))
    assert [one.name for one in due_sites(cast.ben, when(20))] == ["Yard"]  # looked at on the very day
    sites.plan_site(case.number, site.pk, **monitored(case, site, due_on=when(11).date()))
    assert [one.name for one in due_sites(cast.ben, when(20))] == ["Main warehouse", "Yard"]
    kept = sorted(SiteOutlook.objects.values_list("site", "seen_at", "due_on"))
    assert kept == sorted([(site.pk, when(10, hours=3), when(11).date()), (yard.pk, None, NEXT_YEAR)])
    outlooks.make(case.operator.sites.values_list("pk", flat=True))  # what is kept is what can be made anew
    assert sorted(SiteOutlook.objects.values_list("site", "seen_at", "due_on")) == kept
    SitePlan.objects.filter(site=yard).delete()
    outlooks.make([site.pk, yard.pk])
    assert [one.site_id for one in SiteOutlook.objects.all()] == [site.pk]
    assert (list(due_sites(cast.amara, when(20))), list(due_sites(cast.otto, when(20)))) == ([], [])
