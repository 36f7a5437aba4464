"""The documents of invented firms, set with typst so that they open like real ones."""

from __future__ import annotations

import io
import json
from datetime import datetime

import typst

from openaeo.bedrock import files
from openaeo.bedrock.models import StoredFile

TITLES = {
    "security-manual.pdf": "Cargo security manual",
    "compliance-procedure.pdf": "Customs compliance procedure",
    "compliance-procedure-2.pdf": "Customs compliance procedure, second edition",
    "audited-accounts.pdf": "Audited accounts, summary",
    "training-register.pdf": "Training register",
    "seal-log.pdf": "Seal log, last quarter",
    "site-plan.pdf": "Site plan and perimeter",
}
RENEWED = "compliance-procedure-2.pdf"
BY_GROUP = {
    "A": "compliance-procedure.pdf",
    "B": "compliance-procedure.pdf",
    "C": "audited-accounts.pdf",
    "E": "training-register.pdf",
    "G": "seal-log.pdf",
    "H": "security-manual.pdf",
    "I": "site-plan.pdf",
    "L": "security-manual.pdf",
}
SHEET = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a5", margin: 2cm)
#set text(size: 10pt)
#align(center)[#text(size: 16pt, weight: "bold")[#data.title]]
#v(1em)
#align(center)[Invented document of an invented firm, for demonstration only.]
#v(1em)
#table(columns: (auto, 1fr, auto), inset: 6pt,
  table.header([*No.*], [*Entry*], [*Checked*]),
  ..range(1, 9).map(n => ([#n], [#data.title, entry #n], [yes])).flatten())
"""


def sheet(name: str) -> io.BytesIO:
    """Return the document called `name`."""
    data = json.dumps({"title": TITLES[name]})
    return io.BytesIO(typst.compile(SHEET.encode(), sys_inputs={"data": data}))


class Archive:
    """The demonstration's documents, stored once each."""

    def __init__(self) -> None:
        self._kept: dict[str, StoredFile] = {}

    def get(self, name: str, at: datetime) -> StoredFile:
        """Return the stored file called `name`, made on first use."""
        if name not in self._kept:
            self._kept[name] = files.store(sheet(name), name, at=at)
        return self._kept[name]
