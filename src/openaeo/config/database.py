"""Knows which database is meant, and has it up while it is needed."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from openaeo.config import postgres
from openaeo.config.settings import SETTINGS


@contextmanager
def running() -> Iterator[str]:
    """The address of the database, which is up while inside: `DATABASE_URL`, else the private cluster.

    Ends the program with a plain message when the private cluster cannot be used.
    """
    if SETTINGS.database_url:
        yield SETTINGS.database_url
        return
    try:
        lease = postgres.Lease(SETTINGS.local_dir)
    except postgres.ClusterFault as fault:
        raise SystemExit(str(fault)) from None
    with lease:
        yield lease.url


def database_url() -> str:
    """The address of the database, which then stays up until this process ends; its last user stops it."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(running())
