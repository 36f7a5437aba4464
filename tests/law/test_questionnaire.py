"""Which answers can stand, which are missing, and how much is left."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.edition import load_edition
from openaeo.law.questionnaire import (
    LONGEST,
    MINUTES_A_CRITERION,
    Said,
    complete,
    lacking,
    missing,
    progress,
    too_long,
    unconfirmed,
)
from openaeo.law.terms import Claim, Role
from openaeo.law.workflow import Reason

EDITION = load_edition(Path(__file__).resolve().parents[2] / "editions" / "safe-2021")


def answers(*said):
    return {one.criterion: one for one in said}


@pytest.mark.parametrize(
    ("claim", "explanation", "stands"),
    [
        (Claim.MET, "", True),
        (Claim.MET, "See manual, chapter 2.", True),
        (Claim.PARTLY, "", False),
        (Claim.PARTLY, " \n", False),
        (Claim.PARTLY, "The second gate follows in June.", True),
        (Claim.NOT_YET, "", False),
        (Claim.NOT_YET, "Ordered.", True),
        (Claim.NOT_APPLICABLE, "", False),
        (Claim.NOT_APPLICABLE, "One person works here.", True),
    ],
)
def test_every_claim_but_met_needs_words(claim, explanation, stands):
    assert complete(Said("A1", claim, explanation)) is stands


def test_documents_do_not_take_the_place_of_words():
    assert complete(Said("A1", Claim.PARTLY, "", documents=3)) is False


@pytest.mark.parametrize(
    ("claim", "explanation", "alternative", "equivalence", "stands"),
    [
        (Claim.MET, "", "Two people carry the key.", "Nobody is alone with goods.", True),
        (Claim.MET, "", "Two people carry the key.", " ", False),
        (Claim.MET, "In the manual.", "", "Nobody is alone with goods.", False),
        (Claim.PARTLY, "", "Two people carry the key.", "Nobody is alone with goods.", True),
        (Claim.NOT_YET, "", "Two people carry the key.", "Nobody is alone with goods.", True),
        (Claim.NOT_YET, "", " ", "\n", False),
        (Claim.NOT_APPLICABLE, "", "Two people carry the key.", "Nobody is alone with goods.", False),
    ],
)
def test_an_alternative_measure_stands_with_its_reason_only(
    claim, explanation, alternative, equivalence, stands
):
    said = Said("A1", claim, explanation, alternative=alternative, equivalence=equivalence)
    assert complete(said) is stands


def test_all_that_an_answer_lacks_is_named_at_once():
    said = Said("A1", Claim.NOT_APPLICABLE, " ", alternative="Two people carry the key.")
    assert lacking(said) == (Reason("alternative-incomplete"), Reason("explanation-missing"))
    assert lacking(Said("A1", Claim.MET)) == ()


texts = st.sampled_from(["", " ", "words"])


@given(st.sampled_from(Claim), texts, texts, texts, texts)
def test_neither_an_owner_s_word_nor_a_reference_nor_a_choice_of_sites_lowers_what_is_asked(
    claim, explanation, procedure, alternative, equivalence
):
    said = Said("A1", claim, explanation, alternative=alternative, equivalence=equivalence)
    more = replace(said, stated=True, procedure=procedure, sites=frozenset({7}), documents=3)
    assert complete(more) is complete(said)


def test_each_text_has_its_limit():
    longest = {name: "x" * limit for name, limit in LONGEST.items()}
    assert too_long(Said("A1", Claim.MET, **longest)) == ()
    beyond = Said("A1", Claim.MET, **{name: text + "x" for name, text in longest.items()})
    assert too_long(beyond) == tuple(Reason("answer-too-long", limit) for limit in LONGEST.values())


def test_at_first_everything_that_applies_is_missing():
    assert missing(EDITION, [Role.BROKER], {}) == tuple(c.id for c in EDITION.applying([Role.BROKER]))


def test_an_answer_that_cannot_stand_is_missing_and_one_that_does_not_apply_counts_for_nothing():
    said = answers(Said("A1", Claim.MET), Said("A3", Claim.PARTLY), Said("G2", Claim.MET))
    left = missing(EDITION, [Role.BROKER], said)
    assert ("A1" in left, "A3" in left, "G2" in left) == (False, True, False)
    assert len(left) == len(EDITION.applying([Role.BROKER])) - 1


def test_progress_counts_by_group_and_leaves_out_groups_without_a_question():
    report = progress(EDITION, iter([Role.BROKER]), answers(Said("A1", Claim.MET), Said("A2", Claim.NOT_YET)))
    assert [group.letter for group in report] == list("ABCDEFIJKLM")
    first = report[0]
    assert (first.done, first.total, first.minutes_left) == (1, 5, 4 * MINUTES_A_CRITERION)


ids = st.sampled_from([criterion.id for criterion in EDITION.criteria])
said = st.builds(Said, ids, st.sampled_from(Claim), st.sampled_from(["", "words"]))
roles = st.lists(st.sampled_from(Role), max_size=3)


@given(roles, st.lists(said, max_size=30).map(lambda many: answers(*many)))
def test_progress_and_missing_are_two_views_of_one_thing(roles, given_answers):
    report = progress(EDITION, roles, given_answers)
    left = missing(EDITION, roles, given_answers)
    assert sum(group.total for group in report) == len(EDITION.applying(roles))
    assert sum(group.total - group.done for group in report) == len(left)
    assert sum(group.minutes_left for group in report) == len(left) * MINUTES_A_CRITERION


@given(roles, st.lists(said, max_size=20).map(lambda many: answers(*many)), said)
def test_one_more_complete_answer_never_leaves_more_to_do(roles, given_answers, more):
    after = set(missing(EDITION, roles, {**given_answers, more.criterion: more}))
    before = set(missing(EDITION, roles, given_answers))
    assert after - before == ({more.criterion} & after if not complete(more) else set()) - before


def test_a_carried_answer_counts_once_it_is_confirmed():
    roles = [Role.IMPORTER]
    given = answers(
        Said("A1", Claim.MET, unconfirmed=True),
        Said("A2", Claim.MET),
        Said("H1", Claim.MET, unconfirmed=True),
    )
    assert unconfirmed(EDITION, roles, given) == ("A1",)  # H1 is not asked of importers
    assert "A1" not in missing(EDITION, roles, given)
    assert next(row.done for row in progress(EDITION, roles, given) if row.letter == "A") == 1
