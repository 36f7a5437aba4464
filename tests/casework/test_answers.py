"""What a firm says of a criterion: procedure, sites, alternative measure, an owner's word, and when these lapse."""

import dataclasses

import pytest
from tests.worlds import a_case, acted, people, refusal, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import application
from openaeo.casework.answers import sites_offered
from openaeo.casework.facts import said_by
from openaeo.casework.models import Alternative, Answer
from openaeo.law.mandates import MandateKind
from openaeo.law.questionnaire import Said
from openaeo.law.terms import Claim
from openaeo.parties.models import Operator
from openaeo.parties.onboarding import add_site, close_site

pytestmark = pytest.mark.django_db
INSTEAD = {"alternative": "Two people carry the key.", "equivalence": "Nobody is alone with goods."}


def say(case, criterion="A1", *, actor=None, at=None, **other):
    return acted(
        application.answer,
        case.number,
        criterion,
        **{
            "claim": Claim.MET,
            "explanation": "",
            "actor": actor or people().amara,
            "at": at or when(1),
            **other,
        },
    )


def another_site(name="Depot"):
    cast = people()
    return add_site(
        cast.firm.number,
        name=name,
        address="9 Dock Road",
        purpose="Storage",
        customs_relevant=True,
        actor=cast.amara,
        at=when(0),
    )


def test_all_parts_of_an_answer_are_kept_and_replaced_together():
    case = a_case("draft")
    depot = another_site()
    say(case, explanation=" How. ", procedure=" SOP-07 §3 ", sites=[depot.pk], statement=True, **INSTEAD)

    assert said_by(case) == {
        "A1": Said(
            "A1",
            Claim.MET,
            "How.",
            procedure="SOP-07 §3",
            sites=frozenset({depot.pk}),
            stated=True,
            **INSTEAD,
        )
    }
    say(case, claim=Claim.PARTLY, at=when(2))
    assert said_by(case) == {"A1": Said("A1", Claim.PARTLY)}
    assert not Alternative.objects.exists()


def test_sites_of_others_and_closed_ones_are_refused_but_those_named_already_stay():
    case, cast = a_case("draft"), people()
    depot, theirs = another_site(), cast.other_firm.sites.get()
    say(case, sites=[depot.pk])
    close_site(depot.pk, actor=cast.amara, at=when(2))
    who = {"claim": Claim.MET, "explanation": "", "actor": cast.amara, "at": when(3)}

    assert refusal(application.answer, case.number, "A1", sites=[theirs.pk], **who) == ("site-unknown",)
    assert refusal(application.answer, case.number, "A2", sites=[depot.pk], **who) == ("site-unknown",)
    say(case, explanation="More words.", sites=[depot.pk], at=when(3))
    assert [site.name for site in sites_offered(case, "A1")] == ["Main warehouse", "Depot"]
    assert [site.name for site in sites_offered(case, "A2")] == ["Main warehouse"]


def test_everything_that_stands_against_an_answer_is_named_at_once():
    case, cast = a_case("submitted"), people()
    preparer = dataclasses.replace(cast.amara, mandate=MandateKind.PREPARER)
    Operator.objects.filter(pk=cast.firm.pk).update(size="large")

    codes = refusal(
        application.answer,
        case.number,
        "Z9",
        claim=Claim.MET,
        explanation="x" * 10_001,
        procedure="x" * 301,
        sites=[0],
        statement=True,
        actor=preparer,
        at=when(3),
    )

    assert codes == (
        "not-editable",
        "criterion-not-applying",
        "answer-too-long",
        "answer-too-long",
        "site-unknown",
        "statement-not-offered",
        "not-entitled-to-bind",
    )


def test_an_owner_s_statement_is_for_these_very_words():
    case, cast = a_case("draft"), people()
    preparer = dataclasses.replace(cast.amara, mandate=MandateKind.PREPARER)

    def stated():
        return Answer.objects.values_list("stated_at", "stated_by").get()

    say(case, explanation="I lock up.", statement=True, at=when(1))
    assert stated() == (when(1), cast.amara.person)
    say(case, explanation="I lock up.", statement=True, at=when(2))
    assert stated() == (when(1), cast.amara.person)  # nothing new was said
    say(case, explanation="I lock up.", actor=preparer, at=when(3))
    assert stated() == (when(1), cast.amara.person)  # a colleague saved the same words
    say(case, explanation="We lock up.", actor=preparer, at=when(4))
    assert stated() == (None, None)
    say(case, explanation="We lock up.", statement=True, at=when(5))
    assert stated() == (when(5), cast.amara.person)
    say(case, explanation="We lock up.", at=when(6))
    assert stated() == (None, None)  # taken back by the owner
    assert [entry.body.get("stated") for entry in JournalEntry.objects.filter(act="answer")] == [
        *(True, True, True, None, True, None)
    ]


def test_the_digest_of_a_submission_covers_every_part():
    from openaeo.casework.application import _digest

    case = a_case("draft")
    depot = another_site()
    seen = set()
    for more in ({}, {"procedure": "SOP-07"}, {"sites": [depot.pk]}, {"statement": True}, INSTEAD):
        say(case, **more)
        seen.add(_digest(case))
    assert len(seen) == 5


def test_another_firm_says_nothing_of_this_one():
    case, cast = a_case("draft"), people()
    say_it = {"claim": Claim.MET, "explanation": "", "at": when(1)}

    assert refusal(application.answer, case.number, "A1", actor=cast.otto, **say_it) == ("not-found",)
    assert refusal(application.answer, case.number, "A1", actor=cast.ben, **say_it) == ("not-your-capacity",)
