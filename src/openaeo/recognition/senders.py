"""Waits for request bodies with patience, and hangs up when a sender begins one and does not go on.

One thread answers everybody (measured: a second one costs a third of the rate), so nobody may hold it. A sender
owes the next 64 KB, or the end, within one second.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream

LOG = logging.getLogger("openaeo.recognition")
PIECE = 64 * 1024
PATIENCE_SECONDS = 1.0
DESCRIPTORS = "/dev/fd"


class Waiting:
    """Since when the answering thread waits for a piece of a body; None while it does not."""

    __slots__ = ("since",)

    def __init__(self) -> None:
        self.since: float | None = None

    def read(self, stream: InputStream, most: int) -> bytes:
        """Return up to `most` bytes of a body: fewer only when the sender ended or was hung up on."""
        try:
            self.since = time.monotonic()
            body = stream.read(min(most, PIECE))
            if len(body) == most or not body:
                return body
            parts, missing = [body], most - len(body)
            while missing:
                self.since = time.monotonic()
                part = stream.read(min(missing, PIECE))
                if not part:
                    break
                parts.append(part)
                missing -= len(part)
            return b"".join(parts)
        finally:
            self.since = None

    def overdue(self, present: float) -> bool:
        """Return whether a sender has kept everybody waiting too long."""
        since = self.since
        return since is not None and present - since > PATIENCE_SECONDS

    def watch(self, port: int) -> None:
        """Start a thread that hangs up on overdue senders of the server at `port`."""
        Thread(target=self._watch, args=(port,), name="openaeo-senders", daemon=True).start()

    def _watch(self, port: int) -> None:
        while True:
            time.sleep(PATIENCE_SECONDS / 4)
            if self.overdue(time.monotonic()):
                LOG.warning(
                    "a sender did not go on with its request; %s connections were closed", hang_up(port)
                )


def hang_up(port: int) -> int:
    """Close every connection accepted at `port` by this process and return how many; well-behaved callers connect again.

    The server interface does not say which connection the waiting request came by, hence all of them.
    """
    closed = 0
    for name in os.listdir(DESCRIPTORS):  # noqa: PTH208 - names of descriptors, not files
        with suppress(OSError, ValueError), socket.socket(fileno=os.dup(int(name))) as one:
            if one.family in {socket.AF_INET, socket.AF_INET6} and one.getsockname()[1] == port:
                one.getpeername()
                one.shutdown(socket.SHUT_RDWR)
                closed += 1
    return closed
