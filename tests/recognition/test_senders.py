import io
import socket
from contextlib import closing

import pytest

from openaeo.recognition.senders import PATIENCE_SECONDS, PIECE, Waiting, hang_up


class Slow(io.RawIOBase):
    """Gives one piece a call, and notes since when it is waited for."""

    def __init__(self, waiting, pieces):
        self.waiting, self.pieces, self.seen = waiting, list(pieces), []

    def read(self, size=-1):
        self.seen.append(self.waiting.since)
        assert 0 < size <= PIECE
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize(
    ("pieces", "most", "body", "calls"),
    [
        ([b"ab"], 2, b"ab", 1),
        ([b"a", b"b"], 2, b"ab", 2),
        ([b"a"], 2, b"a", 2),
        ([], 2, b"", 1),
        ([b"x" * PIECE, b"y"], PIECE + 1, b"x" * PIECE + b"y", 2),
    ],
)
def test_a_body_comes_in_pieces_and_each_is_waited_for_anew(pieces, most, body, calls):
    waiting = Waiting()
    stream = Slow(waiting, pieces)
    assert waiting.read(stream, most) == body
    assert len(stream.seen) == calls
    assert None not in stream.seen
    assert waiting.since is None


def test_a_sender_is_overdue_only_while_it_is_waited_for():
    waiting = Waiting()
    assert not waiting.overdue(1e9)
    waiting.since = 5.0
    assert not waiting.overdue(5.0 + PATIENCE_SECONDS)
    assert waiting.overdue(5.1 + PATIENCE_SECONDS)


def test_hanging_up_closes_the_connections_of_one_port_and_no_others():
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as ours,
        closing(socket.create_server(("127.0.0.1", 0))) as other,
    ):
        port = ours.getsockname()[1]
        near, far = (socket.create_connection(server.getsockname()) for server in (ours, other))
        (taken, _), (kept, _) = ours.accept(), other.accept()
        with closing(near), closing(far), closing(taken), closing(kept):
            assert hang_up(port) == 1
            assert near.recv(1) == b""
            kept.sendall(b"x")
            assert far.recv(1) == b"x"
        near = socket.create_connection(ours.getsockname())
        near.close()
