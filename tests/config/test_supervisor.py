"""The supervisor starts again what dies, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = textwrap.dedent(
    """
    import sys
    from openaeo.config.supervisor import Program, Supervisor
    child = [sys.executable, "-c", sys.argv[2]]
    said = lambda text: print(text, flush=True)
    Supervisor([Program("one", child)], say=said).run(lambda: said("ready"))
    said("stopped")
    """
)
CHILD = """
import os, subprocess, sys, time
grandchild = subprocess.Popen(["sleep", "600"])
with open({pids!r}, "a") as out: print(os.getpid(), grandchild.pid, file=out)
time.sleep(600)
"""


@pytest.fixture
def pids(tmp_path):
    path = tmp_path / "pids"
    path.touch()
    return path


@pytest.fixture
def supervised(pids):
    command = [sys.executable, "-c", SCRIPT, "-", CHILD.format(pids=str(pids))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def until(condition):
    deadline = time.monotonic() + 15
    while not (result := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return result


def families(pids, number):
    lines = [line.split() for line in pids.read_text().splitlines()]
    return [tuple(map(int, line)) for line in lines] if len(lines) >= number else None


def runs(number):
    status = Path(f"/proc/{number}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(supervised, pids, number):
    [family] = until(lambda: families(pids, 1))
    assert supervised.stdout.readline() == "ready\n"
    supervised.send_signal(number)
    assert supervised.wait(timeout=15) == 0
    until(lambda: not any(map(runs, family)))


def test_what_dies_is_started_again_and_its_children_are_ended(supervised, pids):
    [(child, grandchild)] = until(lambda: families(pids, 1))
    assert supervised.stdout.readline() == "ready\n"
    os.kill(child, signal.SIGKILL)
    assert supervised.stdout.readline() == "one ended (code -9); starting it again in 1 s.\n"
    until(lambda: families(pids, 2))
    assert not runs(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_children_leave_when_the_supervisor_is_killed(supervised, pids):
    [(child, _grandchild)] = until(lambda: families(pids, 1))
    supervised.kill()
    until(lambda: not runs(child))


def test_a_program_that_never_comes_up_is_named(pids):
    command = [sys.executable, "-c", SCRIPT, "-", "raise SystemExit(3)"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 1
    assert "NotReady: one ended 3 times before it was ready (code 3)." in done.stderr
