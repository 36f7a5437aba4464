"""The checks before acceptance: one order, the first that fails stops, and exactly the acts that fit are open."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.acceptance import Check, CheckKind, Failing, Verdict, failed, looked_through
from openaeo.law.citing import Certainty, Citation
from openaeo.law.lifecycle import CASE, CaseFacts, CaseState
from openaeo.law.programme_folder import load_programme
from openaeo.law.sheet import EditionFault
from openaeo.law.workflow import Reason

CITED = Citation("QM", Certainty.SOURCED)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
LISTS = st.lists(
    st.builds(Check, st.sampled_from(CheckKind), st.sampled_from(Failing), st.just(()), st.just(CITED)),
    unique_by=lambda check: check.kind,
)
HOLDS = st.fixed_dictionaries({kind: st.booleans() for kind in CheckKind})
ACTS = ("accept", "return", "refuse-to-accept")


@given(LISTS, HOLDS)
def test_the_first_that_fails_stops_and_opens_the_act_that_fits(checks, holds):
    looked = looked_through(checks, holds)
    assert [one.check for one in looked] == checks
    broken = next((place for place, check in enumerate(checks) if not holds[check.kind]), len(checks))
    verdicts = [Verdict.HELD] * broken + [Verdict.FAILED] + [Verdict.AHEAD] * len(checks)
    assert [one.verdict for one in looked] == verdicts[: len(checks)]

    check = failed(looked)
    assert check == (checks[broken] if broken < len(checks) else None)
    facts = CaseFacts(checks=looked, at=NOW)
    fitting = {act for act in ACTS if not CASE.unmet(CaseState.SUBMITTED, act, facts)}
    expected = {None: {"accept", "return"}, Failing.COMPLETE: {"return"}, Failing.NOT_ACCEPTED: {ACTS[2]}}
    assert fitting == expected[check and check.failing]


@given(st.integers(-5, 5))
def test_what_was_returned_is_refused_only_after_its_time(days):
    facts = CaseFacts(complete_by=NOW, at=NOW + timedelta(days=days))
    unmet = CASE.unmet(CaseState.RETURNED, "refuse-to-accept", facts)
    assert unmet == (() if days > 0 else (Reason("completion-running", NOW.isoformat()),))
    assert CASE.unmet(CaseState.RETURNED, "refuse-to-accept", CaseFacts(at=NOW)) == (
        Reason("no-check-refuses"),
    )


ROOT = Path(__file__).resolve().parents[2] / "programmes"
FIRM = ["registered", "established", "not-barred"]


def test_the_firm_is_looked_at_before_its_application():
    orders = {
        code: [(one.kind.value, one.failing) for one in load_programme(ROOT / code).acceptance]
        for code in ("qm", "eu", "gb", "us")
    }
    out = [(kind, Failing.NOT_ACCEPTED) for kind in FIRM]
    assert orders == {
        "qm": [
            *out,
            ("no-other", Failing.NOT_ACCEPTED),
            ("form", Failing.COMPLETE),
            ("signed", Failing.COMPLETE),
        ],
        "eu": [*out, ("form", Failing.COMPLETE)],
        "gb": [*out, ("form", Failing.COMPLETE)],
        "us": [],
    }


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('code = "signed"', 'code = "stamped"', "“code” is 'stamped', which is not known."),
        ('code = "signed"', 'code = "form"', "The check form stands twice."),
        ('fails = "complete"', 'fails = "wait"', "“fails” is 'wait', which is not known."),
        (
            'fails = "complete"',
            'fails = "complete"\ncountries = ["FR"]',
            "Only the check established asks for countries.",
        ),
        (
            'code = "established"',
            'code = "established"\ncountries = ["France"]',
            "“France” is no country code.",
        ),
    ],
)
def test_a_fault_in_a_check_is_told(tmp_path, right, wrong, told):
    folder = shutil.copytree(ROOT / "qm", tmp_path / "qm")
    sheet = folder / "programme.toml"
    text = sheet.read_text(encoding="utf-8")
    assert right in text
    sheet.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(EditionFault, match=told):
        load_programme(folder)
