"""The command for operators: its help names everything, and refusals end with a code and a sentence."""

import os
import subprocess
import sys

import pytest

WORDS = (
    "serve",
    "worker",
    "recognise",
    "migrate",
    "createadmin",
    "journal",
    "demo",
    "check",
    "programme",
    "openapi",
    "shell",
)


def openaeo(*words, env=None, given=None):
    return subprocess.run(
        [sys.executable, "-m", "openaeo", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
        input=given,
    )


@pytest.fixture
def installation(postgres_cluster, tmp_path):
    """A database of its own, made by `openaeo migrate`; the settings that lead there."""
    import psycopg

    name = f"test_openaeo_{os.getpid()}_command"
    where = psycopg.conninfo.conninfo_to_dict(postgres_cluster)
    address = psycopg.conninfo.make_conninfo(**{**where, "dbname": name})
    admin = psycopg.connect(
        psycopg.conninfo.make_conninfo(**{**where, "dbname": "postgres"}), autocommit=True
    )
    admin.execute(f'CREATE DATABASE "{name}"')
    yield {"DATABASE_URL": address, "OPENAEO_LOCAL_DIR": str(tmp_path)}
    admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.close()


def test_help_names_every_command():
    done = openaeo("--help")
    assert done.returncode == 0
    assert [word for word in WORDS if f"\n    {word}" not in done.stdout] == []


def test_an_empty_database_becomes_an_installation_with_an_administrator(installation):
    migrated = openaeo("migrate", env=installation)
    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert openaeo("migrate", env=installation).returncode == 0
    create = ("createadmin", "Farah@example.org", "--name", "Farah Example")
    weak = openaeo(*create, env=installation, given="short\n")
    assert (weak.returncode, weak.stderr[:19]) == (1, "Nobody was created.")
    made = openaeo(*create, env=installation, given="a river of trust\n")
    assert (made.returncode, made.stdout, made.stderr) == (
        0,
        "farah@example.org may sign in and appoint others.\n",
        "",
    )
    again = openaeo(*create, env=installation, given="a river of trust\n")
    assert (again.returncode, again.stdout) == (1, "")
    verified = openaeo("journal", "verify", env=installation)
    assert verified.returncode == 0
    assert verified.stdout.splitlines()[-1] == "The register agrees with the journal."


def test_check_says_what_is_not_fit_to_be_reached(installation):
    unready = openaeo("check", env=installation)
    assert unready.returncode == 1
    assert "security.W012" in unready.stderr  # the session cookie would travel unencrypted


def test_check_is_content_when_all_is_set(installation):
    assert openaeo("migrate", env=installation).returncode == 0
    done = openaeo("check", env={**installation, "OPENAEO_PUBLIC_URL": "https://aeo.example.org"})
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["Ready."]), done.stderr


def test_a_demonstration_is_refused_outside_one(installation):
    done = openaeo("demo", "seed", env=installation)
    assert done.returncode != 0
