"""Acceptance: each check as the product knows it, the act that fits, and a refusal to accept that bars nothing."""

import pytest
from tests.worlds import a_case, acted, people, refusal, when

from openaeo.casework import application, assessment
from openaeo.casework.facts import case_facts
from openaeo.casework.models import Case
from openaeo.law.acceptance import CheckKind, Verdict, failed
from openaeo.parties.models import Operator

pytestmark = pytest.mark.django_db


def failing(case, at=3):
    facts = case_facts(Case.objects.get(pk=case.pk), actor=people().ben, at=when(at))
    check = failed(facts.checks)
    return check and check.kind


def test_what_cannot_be_completed_is_not_accepted_and_may_be_applied_for_again(django_assert_max_num_queries):
    case, cast = a_case("submitted"), people()
    assert failing(case) is None
    assert refusal(assessment.refuse_to_accept, case.number, reason=" ", actor=cast.ben, at=when(3)) == (
        "reason-missing",
        "no-check-refuses",
    )

    Operator.objects.filter(pk=case.operator_id).update(country="QN")
    assert failing(case) is CheckKind.ESTABLISHED
    with django_assert_max_num_queries(15):
        checks = case_facts(Case.objects.get(pk=case.pk), actor=cast.ben, at=when(3)).checks
    assert [one.verdict for one in checks][:3] == [Verdict.HELD, Verdict.FAILED, Verdict.AHEAD]
    assert refusal(assessment.accept, case.number, actor=cast.ben, at=when(3)) == ("check-fails",)
    assert refusal(assessment.return_, case.number, reason="Move.", actor=cast.ben, at=when(3)) == (
        "check-not-accepted",
    )
    done = acted(
        assessment.refuse_to_accept, case.number, reason=" Seat abroad. ", actor=cast.ben, at=when(3)
    )
    assert (done.state, done.failed_check, done.not_accepted_reason, done.decided_at) == (
        *("not-accepted", "established", "Seat abroad."),
        None,
    )
    assert application.start(tier=case.tier, roles=case.roles, actor=cast.amara, at=when(4)).state == "draft"


def test_what_is_not_completed_in_time_is_not_accepted():
    case, cast = a_case("submitted"), people()
    case.operator.sites.update(closed_at=when(2.5))
    assert failing(case) is CheckKind.FORM
    assert refusal(assessment.accept, case.number, actor=cast.ben, at=when(3)) == ("check-fails",)
    back = acted(assessment.return_, case.number, reason="Name a site.", actor=cast.ben, at=when(3))
    assert (back.state, back.failed_check, back.complete_by is not None) == ("returned", "form", True)
    again = {"reason": "Nothing came.", "actor": cast.ben}
    assert refusal(assessment.refuse_to_accept, case.number, at=back.complete_by, **again) == (
        "completion-running",
    )
    assert refusal(assessment.refuse_to_accept, case.number, reason="x", actor=cast.dalia, at=when(60)) == (
        "not-your-capacity",
    )
    done = acted(assessment.refuse_to_accept, case.number, at=when(60), **again)
    assert (done.state, done.failed_check) == ("not-accepted", "form")


def test_a_completed_application_starts_afresh():
    case, cast = a_case("returned"), people()
    assert case.complete_by is not None
    application.submit(case.number, declared_name="Amara Diallo", actor=cast.amara, at=when(5))
    case.refresh_from_db()
    assert (case.state, case.failed_check, case.complete_by) == ("submitted", "", None)
    assert acted(assessment.accept, case.number, actor=cast.ben, at=when(6)).state == "assessment"
    Case.objects.filter(pk=case.pk).update(state="submitted", declared_name="")
    assert failing(case) is CheckKind.SIGNED
