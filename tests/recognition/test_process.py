"""The service as it really runs: a process of its own under granian, asked over HTTP."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from openaeo.bedrock.actors import SYSTEM
from openaeo.recognition.senders import PATIENCE_SECONDS
from openaeo.register import entries

from . import world
from .conftest import until

ROOT = Path(__file__).resolve().parents[2]
MB = 1024 * 1024


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """The running service, and how to ask it."""

    def __init__(self, url, port):
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "openaeo.recognition.server", "--database-url", url, "--port", str(port)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ask(self, body=None, media="application/json", method="POST", path="/recognise", headers=None):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            if body is not None and not isinstance(body, bytes):
                body = json.dumps(body).encode()
            connection.request(method, path, body, {"Content-Type": media, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def health(self):
        try:
            return self.ask(method="GET", path="/health")
        except (ConnectionError, http.client.HTTPException):
            return None  # nobody listens, or the worker ended while we asked

    def outcome(self, value):
        _, answer = self.ask({"parties": [{"role": "exporter", "id": value}]})
        return answer["parties"][0]["outcome"]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def running(url, port=None):
    service = Service(url, port or free_port())
    try:
        until(lambda: service.health() is not None, 30)
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()


@pytest.fixture
def service(database_url):
    world.administrations()
    with running(database_url) as started:
        until(lambda: started.health()[0] == 200, 30)
        yield started


def test_a_suspension_changes_the_answer_within_one_second(service):
    world.a_holder()
    until(lambda: service.outcome("QM77000001") == "recognised")
    entries.suspend("QMAEO77000001", reason="r", actor=SYSTEM, at=world.AT + world.DAY)
    assert until(lambda: service.outcome("QM77000001") == "suspended") < 1.0


def test_whatever_is_sent_it_lives_on(service):
    bomb = b'<!DOCTYPE d [<!ENTITY a "a">]><Declaration>&a;</Declaration>'
    assert service.ask(bomb, "application/xml")[0] == 400
    assert service.ask(b"<Declaration>" * 100_000, "application/xml")[1]["code"] == "too-deep"
    assert service.ask(b"[" * 1_000_000)[0] in {400, 422}
    assert service.ask({"parties": [{"role": 5}]})[1]["pointer"] == "/parties/0/role"
    assert service.ask(b"<Declaration/>", "text/csv")[0] == 415
    assert service.ask(method="DELETE")[0] == 405
    assert service.health()[0] == 200


def test_fifty_megabytes_are_refused_by_their_length_and_by_their_count(service):
    with closing(socket.create_connection(("127.0.0.1", service.port), 20)) as stated:
        stated.sendall(
            b"POST /recognise HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\n"
            b"Content-Length: 52428800\r\n\r\n"
        )
        assert b" 413 " in stated.recv(100)

    def pieces():
        for _ in range(50):
            yield b" " * MB

    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)) as connection:
        told = None
        try:
            connection.request(
                "POST", "/recognise", pieces(), {"Content-Type": "application/xml"}, encode_chunked=True
            )
            told = connection.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            pass  # it may hang up on us as soon as it has said no
        assert told in {413, None}
    assert service.health()[0] == 200


@contextmanager
def slow_senders(service, count):
    """So many clients that begin a body and never end it."""
    begun = []
    try:
        for _ in range(count):
            sender = socket.create_connection(("127.0.0.1", service.port), 5)
            sender.sendall(
                b"POST /recognise HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            )
            begun.append(sender)
        yield
    finally:
        for sender in begun:
            sender.close()


@pytest.mark.parametrize("count", [1, 40])
def test_slow_senders_keep_others_waiting_no_longer_than_our_patience(service, count):
    with slow_senders(service, count):
        assert until(lambda: (service.health() or (0,))[0] == 200) < 3 * PATIENCE_SECONDS


def test_a_large_body_that_keeps_coming_is_read(service):
    one = {"role": "exporter", "id": "QM77000001", "name": "N" * 400}
    status, answer = service.ask({"declarations": [{"parties": [one] * 10}] * 2000})
    assert (status, len(answer["declarations"])) == (200, 2000)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_killed_it_frees_its_port_and_the_next_one_answers(database_url, sign):
    world.administrations()
    world.a_holder()
    with running(database_url) as first:
        until(lambda: first.health()[0] == 200, 30)
        first.process.send_signal(sign)
        first.process.wait(20)
        until(lambda: first.health() is None)
        with running(database_url, first.port) as second:
            until(lambda: second.health()[0] == 200, 30)
            assert second.outcome("QM77000001") == "recognised"


def test_before_the_database_is_there_it_says_so(tmp_path):
    with running(f"postgresql://nobody@/nothing?host={tmp_path}") as service:
        assert service.health() == (503, {"status": "loading", "book": None, "authorisations": None})
        status, problem = service.ask({"parties": []})
        assert (status, problem["code"]) == (503, "book-not-loaded")
