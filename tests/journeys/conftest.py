"""Journeys run against the program as it is served: own database, real servers, Chromium, axe."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from tests.journeys.visitor import NARROW, PHONE, WIDE, Visitor, check_overflow, check_with_axe, listen

from openaeo.config import postgres

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60.0  # seconds
PATIENCE_OF_A_READER = 15_000  # milliseconds


@dataclass(frozen=True)
class Live:
    """A running installation with the demonstration world in it."""

    url: str
    recognition: str
    database_url: str
    log: Path


# --- the program ----------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def live(tmp_path_factory):
    """Pages and recognition, each in its own process, over a database made for this session."""
    folder = tmp_path_factory.mktemp("live")
    name = f"test_openaeo_{os.getpid()}_live"
    lease = None
    if base := os.environ.get("DATABASE_URL"):
        where = psycopg.conninfo.conninfo_to_dict(base)
    else:
        lease = postgres.Lease(Path(settings.LOCAL_DIR), "pg-test", durable=False)
        where = psycopg.conninfo.conninfo_to_dict(lease.url)
    admin = psycopg.connect(
        psycopg.conninfo.make_conninfo(**{**where, "dbname": "postgres"}), autocommit=True
    )
    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.execute(f'CREATE DATABASE "{name}"')
    database_url = psycopg.conninfo.make_conninfo(**{**where, "dbname": name})
    pages, recognition = free_port(), free_port()
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "OPENAEO_LOCAL_DIR": str(folder),
        "OPENAEO_DEMO": "true",
        "OPENAEO_PUBLIC_URL": f"http://127.0.0.1:{pages}",
        "OPENAEO_RECOGNITION_URL": f"http://127.0.0.1:{recognition}",
    }
    log = folder / "log"
    running = []
    try:
        with log.open("wb") as out:
            for words in (["migrate"], ["demo", "seed", "--small"]):
                done = subprocess.run(
                    [sys.executable, "-m", "openaeo", *words], env=env, stdout=out, stderr=out, check=False
                )
                assert done.returncode == 0, log.read_text()[-4000:]
            for words in (
                ["serve", "--port", pages],
                ["recognise", "--port", recognition],
                ["worker"],
            ):
                command = [sys.executable, "-m", "openaeo", *map(str, words)]
                running.append(
                    subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
                )
        for port in (pages, recognition):
            wait_until_healthy(f"http://127.0.0.1:{port}/health", log)
        yield Live(f"http://127.0.0.1:{pages}", f"http://127.0.0.1:{recognition}", database_url, log)
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.close()
        if lease:
            lease.release()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(address, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"No answer from {address}. The log ends:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def base_url(live):
    """So that `page.goto("/register")` means this installation."""
    return live.url


# --- the browser ----------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    known = [os.environ.get("OPENAEO_CHROMIUM"), "/usr/bin/chromium", shutil.which("chromium")]
    path = next((one for one in known if one and Path(one).exists()), None)
    own = {"executable_path": path} if path else {}  # else Playwright's own
    return {**browser_type_launch_args, **own, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": WIDE, "locale": "en-GB"}


@pytest.fixture
def phone(browser, browser_context_args):
    """A page 320 CSS pixels wide, the width WCAG 1.4.10 asks for."""
    context = browser.new_context(**{**browser_context_args, "viewport": NARROW})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def checked():
    """The kinds of page that axe has read in this session, by language and width."""
    return set()


@pytest.fixture
def visit(browser, browser_context_args, live, checked):
    """Call it for a new window with nobody signed in: `visit()`, `visit("ar")`, `visit(phone=True)`.

    A window whose pages log an error, breach the content policy or were shown without being looked at fails the
    journey when it ends.
    """
    windows = []

    def open_window(language="en", *, phone=False):
        context = browser.new_context(**{**browser_context_args, **(PHONE if phone else {})})
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live.url}])
        context.set_default_timeout(PATIENCE_OF_A_READER)
        visitor = Visitor(context, checked, language)
        windows.append((context, visitor))
        return visitor

    yield open_window
    for _context, visitor in windows:
        print(visitor.where())  # shown when the journey failed
    faults = [fault for _context, visitor in windows for fault in visitor.faults]
    missed = {kind for _context, visitor in windows for kind in visitor.seen - visitor.looked_at}
    for context, _visitor in windows:
        context.close()
    assert faults == []
    assert missed == set(), "pages were shown and not looked at"


@pytest.fixture
def assert_accessible():
    """Call it with a page: axe finds nothing (WCAG 2.2 AA and best practice)."""
    return check_with_axe


@pytest.fixture
def assert_no_overflow():
    """Call it with a page: nothing makes the page wider than the window."""
    return check_overflow


@pytest.fixture(autouse=True)
def nothing_breaks_silently(request):
    """A page that logs an error or breaks the content policy fails its journey."""
    heard = []
    for name in {"page", "phone"} & set(request.fixturenames):
        listen(request.getfixturevalue(name), heard)
    yield
    assert heard == []
