"""The tables of steps as diagrams: what docs/workflows.md says, printed from the law itself."""

from __future__ import annotations

import inspect
import sys
from enum import StrEnum
from typing import TypeVar

from openaeo.law.accounts import ACCOUNT
from openaeo.law.alternatives import ALTERNATIVE
from openaeo.law.appeal import APPEAL
from openaeo.law.changes import CHANGE
from openaeo.law.consulting import CONSULTATION
from openaeo.law.conversing import CONVERSATION
from openaeo.law.cure import CURE
from openaeo.law.findings import FINDING
from openaeo.law.intake import INTAKE
from openaeo.law.lifecycle import AUTHORISATION, CASE, MEASURE, REQUEST
from openaeo.law.listing import LIST
from openaeo.law.mandates import INVITATION, SUCCESSION
from openaeo.law.mentoring import MENTORSHIP
from openaeo.law.moretime import EXTENSION
from openaeo.law.reassessment import REASSESSMENT
from openaeo.law.retention import REMOVAL
from openaeo.law.rounds import REMARK
from openaeo.law.splitting import PART
from openaeo.law.visiting import VISIT
from openaeo.law.workflow import Step, Workflow

State = TypeVar("State", bound=StrEnum)
Facts = TypeVar("Facts")

HEAD = """# Workflows

How each thing that has a state may move, from an application to a removal of data whose time is over. This page is
printed from `src/openaeo/law`; a test keeps them in step. A step is refused with every reason that stands against it,
all at once. To print it anew:

    python -m openaeo.law.diagram > docs/workflows.md
"""


def mermaid(workflow: Workflow[State, Facts]) -> str:
    """Return the Mermaid state diagram of `workflow`: every step an arrow, every final state an end."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(workflow.start)}"]
    states = type(workflow.start)
    for step in workflow.steps.values():
        lines += [
            f"    {_name(source)} --> {_name(step.target)}: {step.name}"
            for source in states
            if source in step.sources
        ]
    lines += [f"    {_name(state)} --> [*]" for state in states if not workflow.open_to(state)]
    return "\n".join(lines)


def table(workflow: Workflow[State, Facts]) -> str:
    """Return the steps of `workflow` as a Markdown table: from, to, and what must be true."""
    lines = ["| Step | From | To | What must be true |", "|---|---|---|---|"]
    for step in workflow.steps.values():
        sources = ", ".join(state.value for state in type(workflow.start) if state in step.sources)
        lines.append(f"| {step.name} | {sources} | {step.target.value} | {_needs(step)} |")
    return "\n".join(lines)


def section(workflow: Workflow[State, Facts]) -> str:
    """Return heading, diagram and table of one workflow in Markdown."""
    title = workflow.name.capitalize()
    return f"## {title}\n\n```mermaid\n{mermaid(workflow)}\n```\n\n{table(workflow)}\n"


def document() -> str:
    """Return the whole of docs/workflows.md."""
    sections = (
        *(
            section(CASE),
            section(PART),
            section(ALTERNATIVE),
            section(REQUEST),
            section(REMARK),
            section(EXTENSION),
            section(APPEAL),
        ),
        *(section(MEASURE), section(CURE), section(AUTHORISATION), section(FINDING), section(VISIT)),
        *(section(CHANGE), section(REASSESSMENT), section(CONSULTATION), section(CONVERSATION)),
        *(section(LIST), section(INTAKE), section(ACCOUNT), section(INVITATION), section(SUCCESSION)),
        *(section(MENTORSHIP), section(REMOVAL)),
    )
    return "\n".join([HEAD, *sections])


def _name(state: StrEnum) -> str:
    return state.value.replace("-", "_")


def _needs(step: Step[State, Facts]) -> str:
    return " ".join((inspect.getdoc(need) or need.__name__).splitlines()[0] for need in step.needs) or "–"


if __name__ == "__main__":
    sys.stdout.write(document())
