"""docs/workflows.md is printed from the law."""

import subprocess
import sys
from pathlib import Path

from openaeo.law.accounts import ACCOUNT
from openaeo.law.alternatives import ALTERNATIVE
from openaeo.law.appeal import APPEAL
from openaeo.law.changes import CHANGE
from openaeo.law.consulting import CONSULTATION
from openaeo.law.conversing import CONVERSATION
from openaeo.law.cure import CURE
from openaeo.law.diagram import document, mermaid, table
from openaeo.law.findings import FINDING
from openaeo.law.intake import INTAKE
from openaeo.law.lifecycle import REQUEST, WORKFLOWS
from openaeo.law.listing import LIST
from openaeo.law.mandates import INVITATION, SUCCESSION
from openaeo.law.mentoring import MENTORSHIP
from openaeo.law.moretime import EXTENSION
from openaeo.law.reassessment import REASSESSMENT
from openaeo.law.retention import REMOVAL
from openaeo.law.rounds import REMARK
from openaeo.law.splitting import PART
from openaeo.law.visiting import VISIT

ROOT = Path(__file__).resolve().parents[2]


def test_a_diagram_has_an_arrow_for_every_step_and_an_end_for_every_final_state():
    assert mermaid(REQUEST).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> answered: answer",
        "    open --> cancelled: cancel",
        "    answered --> [*]",
        "    cancelled --> [*]",
    ]


def test_a_table_says_what_must_be_true():
    assert table(REQUEST).splitlines()[2:] == [
        "| answer | open | answered | A reply says something. |",
        "| cancel | open | cancelled | – |",
    ]


def test_every_workflow_is_shown():
    shown = [line.removeprefix("## ").lower() for line in document().splitlines() if line.startswith("## ")]
    others = (
        ALTERNATIVE,
        EXTENSION,
        APPEAL,
        CONSULTATION,
        CONVERSATION,
        CURE,
        FINDING,
        VISIT,
        CHANGE,
        PART,
        REASSESSMENT,
        REMARK,
        REMOVAL,
        LIST,
        INTAKE,
        ACCOUNT,
        INVITATION,
        SUCCESSION,
        MENTORSHIP,
    )
    assert sorted(shown) == sorted(workflow.name for workflow in (*WORKFLOWS, *others))


def test_the_page_is_in_step_with_the_law():
    page = (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8")
    assert page == document(), "print it anew: python -m openaeo.law.diagram > docs/workflows.md"


def test_the_command_prints_the_page():
    command = [sys.executable, "-W", "error", "-m", "openaeo.law.diagram"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT / "src")
    assert done.stdout.decode("utf-8") == document()
