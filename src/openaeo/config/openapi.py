"""Gathers the descriptions of the interfaces for machines, as they are kept under docs/api/."""

from __future__ import annotations


def documents() -> dict[str, str]:
    """The text of each file under docs/api, by file name. Needs Django to be loaded."""
    from openaeo.api import root
    from openaeo.recognition import contract

    return {"openapi.json": root.document(), "recognition.openapi.json": contract.document()}
