"""What may be recommended, when a decision departs from it, and how certificates of a tier are issued."""

import pytest
from tests.law.programmes.folders import ROOT

from openaeo.law.citing import Certainty, Citation
from openaeo.law.deciding import Deciding, FailedPoint, Issue, Proposal, departs, may_propose
from openaeo.law.programme_folder import load_programme
from openaeo.law.workflow import Reason

CITED = Citation("QM", Certainty.SOURCED)
WHOLE = FailedPoint("A1", "Not shown.", "SAFE, A1")


@pytest.mark.parametrize(
    ("proposal", "points", "failed", "conditions", "reasons"),
    [
        ("perhaps", (), (), (), (Reason("proposal-unknown"),)),
        ("grant", (), (), (), ()),
        ("grant-with-conditions", (), (), ("B1",), ()),
        ("grant-with-conditions", (), (), (), (Reason("conditions-none"),)),
        ("refuse", (WHOLE,), ("A1",), (), ()),
        ("refuse", (), (), (), ()),
        ("refuse", (WHOLE,), ("A1", "B1"), (), (Reason("points-missing", "B1"),)),
        ("amend", (FailedPoint("A1", " ", "x"),), ("A1",), (), (Reason("points-missing", "A1"),)),
        ("refuse", (FailedPoint("A1", "x", " "),), ("A1",), (), (Reason("points-missing", "A1"),)),
        (
            "refuse",
            (FailedPoint("C1", "x", "y"),),
            ("A1",),
            (),
            (Reason("points-missing", "A1"), Reason("points-foreign", "C1")),
        ),
    ],
)
def test_a_proposal_names_what_speaks_for_it(proposal, points, failed, conditions, reasons):
    assert may_propose(proposal, points=points, failed=failed, conditions=conditions) == reasons


@pytest.mark.parametrize(
    ("proposal", "granted", "refused"),
    [
        ("grant", False, True),
        ("grant-with-conditions", False, True),
        ("refuse", True, False),
        ("amend", True, True),
    ],
)
def test_when_a_decision_is_another_than_was_recommended(proposal, granted, refused):
    word = Proposal(proposal)
    assert (departs(word, granted=True), departs(word, granted=False)) == (granted, refused)


def test_certificates_are_issued_as_the_programme_says_for_the_tier():
    some = Deciding(Issue.SEPARATE, frozenset({"full"}), CITED)
    assert (some.issue_of("full"), some.issue_of("other")) == (Issue.SEPARATE, Issue.WITH_GRANT)
    assert Deciding(Issue.SEPARATE, frozenset(), CITED).issue_of("any") is Issue.SEPARATE
    found = {
        code: load_programme(ROOT / "programmes" / code)
        for code in ("qm", "eu", "gb", "hk", "in", "kr", "us")
    }
    assert {code for code, one in found.items() if one.deciding} == {"qm"}
    assert {code: one.rotation.in_a_row for code, one in found.items() if one.rotation} == {"qm": 3}
    assert [found["qm"].issue_of(tier) for tier in ("compliance", "security", "full")] == [
        Issue.WITH_GRANT,
        Issue.THIRD_PERSON,
        Issue.WITH_GRANT,
    ]
