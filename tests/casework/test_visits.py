"""Visits: planned, offered, chosen or declined, held, reported; what customs notes never leaves customs."""

import pytest
from tests.worlds import a_case, a_visit, acted, assess_all, people, refusal, somebody, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application, assessment, decision, reports, sites, visits
from openaeo.casework.models import Observation, Visit, VisitNote
from openaeo.casework.timeline import timeline
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person

pytestmark = pytest.mark.django_db
surprises = pytest.mark.usefixtures("unannounced_allowed")
THREE = [when(40), when(41), when(42)]
SECRET = "KNOWN-TO-OFFICERS"


def plan(case, **other):
    cast = people()
    return {
        "sites": [site.pk for site in case.operator.sites.all()],
        "mode": "on-site",
        "lead": cast.ben.person,
        "second": cast.chen.person,
        "minutes": 180,
        "agenda": "Walk round.",
        "actor": cast.ben,
        "at": when(5),
        **other,
    }


def seen_by(actor):
    return [visit.state for visit in Visit.objects.visible_to(actor)]


def test_a_visit_goes_from_three_offers_to_the_report():
    case, cast = a_case(at="assessment"), people()

    visit = acted(visits.plan, case.number, **plan(case))
    assert (seen_by(cast.amara), seen_by(cast.otto), seen_by(cast.dalia)) == ([], [], ["planned"])
    acted(visits.offer, visit.pk, starts=THREE, actor=cast.ben, at=when(6))
    assert (seen_by(cast.amara), seen_by(cast.otto)) == (["offered"], [])
    acted(visits.choose, visit.pk, offer_pk=visit.offers.all()[2].pk, actor=cast.amara, at=when(7))
    visit.refresh_from_db()
    assert (visit.agreed_from, visit.agreed_until) == (when(42), when(42, hours=3))
    acted(
        visits.hold,
        visit.pk,
        began=when(42),
        ended=when(42, hours=2),
        mode="on-site",
        attended="Amara Diallo; the two of us",
        actor=cast.ben,
        at=when(43),
    )
    site = visit.sites.get()
    seen = {"criterion": "A1", "outcome": "met", "text": SECRET, "actor": cast.chen, "at": when(43)}
    assert refusal(reports.report, visit.pk, text="Well.", actor=cast.ben, at=when(44)) == (
        "sites-unobserved",
    )
    acted(reports.observe, visit.pk, site_pk=site.pk, **seen)
    acted(reports.jot, visit.pk, text=SECRET, actor=cast.ben, at=when(43))
    assert refusal(reports.report, visit.pk, text=" ", actor=cast.ben, at=when(44)) == ("report-missing",)
    acted(reports.report, visit.pk, text="All was well.", actor=cast.ben, at=when(44))

    visit.refresh_from_db()
    assert (visit.state, visit.report, visit.reported_at) == ("reported", "All was well.", when(44))
    assert {entry.subject for entry in JournalEntry.objects.filter(act__endswith="-visit")} == {case.number}


def test_a_plan_names_everything_wrong_with_it():
    case, cast = a_case(at="assessment"), people()
    other = cast.other_firm.sites.get()

    wrong = plan(
        case, sites=[other.pk], lead=cast.dalia.person, second=cast.dalia.person, minutes=5, agenda=" "
    )
    assert refusal(visits.plan, case.number, **wrong) == (
        "site-not-in-scope",
        "team-of-one",
        "team-not-officers",
        "visit-length",
        "agenda-missing",
    )
    assert refusal(visits.plan, case.number, **plan(case, sites=[])) == ("sites-missing",)
    assert refusal(visits.plan, case.number, **plan(case, unannounced=True)) == (
        "unannounced-not-in-programme",
    )
    assert refusal(visits.plan, case.number, **plan(case, mode="video")) == (
        "first-grant-on-site",
        "risk-not-rated",
    )
    for actor in (cast.amara, cast.dalia, cast.efua):
        assert refusal(visits.plan, case.number, **plan(case, actor=actor)) == ("not-your-capacity",)


def test_a_plan_is_made_in_assessment_or_after_the_grant():
    case = a_case(at="decision")
    assert refusal(visits.plan, case.number, **plan(case)) == ("not-from-here",)
    decision.grant(case.number, reasons="Met.", actor=people().dalia, at=when(20))
    acted(visits.plan, case.number, **plan(case, at=when(300)))


def test_nobody_visits_their_own_firm():
    case, cast = a_case(at="assessment"), people()
    give_mandate(
        cast.firm.number, Person.objects.get(pk=cast.chen.person), "preparer", actor=cast.amara, at=when(4)
    )
    assert refusal(visits.plan, case.number, **plan(case)) == ("team-own-firm",)
    assert refusal(visits.plan, case.number, **plan(case, actor=cast.chen)) == ("team-own-firm", "own-firm")


def test_video_is_for_later_and_for_low_or_medium_risk():
    case, cast = a_case(at="granted"), people()
    site = case.operator.sites.get()
    video = plan(case, mode="video", at=when(300))

    assert refusal(visits.plan, case.number, **video) == ("risk-not-rated",)
    sites.rate(site.pk, risk="high", reason="Remote gate.", actor=cast.ben, at=when(30))
    assert refusal(visits.plan, case.number, **video) == ("risk-needs-on-site",)
    sites.rate(
        site.pk,
        risk="low",
        reason="Gate mended.",
        incident_on=when(30).date(),
        actor=cast.ben,
        at=when(31),
    )
    assert refusal(visits.plan, case.number, **video) == ("unseen-since-incident",)
    acted(visits.plan, case.number, **{**video, "mode": "hybrid"})


def test_offers_keep_the_notice_and_the_times_held_for_others():
    case, cast = a_case(at="assessment"), people()
    a_visit(case, "offered")  # days 40, 41 and 42 are held
    visit = visits.plan(case.number, **plan(case))
    offer = {"actor": cast.ben, "at": when(6)}

    assert refusal(visits.offer, visit.pk, starts=[when(7), when(7, hours=1)], **offer) == (
        "offers-wanted",
        "offer-inside-notice",
        "offers-overlap",
    )
    free = [when(50), when(51)]
    assert refusal(visits.offer, visit.pk, starts=[*free, when(41, hours=2)], **offer) == ("team-busy",)
    acted(visits.offer, visit.pk, starts=[*free, when(41, hours=3)], **offer)
    assert refusal(visits.offer, visit.pk, starts=[*free, when(52)], **offer) == ("offers-open",)


def test_times_are_free_again_once_released():
    case, cast = a_case(at="assessment"), people()
    a_visit(case, "agreed")  # day 41 stays, 40 and 42 are free again
    visit = visits.plan(case.number, **plan(case))
    offer = {"actor": cast.ben, "at": when(9)}

    assert refusal(visits.offer, visit.pk, starts=THREE, **offer) == ("team-busy",)
    acted(visits.offer, visit.pk, starts=[when(40), when(42), when(43)], **offer)


def test_offers_that_passed_without_a_word_may_be_renewed():
    visit, cast = a_visit(a_case(at="assessment"), "offered"), people()
    again = [when(90), when(91), when(92)]

    assert refusal(visits.offer, visit.pk, starts=again, actor=cast.ben, at=when(41)) == ("offers-open",)
    acted(visits.offer, visit.pk, starts=again, actor=cast.ben, at=when(43))
    stale = visit.offers.filter(round=1).first()
    assert refusal(visits.choose, visit.pk, offer_pk=stale.pk, actor=cast.amara, at=when(44)) == (
        "offer-unknown",
    )


def test_two_refusals_go_to_a_decider_who_sets_the_time():
    visit, cast = a_visit(a_case(at="assessment"), "declined"), people()
    assert refusal(
        visits.choose, visit.pk, offer_pk=visit.offers.first().pk, actor=cast.amara, at=when(9)
    ) == ("not-from-here",)
    acted(visits.offer, visit.pk, starts=[when(50), when(51), when(52)], actor=cast.ben, at=when(9))
    assert refusal(visits.decline, visit.pk, reason=" ", actor=cast.amara, at=when(10)) == ("why-missing",)
    acted(visits.decline, visit.pk, reason="Still stocktaking.", actor=cast.amara, at=when(10))

    visit.refresh_from_db()
    assert (visit.state, [one.reason for one in visit.declines.all()]) == (
        "escalated",
        ["Stocktaking.", "Still stocktaking."],
    )
    fixed = {"start": when(60), "reason": "Two refusals.", "at": when(11)}
    assert refusal(visits.set_time, visit.pk, **fixed, actor=cast.ben) == ("not-your-capacity",)
    assert refusal(visits.set_time, visit.pk, **{**fixed, "start": when(12)}, actor=cast.dalia) == (
        "offer-inside-notice",
    )
    acted(visits.set_time, visit.pk, **fixed, actor=cast.dalia)
    visit.refresh_from_db()
    assert (visit.state, visit.agreed_from) == ("agreed", when(60))


@surprises
def test_an_unannounced_visit_is_invisible_until_it_took_place():
    case, cast = a_case(at="assessment"), people()
    visit = a_visit(case, unannounced=True)

    assert seen_by(cast.amara) == []
    assert refusal(visits.offer, visit.pk, starts=THREE, actor=cast.ben, at=when(6)) == ("visit-unannounced",)
    assert [item.code for item in timeline(case, actor=cast.amara)][-1] == "accept"
    visits.hold(
        visit.pk,
        began=when(10),
        ended=when(10, hours=1),
        mode="on-site",
        attended="A guard; the two of us",
        actor=cast.chen,
        at=when(10, hours=2),
    )
    assert seen_by(cast.amara) == ["held"]
    assert [item.code for item in timeline(case, actor=cast.amara)][-1] == "hold-visit"


@surprises
def test_an_unannounced_visit_called_off_was_never_there_for_the_firm():
    case, cast = a_case(at="assessment"), people()
    visit = a_visit(case, "called-off", unannounced=True)

    assert (visit.state, seen_by(cast.amara)) == ("called-off", [])
    assert "call-off-visit" not in [item.code for item in timeline(case, actor=cast.amara)]
    assert "call-off-visit" in [item.code for item in timeline(case, actor=cast.dalia)]


def test_a_visit_is_held_as_agreed_and_once_over():
    visit, cast = a_visit(a_case(at="assessment"), "agreed"), people()
    held = {"mode": "on-site", "attended": "All of us", "actor": cast.ben}

    early = {"began": when(39), "ended": when(39, hours=1), "at": when(39, hours=2)}
    assert refusal(visits.hold, visit.pk, **held, **early) == ("visit-too-early",)
    running = {"began": when(41), "ended": when(41, hours=5), "at": when(41, hours=4)}
    assert refusal(visits.hold, visit.pk, **{**held, "attended": ""}, **running) == (
        "visit-not-over",
        "attendance-missing",
    )
    turned = {"began": when(41, hours=1), "ended": when(41), "at": when(42)}
    assert refusal(visits.hold, visit.pk, **held, **turned) == ("visit-ends-before-start",)
    unseen = a_visit(visit.case)
    over = {"began": when(41), "ended": when(41, hours=1), "at": when(42)}
    assert refusal(visits.hold, unseen.pk, **held, **over) == ("time-not-agreed",)
    acted(visits.hold, visit.pk, **held, **over)


@surprises
def test_whoever_visits_never_decides():
    case, cast = a_case(at="assessment"), people()
    a_visit(case, "reported", unannounced=True)
    assert set(case.handlings.values_list("person_id", flat=True)) == {cast.ben.person, cast.chen.person}


def test_an_open_visit_ends_with_the_application():
    case, cast = a_case(at="assessment"), people()
    visit = a_visit(case, "offered")
    application.withdraw(case.number, reason="Sold.", actor=cast.amara, at=when(9))
    visit.refresh_from_db()
    assert (visit.state, visit.called_off_reason) == ("called-off", "")
    assert refusal(visits.offer, visit.pk, starts=THREE, actor=cast.ben, at=when(10)) == ("not-from-here",)


def test_wrong_people_get_nothing():
    visit, cast = a_visit(a_case(at="assessment"), "offered"), people()
    first = visit.offers.first().pk
    assert refusal(visits.choose, visit.pk, offer_pk=first, actor=cast.otto, at=when(7)) == ("not-found",)
    assert refusal(visits.choose, visit.pk, offer_pk=first, actor=cast.ben, at=when(7)) == (
        "not-your-capacity",
    )
    assert refusal(visits.decline, visit.pk, reason="x", actor=cast.otto, at=when(7)) == ("not-found",)
    assert refusal(visits.call_off, visit.pk, reason="x", actor=cast.amara, at=when(7)) == (
        "not-your-capacity",
    )
    assert refusal(reports.jot, visit.pk, text="x", actor=cast.amara, at=when(7)) == ("not-your-capacity",)
    assert refusal(reports.report, visit.pk, text="x", actor=cast.dalia, at=when(7)) == ("not-your-capacity",)
    assert refusal(visits.call_off, visit.pk + 99, reason="x", actor=cast.ben, at=when(7)) == ("not-found",)


@surprises
def test_an_observation_belongs_to_a_site_and_a_criterion_of_the_visit():
    case, cast = a_case(at="assessment"), people()
    visit = a_visit(case, "agreed")
    site = case.operator.sites.get().pk
    other = cast.other_firm.sites.get().pk
    seen = {"criterion": "A1", "outcome": "met", "text": "Seen.", "actor": cast.ben, "at": when(42)}

    assert refusal(reports.observe, visit.pk, site_pk=other, **{**seen, "criterion": "Z9", "text": ""}) == (
        "not-from-here",
        "site-not-visited",
        "criterion-not-applying",
        "observation-missing",
    )
    held = a_visit(case, "held", unannounced=True)
    acted(reports.observe, held.pk, site_pk=site, **seen)


@surprises
def test_what_customs_notes_and_sees_is_for_customs_alone():
    case, cast = a_case(at="assessment"), people()
    a_visit(case, "reported", unannounced=True)

    for rows in (Observation.objects, VisitNote.objects):
        assert (rows.visible_to(cast.amara).count(), rows.visible_to(cast.dalia).count()) == (0, 1)
    told = " ".join(str(item) for item in timeline(case, actor=cast.amara))
    assert SECRET not in told
    assert [item.code for item in timeline(case, actor=cast.amara)][-2:] == ["hold-visit", "report-visit"]
    assert SECRET not in str(vars(Visit.objects.visible_to(cast.amara).get()))


@surprises
def test_a_visit_does_not_stop_a_recommendation_once_reported():
    case, cast = a_case(at="assessment"), people()
    a_visit(case, "reported", unannounced=True)
    assess_all(case, actor=cast.ben, at=when(13))
    acted(
        assessment.recommend,
        case.number,
        proposal="grant",
        recommendation="Grant.",
        actor=cast.ben,
        at=when(14),
    )


def test_a_team_holds_its_post():
    case = a_case(at="assessment")
    assert refusal(visits.plan, case.number, **plan(case, second=somebody("nobody").pk)) == (
        "team-not-officers",
    )
