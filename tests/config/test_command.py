"""The command for operators: its help names everything, and refusals end with a code and a sentence."""

import os
import socketserver
import subprocess
import sys
import threading

import pytest

WORDS = (
    "serve",
    "worker",
    "recognise",
    "migrate",
    "createadmin",
    "journal",
    "demo",
    "mail",
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
    assert "Mail cannot be sent: OPENAEO_MAIL_HOST is empty." in done.stdout


def test_a_demonstration_is_refused_outside_one(installation):
    done = openaeo("demo", "seed", env=installation)
    assert done.returncode != 0


@pytest.fixture
def mail_server():
    """A mail server of a few lines on this machine: says yes to everything and keeps what it was sent."""
    taken = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            inside = False
            for line in self.rfile:
                if inside:
                    inside = line != b".\r\n"
                    taken.append(line.decode())
                    answer = b"" if inside else b"250 taken\r\n"
                else:
                    inside = line.upper().startswith(b"DATA")
                    answer = b"354 go on\r\n" if inside else b"250 yes\r\n"
                self.wfile.write(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], taken
        server.shutdown()


def test_a_test_mail_goes_to_the_server_that_is_set(mail_server, tmp_path):
    port, taken = mail_server
    env = {
        "OPENAEO_LOCAL_DIR": str(tmp_path),
        "OPENAEO_MAIL_HOST": "127.0.0.1",
        "OPENAEO_MAIL_PORT": str(port),
        "OPENAEO_MAIL_TLS": "none",
        "OPENAEO_MAIL_FROM": "Customs of QM <aeo@example.org>",
    }
    done = openaeo("mail", "test", "you@example.org", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "To: you@example.org\r\n" in taken
    assert "From: Customs of QM <aeo@example.org>\r\n" in taken


@pytest.mark.parametrize(
    ("host", "said"),
    [("", "OPENAEO_MAIL_HOST is empty"), ("127.0.0.1", "Nothing was sent: ConnectionRefused")],
)
def test_a_test_mail_that_cannot_go_says_why(tmp_path, host, said):
    env = {"OPENAEO_LOCAL_DIR": str(tmp_path), "OPENAEO_MAIL_HOST": host, "OPENAEO_MAIL_PORT": "9"}
    done = openaeo("mail", "test", "you@example.org", env=env)
    assert done.returncode == 1
    assert said in done.stderr
