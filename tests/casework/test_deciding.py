"""Recommending, deciding, issuing: three acts, three people where the programme asks, and nothing in force before."""

import dataclasses

import pytest
from tests.worlds import a_case, acted, an_operator, assess_all, failing, people, refusal, staff, when

from openaeo.bedrock.actors import ANYBODY
from openaeo.casework import application, assessment, decision, issuing, recommending
from openaeo.casework.clocks import clocks
from openaeo.casework.facts import turn
from openaeo.casework.models import Case, Handling, Recommendation
from openaeo.casework.timeline import timeline
from openaeo.law.deciding import FailedPoint
from openaeo.law.lifecycle import CaseState
from openaeo.law.terms import Capacity
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db


def ines():
    return staff("ines", Capacity.ISSUER, "Ines Moreau")


def apart(at="decision", **more):
    """A case whose certificate a third person issues: in QM, of the tier of security."""
    return a_case(at, tier="security", **more)


def test_a_recommendation_against_the_firm_names_each_failed_criterion():
    case, cast = a_case("assessment"), people()
    assess_all(case, actor=cast.ben, at=when(9), gaps=["A1", "B1"])
    given = {"recommendation": "Refuse it: DESK.", "actor": cast.ben, "at": when(10)}

    def refused(proposal, *points):
        return refusal(assessment.recommend, case.number, proposal=proposal, points=points, **given)

    assert refused("") == ("proposal-unknown",)
    assert refused("grant-with-conditions") == ("conditions-none",)
    assert refused("refuse") == ("points-missing",)
    assert refused("amend", FailedPoint("A1", "Not shown.", " ")) == ("points-missing",)
    assert refused("refuse", *failing(case.number), FailedPoint("C1", "x", "y")) == ("points-foreign",)
    acted(
        assessment.recommend,
        case.number,
        proposal="refuse",
        points=[FailedPoint("A1", " Not shown. ", " Art. 5 "), FailedPoint("B1", "Not shown.", "Art. 6")],
        **given,
    )

    row = recommending.before(Case.objects.get(pk=case.number), actor=cast.dalia)
    assert (row.proposal, row.made_by_id, row.made_at) == ("refuse", cast.ben.person, when(10))
    assert list(row.points.values_list("criterion", "reason", "reference")) == [
        ("A1", "Not shown.", "Art. 5"),
        ("B1", "Not shown.", "Art. 6"),
    ]
    for nobody in (cast.amara, cast.otto, ANYBODY):
        assert recommending.before(case, actor=nobody) is None
    # Sent back and recommended anew: the new one stands alone.
    decision.send_back(case.number, reason="Look again.", actor=cast.dalia, at=when(11))
    acted(
        assessment.recommend,
        case.number,
        proposal="grant",
        points=row.points.none(),
        **given | {"at": when(12)},
    )
    assert Recommendation.objects.get(case=case.number).points.count() == 0


def test_whoever_decides_otherwise_says_why_to_customs_alone():
    case, cast = a_case("decision"), people()
    decision.hear(case.number, grounds="Records.", actor=cast.dalia, at=when(12))
    decision.reply_hearing(case.number, text="No.", actor=cast.amara, at=when(13))
    refuse = {"reasons": "Not kept.", "actor": cast.dalia, "at": when(14)}
    assert refusal(decision.refuse, case.number, departure=" ", **refuse) == ("departure-unexplained",)
    acted(decision.refuse, case.number, departure=" SECRET: the books. ", **refuse)
    assert Recommendation.objects.get(case=case.number).departure == "SECRET: the books."
    case.refresh_from_db()
    told = [(item.code, dict(item.params)) for item in timeline(case, actor=cast.amara)]
    assert told[-1] == ("refuse", {"reasons": "Not kept."})
    assert "SECRET" not in str(told)
    assert timeline(case, actor=cast.dalia)[-1].params["departure"] == "SECRET: the books."


def test_a_decision_as_recommended_keeps_no_departure():
    case, cast = a_case("decision"), people()
    acted(decision.grant, case.number, reasons="", departure="Needless.", actor=cast.dalia, at=when(14))
    assert Recommendation.objects.get(case=case.number).departure == ""


def test_a_third_person_issues_and_nothing_is_in_force_before():
    case, cast = apart(firm=an_operator(public=True)), people()
    assert decision.grant(case.number, reasons="Met.", actor=cast.dalia, at=when(20)) is None
    case.refresh_from_db()
    assert (case.standing, case.decided_at, case.decider_id) == (
        CaseState.TO_ISSUE,
        when(20),
        cast.dalia.person,
    )
    assert Authorisation.objects.exists() is False
    assert (clocks(case, when(21)).decision, turn(case, when(21))) == (None, "customs")
    assert timeline(case, actor=cast.amara)[-1].code == "grant-to-issue"

    give = {"at": when(25)}
    for hand in (cast.ben, cast.dalia):
        both = dataclasses.replace(ines(), person=hand.person)
        assert refusal(issuing.issue, case.number, actor=both, **give) == ("issuer-had-a-hand",)
    for wrong in (cast.ben, cast.dalia, cast.efua, cast.amara, cast.otto, ANYBODY):
        with pytest.raises(Exception, match=r"issue: (not-your-capacity|not-found)"):
            issuing.issue(case.number, actor=wrong, **give)
    assert refusal(decision.grant, case.number, reasons="", actor=cast.dalia, **give) == ("not-from-here",)

    held = acted(issuing.issue, case.number, actor=ines(), **give)
    case.refresh_from_db()
    assert (case.standing, case.authorisation_id, held.starts, held.public) == (
        CaseState.GRANTED,
        held.number,
        when(25),
        True,
    )
    assert held.ends == when(25).replace(year=2031)
    assert set(case.handlings.values_list("person_id", "kind")) >= {
        (cast.ben.person, Handling.Kind.ASSESSING),
        (cast.dalia.person, Handling.Kind.DECIDING),
        (ines().person, Handling.Kind.ISSUING),
    }
    assert timeline(case, actor=cast.amara)[-1].params == {"authorisation": held.number}
    assert refusal(issuing.issue, case.number, actor=ines(), at=when(26)) == ("not-from-here",)


def test_a_firm_may_give_up_what_is_granted_and_not_issued():
    case, cast = apart(), people()
    decision.grant(case.number, reasons="Met.", actor=cast.dalia, at=when(20))
    acted(application.withdraw, case.number, reason="We sold the firm.", actor=cast.amara, at=when(21))
    assert refusal(issuing.issue, case.number, actor=ines(), at=when(22)) == ("not-from-here",)
    assert Authorisation.objects.exists() is False
