"""The published rules of the United Kingdom, replayed: each time limit with real dates, and where it leaves EU law."""

import pytest
from tests.law.programmes.folders import asked_of, last_day, noon, programme, told, uncertain

from openaeo.law.bars import Ended, Ending, barred_until
from openaeo.law.citing import Certainty
from openaeo.law.lasting import end_of
from openaeo.law.programme import Adverse
from openaeo.law.suspension import hit, reached
from openaeo.law.timing import Duty, effective, extendable
from openaeo.law.workflow import Reason

GB = programme("gb")

LIMITS = [
    ("acceptance", "2026-03-02", "2026-04-01", "UCC 22(2)"),
    ("decision", "2026-03-02", "2026-06-30", "HMRC CAA02080; HMRC CAA09050; UCC 22"),
    ("hearing", "2026-03-02", "2026-04-01", "HMRC SPE11030; UCC-DA 8"),
    ("measure-hearing", "2026-03-02", "2026-04-01", "HMRC SPE11030; UCC-DA 8"),
    ("effect", "2026-03-02", "2026-03-07", "UCC-DA 29"),
    ("publication", "2026-03-02", "2026-03-09", "UCC-IA"),
    ("fact-finding", "2026-03-02", "2026-04-01", "UCC-DA 17"),
    ("cure", "2026-03-02", "2026-04-01", "HMRC CFSP19200; UCC-IA 15"),
    ("cure-check", "2026-03-02", "2026-04-01", "UCC-DA 17"),
    ("change-notice", "2026-03-02", "2026-04-01", "HMRC CTH compliance"),
    ("appeal", "2026-03-02", "2026-04-01", "HMRC CAA11060"),
]


@pytest.mark.parametrize(("time", "begun", "last", "source"), LIMITS)
def test_each_published_limit_ends_on_its_day(time, begun, last, source):
    assert (last_day("gb", time, begun), GB.time(time).cited.source) == (last, source)


def test_no_other_limit_is_set():
    assert {time.code for time in GB.times} == {row[0] for row in LIMITS} | {"completion", "request"}


def test_the_decision_counts_from_receipt_when_the_file_was_acceptable_then():
    assert last_day("gb", "decision", "2026-03-02", received="2026-02-20") == "2026-06-20"
    assert last_day("gb", "decision", "2026-03-02") == "2026-06-30"


def test_the_decision_is_extended_once_by_60_days():
    assert last_day("gb", "decision", "2026-03-02", longer=("needs-longer",)) == "2026-08-29"
    assert extendable(GB.time("decision"), "needs-longer", (), Duty.CUSTOMS) is None
    assert extendable(GB.time("decision"), "adjustment", ()) == Reason("cause-unknown", "adjustment")


def test_the_decision_rests_for_adjustments_and_a_criminal_case():
    rested = [("adjustment", "2026-03-10", "2026-03-20"), ("criminal-case", "2026-04-01", "2026-04-11")]
    assert last_day("gb", "decision", "2026-03-02", rested=rested) == "2026-07-20"
    assert last_day("gb", "decision", "2026-03-02", rested=[("question", "2026-03-10", "2026-03-20")]) == (
        "2026-06-30"
    )


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("completion", ("question", "trader", "not-accepted", False)),
        ("decision", ("acceptance", "customs", "refused", False)),
        ("cure", ("suspension", "trader", "revoked", False)),
        ("change-notice", ("change", "trader", "nothing", False)),
        ("appeal", ("decision", "trader", "lapses", False)),
    ],
)
def test_what_silence_means(time, says):
    assert told("gb", time) == says


def test_the_refusal_that_silence_means_is_heard_as_any_other():
    assert (GB.time("decision").expiry.value, GB.heard.before) == ("refused", set(Adverse))


def test_cure_may_take_30_days_more_once():
    assert last_day("gb", "cure", "2026-03-02", longer=("cure-needs-longer",)) == "2026-05-01"
    assert extendable(GB.time("cure"), "cure-needs-longer", (), Duty.TRADER) is None


def test_a_decision_has_effect_on_the_fifth_day():
    at = effective(GB.time("effect"), GB.calendar, noon("2026-03-26"))
    assert at.isoformat() == "2026-03-31T00:00:00+01:00"  # clocks went forward on the 29th


@pytest.mark.parametrize(
    ("failed", "parts"), [(["X1"], {"aeoc"}), (["X2"], {"aeos"}), (["X8"], {"aeoc", "aeos"})]
)
def test_suspension_is_partial(failed, parts):
    assert hit(GB.suspending, asked_of("gb"), GB.rung("both").parts, failed) == parts


def test_suspension_cascades():
    assert reached(GB.suspending, {"guarantee": frozenset({"aeo"})}, ["aeo"]) == {"guarantee"}


@pytest.mark.parametrize(("how", "until"), [(Ending.REVOCATION, "2029-03-02"), (Ending.REFUSAL, None)])
def test_revocation_bars_for_three_years_and_refusal_not_at_all(how, until):
    barred = barred_until(GB.bars, "aeoc", [Ended(how, "aeoc", noon("2026-03-02"))], GB.zone)
    assert (barred.isoformat() if barred else None) == until


def test_no_expiry_and_three_years_kept():
    assert (end_of(GB.lasts("aeoc"), noon("2026-03-02"), GB.zone), GB.retention.months) == (
        None,
        (("authorisation", 36),),
    )


def test_appeal_to_somebody_uninvolved_or_to_the_tribunal():
    assert (GB.appeal.bodies, GB.appeal.uninvolved) == (("reviewer", "tribunal"), True)


def test_disclosure_is_asked_of_both_types():
    additions = {tier: {one for one in asked if one[0] == "X"} for tier, asked in asked_of("gb").items()}
    assert additions == {
        "aeoc": {"X1", "X8"},
        "aeos": {"X2", "X3", "X4", "X8"},
        "both": {"X1", "X2", "X3", "X4", "X8"},
    }


def test_what_is_unconfirmed():
    assert uncertain("gb", Certainty.UNCONFIRMED) == {
        *("tier aeoc groups", "tier aeos groups", "time fact-finding", "time cure count", "time cure unit"),
        *("time appeal expiry", "time cure, extension cure-needs-longer", "benefit BN6"),
    }


def test_what_is_a_placeholder():
    changes = ("legal-identity", "premises", "people", "role", "systems", "approvals")
    assert uncertain("gb", Certainty.PLACEHOLDER) == {
        *(
            "retention notice_days",
            "reuse groups",
            "time completion count",
            "time completion unit",
            "time request",
            "change other",
            "risk",
        ),
        "time cure, extension cure-needs-longer asked_by",
        *(f"change {code} {key}" for code in changes for key in ("groups", "look")),
        *(f"visits {key}" for key in ("notice_days", "offers", "refusals", "remote", "unannounced")),
    }
