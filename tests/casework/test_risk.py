"""The risk of a case: the first rating stays, every later one says why, and the firm sees none of it."""

import pytest
from django.db import IntegrityError, transaction
from tests.worlds import a_case, an_operator, people, refusal, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import Case, RiskRating
from openaeo.casework.programme import programme
from openaeo.casework.risk import override_risk, rate_risk, risk_facts
from openaeo.casework.timeline import timeline
from openaeo.law.risk import RiskFacts, band_of, score
from openaeo.parties.onboarding import add_site

pytestmark = pytest.mark.django_db


def rows(case):
    return list(RiskRating.objects.filter(case=case).values())


def test_a_rating_is_what_the_law_makes_of_what_is_known():
    firm = an_operator()
    a_case("refused", firm=firm)
    case = Case.objects.get(pk=a_case("submitted", firm=firm, begun=when(200)).pk)
    facts = risk_facts(case)
    assert (facts.earlier_refusals, facts.earlier_measures, facts.unproven) == (1, 0, facts.criteria)
    rating = rate_risk(case.number, actor=people().ben, at=when(230))
    wanted = score(facts, programme().risk)
    assert (rating.points, rating.place, rating.reason) == (wanted.points, 1, "")
    assert sum(line["points"] for line in rating.lines) == rating.points
    assert (RiskFacts(**rating.facts), rating.programme) == (facts, programme().hash)
    assert rating.band == band_of(rating.points, programme().bands)


def test_the_first_rating_stays_whatever_comes_after():
    case, ben = a_case("submitted"), people().ben
    assert refusal(override_risk, case.number, band="high", reason="x", actor=ben, at=when(4)) == (
        "case-not-rated",
    )
    rate_risk(case.number, actor=ben, at=when(4))
    (first,) = rows(case)
    for site in range(4):
        add_site(
            case.operator.number,
            name=f"Shed {site}",
            address="x",
            purpose="Storage",
            customs_relevant=True,
            actor=people().amara,
            at=when(4),
        )
    assert refusal(rate_risk, case.number, reason=" ", actor=ben, at=when(5)) == ("risk-reason-missing",)
    again = rate_risk(case.number, reason="Four more sites.", actor=ben, at=when(5))
    assert again.points > first["points"]
    other = "high" if again.band != "high" else "low"
    set_ = override_risk(
        case.number, band=other, reason="We know the owner.", actor=people().chen, at=when(6)
    )
    assert (set_.points, set_.band, set_.set_by_hand, set_.place) == (again.points, other, True, 3)
    assert rows(case)[0] == first
    assert [row["reason"] for row in rows(case)] == ["", "Four more sites.", "We know the owner."]
    assert refusal(override_risk, case.number, band=other, reason="", actor=ben, at=when(7)) == (
        "band-the-same",
        "risk-reason-missing",
    )
    assert refusal(override_risk, case.number, band="x", reason="y", actor=ben, at=when(7)) == (
        "band-unknown",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskRating.objects.filter(place=2).update(reason="")


def test_only_officers_rate_and_only_while_the_case_is_with_customs():
    case, cast = a_case("assessment"), people()
    for who in (cast.amara, cast.dalia, cast.efua, cast.otto):
        assert refusal(rate_risk, case.number, actor=who, at=when(6)) == ("not-your-capacity",)
    draft = a_case("draft", firm=an_operator("otto2", name="Other Ltd", tin="QM000000077"))
    granted = a_case("granted", firm=an_operator("otto3", name="Third Ltd", tin="QM000000078"))
    for number in (draft.number, granted.number):
        assert refusal(rate_risk, number, actor=cast.ben, at=when(30)) in {("not-from-here",), ("not-found",)}
    rate_risk(case.number, actor=cast.ben, at=when(6))
    assert list(RiskRating.objects.visible_to(cast.amara)) == []
    told = [item.code for item in timeline(Case.objects.get(pk=case.pk), actor=cast.amara)]
    assert "rate-risk" not in told
    assert [item.code for item in timeline(Case.objects.get(pk=case.pk), actor=cast.ben)][-1] == "rate-risk"
    assert JournalEntry.objects.filter(act="rate-risk", topic="case").count() == 1
