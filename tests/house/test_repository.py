"""House rules over the files: contracts, styles, texts, settings, links, the lock."""

import re
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from openaeo.config import messages
from openaeo.config.openapi import documents
from openaeo.config.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "openaeo"
TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".json",
    ".txt",
    ".po",
    ".sh",
    ".lock",
    ".svg",
    "",
}
REGISTRY_HOSTS = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs[.]org|proxy[.]golang[.]org|deb[.]debian[.]org"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])(/work/(main|shared)|/home/[a-z]+/|/Users/[a-z]+/|/opt/wheels)")
PHYSICAL = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right)|(?<!-)(left|right)\s*:|text-align\s*:\s*(left|right)|float\s*:\s*(left|right))"
)


def files():
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, text=True
    )
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts():
    for path in files():
        if path.suffix in TEXT and "vendor" not in path.parts:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_import_contracts():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_no_registry_and_no_machine_is_named():
    here = Path(__file__)
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group(0)}"
        for path, text in texts()
        if path != here
        for found in (REGISTRY_HOSTS.search(text), MACHINE_PATHS.search(text))
        if found
    ]
    assert wrong == []


def test_house_styles_use_logical_directions():
    wrong = [
        f"{path.name}:{number}: {line.strip()}"
        for path in (SOURCE / "web" / "static").rglob("*.css")
        if "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PHYSICAL.search(line)
    ]
    assert wrong == []


def test_templates_obey_the_content_policy():
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)[^>]*>(?!\s*</script>)|<style[\s>]|hx-on"
    )
    wrong = [
        f"{path.relative_to(SOURCE)}: {found.group(0)}"
        for path in (SOURCE / "web" / "templates").rglob("*.html")
        if (found := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "operate" / "settings.md").read_text()
    names = [
        "DATABASE_URL" if name == "database_url" else f"OPENAEO_{name.upper()}"
        for name in Settings.model_fields
    ]
    assert [name for name in names if f"`{name}`" not in page] == []
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))
    assert documented == set(names)


def test_links_in_documents_lead_somewhere():
    wrong = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        wrong += [
            f"{path.relative_to(ROOT)} → {target}"
            for target in targets
            if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
        ]
    assert wrong == []


def test_the_lock_has_hashes_no_address_and_every_dependency():
    lock = (ROOT / "requirements.lock").read_text()
    assert "http" not in lock
    assert "--index" not in lock
    pinned = re.findall(r"^([\w.-]+)==[^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.match(r"[\w.-]+", one).group(0).lower() for one in wanted}
    assert names - {name.lower() for name in pinned} == set()


def test_commands_in_documents_exist():
    known = set(
        re.findall(
            r'^    (?:one = )?word\("(\w+)"|^        \("(\w+)",', (ROOT / "dev").read_text(), re.MULTILINE
        )
    )
    known = {name for pair in known for name in pair if name}
    named = {
        name
        for path, text in texts()
        if path.suffix == ".md"
        for name in re.findall(r"\./dev ([a-z]+)", text)
    }
    assert named - known == set()


@pytest.mark.django_db
def test_models_and_migrations_agree():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.parametrize("name", ["openapi.json", "recognition.openapi.json"])
def test_interfaces_are_as_documented(name):
    assert set(documents()) == {path.name for path in (ROOT / "docs" / "api").glob("*.json")}
    assert documents()[name] == (ROOT / "docs" / "api" / name).read_text(encoding="utf-8")


def test_catalogues_are_in_step():
    assert messages.faults() == []
    print(messages.coverage())


def test_every_text_is_translated():
    assert {language: done for language, (done, total) in messages.coverage().items() if done < total} == {}
