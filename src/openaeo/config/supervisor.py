"""Keeps several programs running side by side: starts, watches, starts again, and takes all of them down."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

PATIENCE = 60.0  # seconds until a program must have answered
FAREWELL = 10.0  # seconds between asking a program to stop and ending it
TENDING = 1.0  # seconds between two looks at the database
STEADY = 30.0  # seconds a program has to live for its earlier deaths to be forgotten
LONGEST_PAUSE = 30.0  # seconds between two starts of a program that keeps dying
DEATHS_BEFORE_READY = 3
SETTLED = 2.0  # seconds after which a program that answers nobody is taken to be well


class NotReady(Exception):
    """A program did not come up; the message names it and says what to do."""


@dataclass(slots=True)
class Program:
    """One program: its name, its command line, and the address that answers 200 when it is ready (or none)."""

    name: str
    command: Sequence[str]
    health: str = ""
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    start_again_at: float = 0.0
    answered: bool = False


@dataclass(slots=True)
class Supervisor:
    """Runs programs until told to stop by Ctrl-C, SIGTERM or a closed terminal. Leaves none behind."""

    programs: list[Program]
    say: Callable[[str], None] = print
    # Looks after what the programs stand on; true when it had to act.
    tend: Callable[[], bool] = lambda: False
    stopping: bool = field(default=False, init=False)

    def run(self, ready: Callable[[], None]) -> None:
        """Start all, call `ready` once all have answered, and watch. Refused with `NotReady`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        try:
            self._watch(ready)
        finally:
            self._stop_all()

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self, ready: Callable[[], None]) -> None:
        announced = False
        deadline = time.monotonic() + PATIENCE
        tended = time.monotonic()
        while not self.stopping:
            if time.monotonic() - tended >= TENDING:
                if self.tend():
                    self.say("The database had died; it runs again.")
                tended = time.monotonic()
            for program in self.programs:
                self._look_after(program)
            if not announced:
                announced = all(self._answers(program) for program in self.programs)
                if announced:
                    ready()
                elif time.monotonic() > deadline:
                    silent = ", ".join(one.name for one in self.programs if not one.answered)
                    raise NotReady(f"No answer from: {silent}. Look at the messages above.")
            time.sleep(0.1)

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is None:
            if now >= program.start_again_at:
                program.process = _start(program.command)
                program.started_at = now
            return
        code = program.process.poll()
        if code is None:
            return
        _end_group(program.process.pid, signal.SIGKILL)  # its children, should it have left any
        program.process = None
        program.deaths = 1 if now - program.started_at > STEADY else program.deaths + 1
        if not program.answered and program.deaths >= DEATHS_BEFORE_READY:
            raise NotReady(f"{program.name} ended {program.deaths} times before it was ready (code {code}).")
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(program.deaths, 10))
        program.start_again_at = now + pause
        self.say(f"{program.name} ended (code {code}); starting it again in {pause:g} s.")

    def _answers(self, program: Program) -> bool:
        if program.answered:
            return True
        if program.process is None or program.process.poll() is not None:
            return False
        lived = time.monotonic() - program.started_at
        program.answered = _healthy(program.health) if program.health else lived > SETTLED
        return program.answered

    def _stop_all(self) -> None:
        running = [one.process for one in self.programs if one.process is not None]
        for process in running:
            _end_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + FAREWELL
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            _end_group(process.pid, signal.SIGKILL)
            process.wait()


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start in a group of its own, so that its children can be ended with it."""
    with_us = _die_with_parent() if sys.platform == "linux" else None
    return subprocess.Popen(
        command,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=with_us,  # noqa: PLW1509  # we run no threads, and it only makes one system call
    )


def _die_with_parent() -> Callable[[], None]:
    """Ask the kernel to send SIGTERM when the supervisor is killed (PR_SET_PDEATHSIG)."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(1, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _end_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004  # HTTP OK
    except (urllib.error.URLError, OSError, ValueError):
        return False


def port_is_free(host: str, port: int) -> bool:
    """Can we listen here?"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
