"""Writes docs/api/openapi.json from the program: `python scripts/openapi.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "api" / "openapi.json"


def main() -> None:
    """Write the description anew; commit the difference with the change that made it."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openaeo.config.settings")
    import django

    django.setup()
    from openaeo.api.root import document

    TARGET.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
