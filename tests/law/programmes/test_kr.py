"""The published rules of Korea, replayed: scores and grades; of time nothing is confirmed."""

import pytest
from tests.law.programmes.folders import asked_of, letters, noon, programme, uncertain

from openaeo.law.citing import Certainty
from openaeo.law.grades import Graded, graded
from openaeo.law.lasting import end_of
from openaeo.law.programme import NEEDED
from openaeo.law.terms import Role

KR = programme("kr")
PASSING = {"internal-control": 80, "debt-ratio": 199}


@pytest.mark.parametrize(
    ("index", "grade"),
    [(79, None), (80, "a"), (89, "a"), (90, "aa"), (94, "aa"), (95, "aaa"), (100, "aaa")],
)
def test_the_compliance_index_gives_the_grade(index, grade):
    assert graded(KR.scores, KR.grades, PASSING | {"compliance-index": index}).grade == grade


@pytest.mark.parametrize(
    ("values", "shown", "result"),
    [
        ({"internal-control": 79}, (), Graded(None, ("internal-control",))),
        ({"debt-ratio": 200}, (), Graded(None, ("debt-ratio",))),
        ({"debt-ratio": 900}, ("investment-grade",), Graded("aaa", ())),
        ({"internal-control": 79, "debt-ratio": 200}, (), Graded(None, ("internal-control", "debt-ratio"))),
    ],
)
def test_internal_control_and_debt_come_first(values, shown, result):
    assert graded(KR.scores, KR.grades, PASSING | {"compliance-index": 95} | values, shown) == result


def test_a_missing_value_passes_nothing():
    assert graded(KR.scores, KR.grades, {}).failed == ("internal-control", "compliance-index", "debt-ratio")


def test_nine_kinds_of_operator_in_the_six_words_there_are():
    assert [tier.code for tier in KR.rungs] == ["aeo"]
    assert KR.rung("aeo").roles == {
        *(Role.EXPORTER, Role.IMPORTER, Role.BROKER),
        *(Role.WAREHOUSE, Role.CARRIER, Role.FORWARDER),
    }
    assert letters(asked_of("kr")["aeo"]) == "ABCDEFGHIJKLM"


def test_three_years_as_the_official_page_says_not_five():
    end = end_of(KR.lasts("aeo"), noon("2026-03-02"), KR.zone)
    assert (end.year, KR.lasts("aeo").cited.certainty) == (2029, Certainty.UNCONFIRMED)
    assert "five years" in next(one.text["en"] for one in KR.remarks if "five" in one.text["en"])


def test_no_limit_is_known():
    assert {(time.code, time.cited.certainty) for time in KR.times} == {
        (code, Certainty.PLACEHOLDER) for code in NEEDED
    }
    assert (KR.bars, KR.entries, KR.appeal, KR.retention) == ((), (), None, None)


def test_what_is_unconfirmed():
    assert uncertain("kr", Certainty.UNCONFIRMED) == {
        *("tier aeo groups", "tier aeo roles", "validity 1", "remark 2", "remark 3", "remark 4"),
        *("benefit BN1", "benefit BN5", "benefit BN6"),
    }


def test_what_is_a_placeholder():
    assert uncertain("kr", Certainty.PLACEHOLDER) == {
        *(f"time {code}" for code in NEEDED),
        *("change other", "hearing", "suspension", "visits", "risk", "ground criteria-not-met"),
    }
