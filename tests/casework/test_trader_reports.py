"""The report to the trader: cut from the file by a named act, corrected by another, never with what is private."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import a_case, a_finding, a_visit, assess_all, people, refusal, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import assessment, decision, rounds, trader_reports
from openaeo.casework.models import Case, ReportChoice, TraderReport
from openaeo.casework.report_items import items_of, resting
from openaeo.dossier import composing, reporting
from openaeo.dossier.story import preview_of, story_of
from openaeo.law.cutting import NOTHING_CHOSEN, OWED, PRIVATE, Choice, cut, mark
from openaeo.law.terms import Outcome

pytestmark = pytest.mark.django_db
INSIDE = ("KNOWN-TO-OFFICERS", "DESK:", "from the desk's view")
WHY = "It names the firm next door."


@pytest.fixture
def case(db):
    """An assessed case with something private of nearly every kind; A1 fails."""
    case, cast = a_case("assessment"), people()
    a_visit(case, "reported")
    a_finding("accepted", case=case)
    assess_all(case, actor=cast.ben, at=when(50), gaps=["A1"])
    rounds.note_remark(
        case.number, "B1", text="Who?", private="KNOWN-TO-OFFICERS: he left.", actor=cast.ben, at=when(50)
    )
    rounds.resolve_remark(case.number, "B1", actor=cast.ben, at=when(50))
    return Case.objects.get(pk=case.number)


def issue(case, choices=NOTHING_CHOSEN, *, actor=None, day=51, agreed=None, **more):
    return trader_reports.issue_report(
        case.number,
        choices=choices,
        agreed=agreed or mark(items_of(Case.objects.get(pk=case.number))),
        actor=actor or people().ben,
        at=when(day),
        **more,
    )


def out(case, *keys, ground="others", text=WHY):
    """Return choices that leave `keys` out."""
    return {key: Choice(included=False, ground=ground, text=text) for key in keys}


def said(case):
    """Return everything that the letter about the newest report says."""
    entry = JournalEntry.objects.filter(act="issue-report").last()
    return json.dumps(composing.composed(story_of(entry), "assessment-report"))


def test_the_report_is_cut_issued_and_corrected_and_the_choices_are_kept(case):
    cast = people()
    report = issue(case, out(case, "reason-A1"))
    kept = ReportChoice.objects.visible_to(cast.dalia).filter(report=report)
    left = kept.get(item="reason-A1")
    assert (left.included, left.ground, left.text, left.content) == (
        False,
        "others",
        WHY,
        {"text": "Not shown."},
    )
    assert [row.item for row in kept.filter(included=False, kind__in=OWED)] == ["reason-A1"]
    assert not ReportChoice.objects.visible_to(cast.amara).exists()
    entry = JournalEntry.objects.get(act="issue-report")
    assert entry.body["left_out"] == [["reason-A1", "others"]]
    assert WHY not in json.dumps(entry.body)
    words = said(case)
    assert "The seal log has gaps." in words
    assert "We saw the warehouse." in words
    assert [one for one in (*INSIDE, WHY, "Not shown.") if one in words] == []
    # A later version says what it corrects, and says something else.
    assert refusal(issue, case, out(case, "reason-A1"), day=52, corrects="It.") == ("report-unchanged",)
    assert refusal(issue, case, day=52) == ("report-correction-missing",)
    issue(case, day=52, corrects="The reason of A1 was missing.")
    words = said(case)
    assert "Not shown." in words
    assert "The reason of A1 was missing." in words
    assert [one.version for one in TraderReport.objects.visible_to(cast.amara)] == [2, 1]
    assert not TraderReport.objects.visible_to(cast.otto).exists()
    assert cast.ben.person in {one.person_id for one in case.handlings.filter(kind="assessing")}


def test_what_may_not_be_cut_is_refused_with_every_reason(case):
    cast = people()
    private = [one.key for one in items_of(case) if one.kind in PRIVATE]
    assert {key.rsplit("-", 1)[0] for key in private} == {"root-cause", "comment", "visit-note"}
    forged = {key: Choice(included=True) for key in private} | {"result-B1": Choice(included=False)}
    assert refusal(issue, case, forged, agreed="old") == (
        "report-outdated",
        "report-private",
        "report-unexplained",
    )
    for stranger in (cast.amara, cast.otto, cast.dalia, cast.efua):
        assert refusal(issue, case, actor=stranger) in {("not-your-capacity",), ("not-found",)}
    case.results.filter(criterion="B1").delete()
    assert refusal(issue, case) == ("criteria-unassessed",)
    assert not TraderReport.objects.exists()


def test_a_hearing_rests_on_nothing_that_the_trader_was_not_told(case):
    cast = people()
    issue(case, out(case, "reason-A1"))
    assessment.recommend(case.number, proposal="grant", recommendation="Grant.", actor=cast.ben, at=when(52))
    hear = {"grounds": "The log has gaps.", "actor": cast.dalia, "at": when(53)}
    assert refusal(decision.hear, case.number, **hear) == ("basis-withheld",)
    issue(case, day=53, corrects="The reason of A1.")
    decision.hear(case.number, **hear)
    # While the trader is heard, and after, a correction leaves none of it out.
    again = {"corrects": "Less.", "day": 54}
    assert refusal(issue, case, out(case, "result-A1"), **again) == ("report-basis-left-out",)
    issue(case, out(case, "result-B1"), **again)
    assert resting(Case.objects.get(pk=case.number), when(54)) == {"A1"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_chosen_nothing_private_is_read(case, data):
    items = items_of(case)
    chosen = {
        one.key: Choice(included=data.draw(st.booleans(), label=one.key))
        for one in items
        if one.kind in PRIVATE or data.draw(st.booleans())
    }
    body = reporting.particulars(cut(items, chosen), version=1, corrects="")
    story = preview_of("issue-report", case, body, at=when(51))
    words = json.dumps(composing.composed(story, "assessment-report"))
    private = {text for one in items if one.kind in PRIVATE for text in one.words.values()}
    assert [text for text in private if text in words] == []


def test_a_result_that_changes_after_the_look_is_looked_at_again(case):
    cast, seen = people(), mark(items_of(case))
    assessment.assess(
        case.number,
        "B1",
        outcome=Outcome.PARTLY,
        reason="Half of it.",
        mode="desk",
        actor=cast.ben,
        at=when(51),
    )
    assert refusal(issue, case, agreed=seen) == ("report-outdated",)
