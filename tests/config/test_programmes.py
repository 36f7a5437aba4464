"""`openaeo programme`: sound folders are counted, faults are told with file and line, rule books are printed."""

import os
import shutil
import subprocess
import sys

import pytest
from tests.law.programmes.folders import CODES, ROOT

from openaeo.config import programmes
from openaeo.law.programme import Chapter


def openaeo(*words, folder=None):
    env = {**os.environ, **({"OPENAEO_PROGRAMMES_DIR": str(folder)} if folder else {})}
    return subprocess.run(
        [sys.executable, "-m", "openaeo", "programme", *words],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(ROOT / "programmes", tmp_path / "programmes")


def test_all_seven_are_sound_and_counted():
    done = openaeo("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == list(CODES)
    assert "qm: OK, 59 sourced, 0 unconfirmed, 0 placeholder" in done.stdout.splitlines()


def test_faults_are_told_with_file_line_and_fix_and_the_rest_is_checked_on(copied):
    clocks = copied / "gb" / "clocks.toml"
    text = clocks.read_text(encoding="utf-8").replace("count = 120", 'count = "120"')
    clocks.write_text(text.replace('duty = "trader"', 'duty = "fate"', 1), encoding="utf-8")
    lines = text.splitlines()
    done = openaeo("check", "gb", "hk", folder=copied)
    assert (done.returncode, done.stdout.split(":")[0]) == (1, "hk")
    number, duty = (lines.index(line) + 1 for line in ('count = "120"', 'duty = "trader"'))
    assert f"{clocks}:{number}: “count” must be a whole number" in done.stderr
    assert f"{clocks}:{duty}: “duty” is 'fate', which is not known." in done.stderr


def test_a_programme_that_is_not_there_is_told():
    done = openaeo("check", "zz")
    assert done.returncode == 1
    assert f"{ROOT / 'programmes' / 'zz' / 'programme.toml'}:1: The file is missing." in done.stderr
    missing = openaeo("explain", "zz")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "Traceback" not in missing.stderr


def test_a_rule_book_is_printed():
    done = openaeo("explain", "eu")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "# Authorised economic operators of the European Union"
    assert (
        "- **Check of a cure by customs** – Customs has 30 days, counted from this event: the holder reported "
        "the cure. If this time passes, nothing happens by itself; whoever waits may ask why. (UCC-DA 17)"
    ) in lines
    assert (
        "- **Cure during a suspension** – The firm has 30 days, counted from this event: the suspension. If this "
        "time passes without a cure, the authorisation is to be revoked. (UCC-DA 16(2); UCC-DA 17; UCC-IA 15) "
        "[Placeholder, no source: number, unit]"
    ) in lines
    assert "- **UCC-DA** – Delegated Regulation (EU) 2015/2446" in lines


@pytest.mark.parametrize("code", CODES)
def test_every_rule_book_names_every_chapter(code):
    headings = [line for line in programmes.explain(code).splitlines() if line.startswith("## ")]
    assert (headings[0], headings[-1]) == ("## Tiers, and what each asks", "## Sources")
    assert len(headings) == len(Chapter) + 1


def test_a_silent_chapter_says_so():
    text = programmes.explain("hk")
    assert "## Appeal\n\nThe programme sets no rule here.\n" in text


def test_another_language_says_what_it_can():
    assert programmes.explain("qm", "fr").splitlines()[0] == "# Opérateurs économiques agréés de QM"
