"""The ground under every test: a PostgreSQL of its own, no network beyond this machine, warnings are errors."""

import json
import os
import shutil
import socket
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from openaeo.config import postgres

LOCAL = Path(settings.LOCAL_DIR)
TEST_CLUSTER = "pg-test"  # a cluster without fsync, beside the real one
DATABASE_PREFIX = "test_openaeo_"
KINDS = ("postgres", "browser")
LOOPBACK = ("127.", "::1", "localhost")

# Before Django opens its first connection: nothing here may touch the real cluster, files or mail.
OWN_CLUSTER = not os.environ.get("DATABASE_URL")
if OWN_CLUSTER:
    settings.DATABASES["default"]["HOST"] = str(postgres.locate(LOCAL, TEST_CLUSTER).run)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{DATABASE_PREFIX}{os.getpid()}"
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.WHITENOISE_USE_FINDERS = True
settings.WHITENOISE_AUTOREFRESH = True
settings.STATIC_ROOT = LOCAL / "test-static"
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


# --- PostgreSQL -----------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def postgres_cluster():
    """The test cluster, up while the session lasts; databases of killed sessions are dropped."""
    if not OWN_CLUSTER:
        yield os.environ["DATABASE_URL"]
        return
    import psycopg

    with postgres.Lease(LOCAL, TEST_CLUSTER, durable=False) as lease:
        with psycopg.connect(lease.url, autocommit=True) as connection:
            names = connection.execute("SELECT datname FROM pg_database").fetchall()
            for name in (name for (name,) in names if name.startswith(DATABASE_PREFIX)):
                process = name.removeprefix(DATABASE_PREFIX).split("_")[0]
                if not process.isdigit() or not _runs(int(process)):
                    connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        yield lease.url


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_cluster):
    """Start the cluster before pytest-django makes the test database."""


# --- files, network -------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def files_dir(tmp_path, settings):
    """Evidence of a test goes where the test is forgotten."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


_connect = socket.socket.connect


def _connect_here_only(self, address):
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise PermissionError(f"A test tried to reach {address[0]}. Tests stay on this machine.")
    return _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def no_network():
    socket.socket.connect = _connect_here_only
    yield
    socket.socket.connect = _connect


# --- counting: a run in which whole kinds of tests were silently absent is not a success ------------
def pytest_addoption(parser):
    parser.addoption("--counts", default="", help="where to write how many tests of which kind ran")
    parser.addoption(
        "--interleavings", type=int, default=24, help="how many random interleavings of one case"
    )


def pytest_configure(config):
    config.counts = Counter({"passed": 0, "failed": 0, "skipped": 0, **dict.fromkeys(KINDS, 0)})


def pytest_collection_modifyitems(items):
    # Last, so that the browser is open no longer than it is needed and nothing started later can outlive it.
    items.sort(key=lambda item: "journeys" in item.path.parts)
    for item in items:
        if "page" in item.fixturenames or "phone" in item.fixturenames or "live" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    counts = item.config.counts
    if report.when == "call" or report.skipped or report.failed:
        counts[report.outcome] += 1
    if report.when == "call" and report.passed:
        names = set(item.fixturenames)
        if item.get_closest_marker("django_db") or names & {"db", "transactional_db", "postgres_cluster"}:
            counts["postgres"] += 1
        if item.get_closest_marker("browser"):
            counts["browser"] += 1
    return report


def pytest_sessionfinish(session):
    if place := session.config.getoption("--counts"):
        Path(place).write_text(json.dumps(session.config.counts))


@pytest.fixture
def interleavings(request):
    """How many random interleavings `tests/casework/test_together.py` walks."""
    return request.config.getoption("--interleavings")


# --- programmes -----------------------------------------------------------------------------------
@pytest.fixture
def programmes(settings, tmp_path):
    """A copy of the programmes that a test may change; pages and verbs read it."""
    folder = tmp_path / "programmes"
    shutil.copytree(settings.PROGRAMMES_DIR, folder)
    settings.PROGRAMMES_DIR = folder
    return folder


@pytest.fixture
def unannounced_allowed(settings, tmp_path):
    """The home programme with unannounced visits, which QM does not know."""
    folder = tmp_path / "programmes"
    shutil.copytree(settings.PROGRAMMES_DIR, folder)
    sheet = folder / "qm" / "programme.toml"
    text = sheet.read_text(encoding="utf-8")
    assert "unannounced = false" in text
    sheet.write_text(text.replace("unannounced = false", "unannounced = true"), encoding="utf-8")
    settings.PROGRAMMES_DIR = folder
