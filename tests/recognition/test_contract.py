import subprocess
import sys
from pathlib import Path

import pytest

from openaeo.recognition.contract import document, openapi
from openaeo.recognition.declaration import read_declaration

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_openapi_is_the_one_the_code_writes():
    committed = (ROOT / "docs" / "api" / "recognition.openapi.json").read_text()
    assert committed == document(), (
        "run: python -m openaeo.recognition.contract > docs/api/recognition.openapi.json"
    )


def test_the_answer_promises_its_keys():
    shapes = openapi()["components"]["schemas"]
    assert {"Answer", "Answers", "Entry", "Reason", "Health", "ProblemBody", "Request", "Party"} <= set(
        shapes
    )
    assert shapes["Answer"]["required"] == ["declaration", "at", "book", "parties"]


def test_it_runs_without_django():
    asked = "import sys, openaeo.recognition.server as s; print(sorted(m for m in sys.modules if m.startswith(('django', 'openaeo.'))))"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    ).stdout
    assert "django" not in told
    rooms = {name.split(".")[1] for name in eval(told)}  # noqa: S307 - a list of names we printed ourselves
    assert rooms == {"law", "recognition"}


@pytest.mark.parametrize(
    ("name", "parties"), [("declaration-import", 9), ("declaration-export", 6), ("declaration-transit", 9)]
)
def test_the_examples_are_read(name, parties):
    message = read_declaration((ROOT / "examples" / f"{name}.xml").read_bytes())
    assert message.reference == f"QM-DEMO-{name.removeprefix('declaration-').upper()}-0001"
    assert len(message.parties) == parties
