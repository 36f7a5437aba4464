"""Changes of a holder: told, asked about, looked at, settled; recorded by the desk; and who gets nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from tests.worlds import a_granted, a_visit, acted, an_operator, joins, people, refusal, when

from openaeo.bedrock import files
from openaeo.casework import changes, measures, reports, visits
from openaeo.casework.models import Change, Document
from openaeo.casework.timeline import timeline
from openaeo.law.changes import Look
from openaeo.parties.models import Site
from openaeo.parties.onboarding import add_site
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
WORDS = {"kind": "premises-new", "happened_on": date(2026, 2, 20), "text": "A cold store."}  # day 46


def granted():
    """Amara's authorisation, granted when not yet there."""
    return Authorisation.objects.filter(holder="Almadi Spices Ltd").first() or a_granted()


def a_change(day=50, **other):
    return changes.report(granted().number, **WORDS | other, actor=people().amara, at=when(day))


def new_site(*, relevant=True):
    granted()
    cast = people()
    return add_site(
        cast.firm.number,
        name="Cold store",
        address="9 Quay Street",
        purpose="Chilled goods",
        customs_relevant=relevant,
        actor=cast.amara,
        at=when(48),
    ).pk


def test_a_change_is_told_with_its_site_and_paper_and_the_law_proposes():
    held, cast, site = granted(), people(), new_site()
    photo = files.store(BytesIO(b"\x89PNG\r\n\x1a\n" + b"store" * 9), "store.png", at=when(50))
    told = acted(
        changes.report,
        held.number,
        **WORDS | {"text": " A cold store. "},
        sites=[site],
        papers=[(photo, "store.png")],
        actor=cast.amara,
        at=when(50),
    )
    assert (told.state, told.text, told.proposed, told.why, told.told, told.late) == (
        "reported", "A cold store.", "visit", "programme", True, False,
    )  # fmt: skip
    assert {code[0] for code in told.criteria} == {"G", "I"}
    assert told.due_at == datetime(2026, 3, 6, 23, 59, 59, 999999, tzinfo=UTC)  # 14 days
    assert [place.name for place in told.sites.all()] == ["Cold store"]
    assert [paper.name for paper in Document.objects.visible_to(cast.ben)] == ["store.png"]
    assert [list(Change.objects.visible_to(one)) for one in (cast.amara, cast.ben, cast.otto)] == [
        [told], [told], [],
    ]  # fmt: skip


def test_what_matters_nowhere_is_not_visited_and_what_touches_nothing_only_noted():
    assert a_change(sites=[new_site(relevant=False)]).proposed == Look.DESK
    otto = an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002")
    compliance = a_granted(firm=otto, tier="compliance")
    told = changes.report(compliance.number, **WORDS, actor=otto.owner, at=when(50))
    assert (told.criteria, told.proposed, told.why) == ([], "note", "nothing-touched")


def test_late_is_shown_and_never_refused():
    assert [a_change(day=60.5).late, a_change(day=61).late] == [False, True]
    assert list(Change.objects.all().late()) == [Change.objects.all()[0]]


def test_a_notice_says_what_when_and_where():
    held, cast = granted(), people()
    other = Site.objects.get(operator=cast.other_firm).pk

    def refused(**other):
        return refusal(changes.report, held.number, **WORDS | other, actor=cast.amara, at=when(50))

    assert refused(kind="weather", text=" ", happened_on=date(2027, 9, 1), sites=[other]) == (
        "change-unknown", "change-empty", "change-too-far-ahead", "site-not-found",
    )  # fmt: skip
    assert refused(happened_on=date(1960, 1, 1)) == ("change-too-old",)
    measures.surrender(held.number, reason="We move.", actor=cast.amara, at=when(49))
    assert refused() == ("not-from-here",)


def test_wrong_people_get_nothing():
    told, cast = a_change(), people()
    number = told.authorisation_id
    by_desk = {"actor": cast.ben, "at": when(51)}
    reader = joins("rita", "reader", at=when(48))
    assert refusal(changes.report, number, **WORDS, actor=cast.otto, at=when(50)) == ("not-found",)
    assert refusal(changes.report, number, **WORDS, actor=reader, at=when(50)) == ("not-your-mandate",)
    assert refusal(changes.report, number, **WORDS, **by_desk) == ("not-your-capacity",)
    assert refusal(changes.withdraw, told.pk, reason="x", actor=cast.otto, at=when(51)) == ("not-found",)
    assert refusal(changes.take_note, told.pk, reasons="x", actor=cast.dalia, at=when(51)) == (
        "not-your-capacity",
    )
    own = replace(cast.ben, person=cast.amara.person)
    assert refusal(changes.take_note, told.pk, reasons="x", actor=own, at=when(51)) == ("own-firm",)


def test_an_officer_takes_note():
    told, cast = a_change(), people()
    assert refusal(changes.take_note, told.pk, reasons=" ", actor=cast.ben, at=when(51)) == (
        "reasons-missing",
    )
    done = acted(changes.take_note, told.pk, reasons=" Fine. ", actor=cast.ben, at=when(51))
    assert (done.state, done.answer, done.answered_by_id) == ("settled", "Fine.", cast.ben.person)
    assert refusal(changes.withdraw, told.pk, reason="x", actor=cast.amara, at=when(52)) == ("not-from-here",)


def test_a_question_goes_to_and_fro_before_it_is_settled():
    told, cast = a_change(), people()
    assert refusal(changes.reply, told.pk, text="x", actor=cast.amara, at=when(51)) == ("not-from-here",)
    acted(changes.ask, told.pk, question="In use?", actor=cast.ben, at=when(51))
    assert refusal(changes.ask, told.pk, question="Still?", actor=cast.ben, at=when(52)) == (
        "change-question-open",
    )
    assert refusal(changes.settle, told.pk, reasons="x", actor=cast.ben, at=when(52)) == (
        "change-question-open",
    )
    done = acted(changes.reply, told.pk, text=" Since Monday. ", actor=cast.amara, at=when(53))
    asked = done.questions.get()
    assert (done.state, asked.reply, asked.replied_at) == ("under-review", "Since Monday.", when(53))
    assert acted(changes.settle, told.pk, reasons="Clear.", actor=cast.ben, at=when(54)).state == "settled"


def test_a_visit_is_settled_once_its_report_is_there():
    site = new_site()
    told, cast = a_change(sites=[site]), people()
    acted(changes.review, told.pk, course=Look.VISIT, reasons="We come.", actor=cast.ben, at=when(51))
    settle = {"reasons": "Seen.", "actor": cast.ben}
    assert refusal(changes.settle, told.pk, **settle, at=when(52)) == ("change-visit-owed",)
    case = changes.case_of(told)
    a_visit(case, "reported")  # an earlier one does not count
    assert changes.visits_since(Change.objects.get()) == []
    visit = visits.plan(
        case.number,
        sites=[site],
        mode="on-site",
        lead=cast.ben.person,
        second=cast.chen.person,
        minutes=60,
        agenda="The cold store.",
        actor=cast.ben,
        at=when(52),
    )
    visits.offer(visit.pk, starts=[when(70), when(71), when(72)], actor=cast.ben, at=when(53))
    visits.choose(visit.pk, offer_pk=visit.offers.all()[0].pk, actor=cast.amara, at=when(54))
    visits.hold(
        visit.pk, began=when(70), ended=when(70, hours=1), mode="on-site", attended="All", actor=cast.ben,
        at=when(70, hours=2),
    )  # fmt: skip
    reports.observe(
        visit.pk, site_pk=site, criterion="I1", outcome="met", text="Locked.", actor=cast.ben, at=when(71)
    )
    assert refusal(changes.settle, told.pk, **settle, at=when(71)) == ("change-visit-owed",)
    reports.report(visit.pk, text="All in order.", actor=cast.ben, at=when(71))
    assert acted(changes.settle, told.pk, **settle, at=when(72)).state == "settled"


def test_a_check_may_take_another_course_and_a_visit_needs_a_course():
    told, cast = a_change(), people()
    acted(changes.review, told.pk, course=Look.VISIT, reasons="We come.", actor=cast.ben, at=when(51))
    acted(changes.review, told.pk, course=Look.DESK, reasons="Plans will do.", actor=cast.ben, at=when(52))
    assert refusal(changes.review, told.pk, course=Look.NOTE, reasons="x", actor=cast.ben, at=when(53)) == (
        "change-course-unknown",
    )
    assert (
        acted(changes.settle, told.pk, reasons="Plans seen.", actor=cast.ben, at=when(53)).state == "settled"
    )


def test_the_holder_takes_it_back():
    told, cast = a_change(), people()
    assert refusal(changes.withdraw, told.pk, reason=" ", actor=cast.amara, at=when(51)) == (
        "reasons-missing",
    )
    done = acted(changes.withdraw, told.pk, reason="No lease.", actor=cast.amara, at=when(51))
    assert (done.state, done.taken_back) == ("withdrawn", "No lease.")


def test_what_the_desk_records_stays_inside():
    held, cast = granted(), people()
    made = acted(changes.record, held.number, **WORDS | {"kind": "incident"}, actor=cast.ben, at=when(50))
    assert (made.told, made.late, list(Change.objects.visible_to(cast.amara))) == (False, False, [])
    assert refusal(changes.ask, made.pk, question="x", actor=cast.ben, at=when(51)) == ("change-not-told",)
    acted(changes.take_note, made.pk, reasons="Known.", actor=cast.ben, at=when(51))
    told = {one.code for one in timeline(held.case, actor=cast.amara)}
    seen = {one.code for one in timeline(held.case, actor=cast.ben)}
    assert (told & {"record-change", "note-change"}, seen & {"record-change", "note-change"}) == (
        set(), {"record-change", "note-change"},
    )  # fmt: skip
    assert refusal(changes.record, "QMAEO99999999", **WORDS, actor=cast.ben, at=when(50)) == ("not-found",)
