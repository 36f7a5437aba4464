"""Who is told of what: every act is decided about, each side reads its own kinds, and the preview tells the same."""

from datetime import UTC

import pytest
from tests.worlds import a_case, a_granted, an_operator, somebody, staff, when

from openaeo.bedrock.models import ReaderPosition
from openaeo.casework import appeals, application, assessment, decision, measures, requests, times
from openaeo.casework.models import Case
from openaeo.casework.programme import programme
from openaeo.law.authority import AUTHORITY
from openaeo.law.terms import Capacity
from openaeo.law.timing import Duty
from openaeo.notices.audience import APPLICANT_SIDE, AUDIENCES, SILENT, Audience
from openaeo.notices.concerned import (
    Addressee,
    Concerned,
    Matter,
    Told,
    matter_of_authorisation,
    matter_of_case,
    told_by,
)
from openaeo.notices.kinds import KINDS
from openaeo.notices.models import Notice
from openaeo.notices.reminders import OVERDUE, STEPS
from openaeo.parties.mandates import give_mandate
from openaeo.parties.models import Person
from openaeo.parties.onboarding import capacities_of
from openaeo.parties.roll import end_post, posts_held

pytestmark = pytest.mark.django_db


def kinds_told(person):
    return sorted(Notice.objects.filter(person=person.person).values_list("kind", flat=True))


def test_every_act_is_decided_about():
    assert set(AUDIENCES) | SILENT == set(AUTHORITY)
    assert set(AUDIENCES) & SILENT == set()


def test_every_kind_is_used_and_known():
    told = {telling.kind for tellings in AUDIENCES.values() for telling in tellings}
    assert told | set(STEPS) | set(OVERDUE) == set(KINDS)


def test_no_kind_is_told_to_both_sides():
    sides = {}
    for tellings in AUDIENCES.values():
        for telling in tellings:
            sides.setdefault(telling.kind, set()).add(telling.to in APPLICANT_SIDE)
    assert [kind for kind, seen in sides.items() if len(seen) > 1] == []


def test_the_firm_reads_no_reason_no_result_and_no_name():
    """What may be kept with a notice of the firm: numbers and dates, and which kind of measure."""
    shown = {
        name
        for tellings in AUDIENCES.values()
        for one in tellings
        if one.to in APPLICANT_SIDE
        for name in one.shows
    }
    assert shown == {
        "request",
        "due",
        "closes",
        "criterion",
        "mentorship",
        "measure",
        "kind",
        "authorisation",
        "change",
        "conversation",
        "reassessment",
        "part",
    }


def test_a_case_from_sending_to_grant_tells_each_side_its_own(cast, tell_all):
    a_case("granted")
    tell_all(when(20))
    assert kinds_told(cast.amara) == ["assessment-finished", "case-accepted", "case-taken-on", "granted"]
    assert kinds_told(cast.ben) == ["application-received", "case-granted", "post-given"]
    assert kinds_told(cast.chen) == ["post-given"]
    assert kinds_told(cast.dalia) == ["case-for-decision", "post-given"]
    assert kinds_told(cast.otto) == []


def test_an_application_that_nobody_has_is_told_to_every_officer(cast, tell_all):
    a_case("submitted")
    tell_all(when(2))
    told = Notice.objects.filter(kind="application-received").order_by("person")
    assert [one.person_id for one in told] == sorted([cast.ben.person, cast.chen.person])


def test_a_case_refused_tells_the_hearing(cast, tell_all):
    a_case("refused")
    tell_all(when(20))
    assert [kind for kind in kinds_told(cast.amara) if kind.startswith("ref")] == [
        "refusal-intended",
        "refused",
    ]
    assert "hearing-answered" in kinds_told(cast.dalia)
    assert {"hearing-opened", "case-refused"} <= set(kinds_told(cast.ben))


def test_questions_go_to_and_fro(cast, tell_all):
    case = a_case("assessment")
    asked = requests.ask(case.number, question="Who keeps the keys?", actor=cast.ben, at=when(5))
    tell_all(when(5))
    told = Notice.objects.get(person=cast.amara.person, kind="question-asked")
    due = asked.due_at.astimezone(UTC).isoformat(timespec="microseconds")
    assert told.params == {"case": case.number, "request": asked.pk, "due": due}
    assert (told.capacity, told.operator_id) == ("applicant", cast.firm.pk)
    requests.reply(asked.pk, text="The guard.", actor=cast.amara, at=when(6))
    tell_all(when(6))
    answered = Notice.objects.get(kind="question-answered")
    assert (answered.person_id, answered.capacity) == (cast.ben.person, "officer")
    assert answered.params == {"case": case.number, "request": asked.pk, "firm": "Almadi Spices Ltd"}


def test_nobody_is_told_twice_and_a_restart_goes_on(cast, tell_all):
    a_case("granted")
    tell_all(when(20))
    before = Notice.objects.count()
    ReaderPosition.objects.filter(reader="notices").update(cursor=0)
    tell_all(when(20))
    assert Notice.objects.count() == before


def test_old_stories_are_told_to_nobody(cast, tell_all):
    a_case("granted")
    tell_all(when(20 + 31))
    assert Notice.objects.count() == 0


def test_measures_reach_holder_proposer_deciders_and_the_recognition_desk(cast, tell_all):
    held = a_granted()
    measure = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The gate.",
        actor=cast.ben,
        at=when(30),
    )
    measures.reply(measure.pk, text="It has a lock.", actor=cast.amara, at=when(35))
    measures.take(measure.pk, reasons="Not shown.", actor=cast.dalia, at=when(40))
    measures.lift(held.number, reasons="Shown now.", actor=cast.dalia, at=when(50))
    tell_all(when(50))
    assert [k for k in kinds_told(cast.amara) if "measure" in k or "lifted" in k] == [
        "measure-intended",
        "measure-taken",
        "suspension-lifted",
    ]
    assert [k for k in kinds_told(cast.ben) if "measure" in k] == ["measure-answered", "measure-decided"]
    assert [k for k in kinds_told(cast.dalia) if "measure" in k] == ["measure-answered", "measure-proposed"]
    assert [k for k in kinds_told(cast.efua) if "status" in k] == ["status-changed", "status-changed"]


def test_an_officer_who_acts_for_the_firm_reads_the_firms_side_only(cast, tell_all):
    chen = Person.objects.get(pk=cast.chen.person)
    give_mandate(cast.firm.number, chen, "preparer", actor=cast.amara, at=when(0))
    tell_all(when(0))
    a_case("submitted", firm=an_operator())
    tell_all(when(2))
    assert "application-received" not in kinds_told(cast.chen)
    assert "application-sent" in kinds_told(cast.chen)
    assert "mandate-given" in kinds_told(cast.chen)


def test_an_assessor_who_left_is_no_contact(cast):
    case = a_case("assessment")
    matter = matter_of_case(case)
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    assert Concerned(matter, when(5)).of(Audience.ASSESSOR) == [Addressee(cast.ben.person, Capacity.OFFICER)]
    ben = next(post for post in posts_held(actor=gina, at=when(5)) if post.person_id == cast.ben.person)
    end_post(ben.pk, actor=gina, at=when(6))
    assert Concerned(matter, when(7)).of(Audience.ASSESSOR) == [Addressee(cast.chen.person, Capacity.OFFICER)]


def test_posts_are_told_to_the_person_and_the_administrators(cast, tell_all):
    gina, hana = staff("gina", Capacity.ADMINISTRATOR), staff("hana", Capacity.ADMINISTRATOR)
    post = next(one for one in posts_held(actor=gina, at=when(1)) if one.person_id == cast.chen.person)
    tell_all(when(1))
    Notice.objects.all().delete()
    end_post(post.pk, actor=gina, at=when(2))
    tell_all(when(2))
    told = [(one.person_id, one.kind, one.params) for one in Notice.objects.order_by("person")]
    assert told == sorted(
        [(cast.chen.person, "post-ended", {"capacity": "officer"}), (hana.person, "posts-changed", {})]
    )


def test_time_asked_for_and_given_reaches_the_other_side(cast, tell_all):
    case = a_case("assessment")
    rule = programme().time("decision", case.tier)
    cause = next(one.cause for one in rule.extensions if one.asked_by is Duty.TRADER)
    asked = times.ask_for_time(case.number, cause=cause, reason="A new fence.", actor=cast.amara, at=when(5))
    times.answer_for_time(asked.pk, give=True, reason="Agreed.", actor=cast.dalia, at=when(6))
    tell_all(when(6))
    told = Notice.objects.filter(created_at__gte=when(5)).order_by("pk")
    assert [(one.person_id, one.kind) for one in told] == [
        (cast.ben.person, "time-asked"),
        (cast.amara.person, "time-answered"),
        (cast.ben.person, "time-moved"),
    ]
    assert set(told[1].params) == {"case", "due"}


def test_an_appeal_reaches_reviewers_and_its_end_the_firm(cast, tell_all):
    rosa = staff("rosa", Capacity.REVIEWER, "Rosa Lund")
    case = a_case("refused", firm=an_operator())
    appeal = appeals.lodge_for_case(
        case.number, grounds="The records were kept.", actor=cast.amara, at=when(21)
    )
    appeals.take_up(appeal.pk, actor=rosa, at=when(22))
    appeals.dismiss(appeal.pk, reasons="They were not.", actor=rosa, at=when(23))
    tell_all(when(23))
    told = Notice.objects.filter(created_at__gte=when(21)).order_by("created_at", "person")
    assert [(one.person_id, one.kind) for one in told] == [
        *sorted([(cast.dalia.person, "decision-appealed"), (rosa.person, "appeal-lodged")]),
        (cast.amara.person, "appeal-taken-up"),
        *sorted([(cast.amara.person, "appeal-dismissed"), (cast.dalia.person, "appeal-decided")]),
    ]


def test_the_preview_tells_whom_the_reader_tells(cast, tell_all):
    case = a_case("decision")
    lena = somebody("lena", "Lena Sow")
    give_mandate(cast.firm.number, lena, "preparer", actor=cast.amara, at=when(11))
    tell_all(when(11))
    expected = told_by("grant", matter_of_case(case), actor=cast.dalia, at=when(20))
    assert expected == (Told(Audience.FIRM, "granted", 2), Told(Audience.ASSESSOR, "case-granted", 1))
    decision.grant(case.number, reasons="", actor=cast.dalia, at=when(20))
    tell_all(when(20))
    for one in expected:
        assert Notice.objects.filter(kind=one.kind).count() == one.count


def test_the_firm_reads_no_number_of_officers(cast):
    case = a_case("draft")
    told = told_by("submit", matter_of_case(case), actor=cast.amara, at=when(2))
    assert told == (Told(Audience.ASSESSOR, "application-received", None),)


def test_what_is_silent_tells_nobody(cast):
    assert told_by("answer", matter_of_case(a_case("draft")), actor=cast.amara, at=when(1)) == ()


def test_the_preview_costs_two_queries(cast, django_assert_num_queries):
    case = Case.objects.select_related("operator").get(pk=a_case("decision").pk)
    matter = matter_of_case(case)
    with django_assert_num_queries(2):
        told_by("refuse", matter, actor=cast.dalia, at=when(20))
    other = an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002")
    held = matter_of_authorisation(a_granted(firm=other), proposer=cast.ben.person)
    with django_assert_num_queries(2):
        told_by("take-measure", held, actor=cast.dalia, at=when(20))


def test_somebody_who_may_not_sign_in_is_told_nothing(cast):
    Person.objects.filter(pk=cast.amara.person).update(is_active=False)
    assert Concerned(Matter(operator=cast.firm.pk), when(1)).of(Audience.FIRM) == []


def test_a_colleague_is_told_of_sending_and_whoever_sent_it_is_not(cast, tell_all):
    lena = somebody("lena", "Lena Sow")
    give_mandate(cast.firm.number, lena, "preparer", actor=cast.amara, at=when(0))
    case = a_case("submitted", firm=an_operator())
    application.withdraw(case.number, reason="Plans changed.", actor=cast.amara, at=when(3))
    tell_all(when(3))
    (acting,) = capacities_of(lena, when(3))
    assert kinds_told(acting) == ["application-sent", "application-withdrawn", "mandate-given"]
    assert "application-sent" not in kinds_told(cast.amara)


def test_taking_over_tells_the_officer_before(cast, tell_all):
    case = a_case("assessment")
    assessment.take_on(case.number, actor=cast.chen, at=when(6))
    tell_all(when(6))
    told = Notice.objects.get(kind="case-taken-over")
    assert (told.person_id, told.params["firm"]) == (cast.ben.person, "Almadi Spices Ltd")
