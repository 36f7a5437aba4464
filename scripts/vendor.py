"""Refreshes the style sheets and fonts kept under web/static/vendor, and checks them against their manifest.

`python scripts/vendor.py` checks that every kept file is the one the manifest names.
`python scripts/vendor.py refresh` packs the packages below with npm and writes files and manifest anew.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src" / "openaeo" / "web" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files are kept, and under which name."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        "MIT",
        {
            "dist/css/bootstrap.min.css": "bootstrap.min.css",
            "dist/css/bootstrap.rtl.min.css": "bootstrap.rtl.min.css",
            "LICENSE": "licences/bootstrap.txt",
        },
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        {
            "files/inter-latin-wght-normal.woff2": "fonts/inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
            "files/inter-cyrillic-wght-normal.woff2": "fonts/inter-cyrillic.woff2",
            "LICENSE": "licences/inter.txt",
        },
    ),
    Package(
        "@fontsource-variable/noto-sans-arabic",
        "5.3.0",
        "OFL-1.1",
        {
            "files/noto-sans-arabic-arabic-wght-normal.woff2": "fonts/noto-sans-arabic.woff2",
            "LICENSE": "licences/noto-sans-arabic.txt",
        },
    ),
)


def kept(data: bytes) -> bytes:
    """Return `data` without the pointer to a source map that is not kept."""
    head, marker, _ = data.rpartition(b"\n/*# sourceMappingURL=")
    return head + b"\n" if marker else data


def refresh() -> None:
    """Pack every package, keep its files, and write the manifest."""
    entries = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            wanted = f"{package.name}@{package.version}"
            packed = subprocess.run(
                ["npm", "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True, text=True
            )
            with tarfile.open(Path(folder) / packed.stdout.split()[-1]) as archive:
                for inside, name in package.files.items():
                    member = archive.extractfile(f"package/{inside}")
                    if member is None:
                        raise SystemExit(f"{wanted} has no file {inside}")
                    data = kept(member.read())
                    target = VENDOR / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data)
                    entries.append(
                        {
                            "file": name,
                            "package": package.name,
                            "version": package.version,
                            "licence": package.licence,
                            "sha256": hashlib.sha256(data).hexdigest(),
                        }
                    )
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def faults() -> list[str]:
    """Return what is wrong with the kept files: missing, changed, or not in the manifest."""
    entries = {entry["file"]: entry for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))}
    found = []
    for name, entry in entries.items():
        path = VENDOR / name
        if not path.is_file():
            found.append(f"{name} is missing; run: python scripts/vendor.py refresh")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            found.append(f"{name} differs from the manifest; run: python scripts/vendor.py refresh")
    for path in sorted(VENDOR.rglob("*")):
        name = path.relative_to(VENDOR).as_posix()
        if path.is_file() and name not in entries and path != MANIFEST:
            found.append(f"{name} is not in the manifest; add it to PACKAGES or delete it")
    return found


def main() -> int:
    """Refresh or check; return 0 when all is well."""
    if sys.argv[1:] == ["refresh"]:
        refresh()
    for fault in (found := faults()):
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
