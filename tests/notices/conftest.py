"""The cast, a mailbox that keeps what is sent, and the worker's part done by hand."""

import pytest
from tests.worlds import people

from openaeo.bedrock import worker
from openaeo.notices import post


@pytest.fixture
def cast(db):
    return people()


@pytest.fixture
def mail(settings, mailoutbox):
    """An installation that can send mail; yields what was sent."""
    settings.MAIL_READY = True
    settings.PUBLIC_URL = "https://aeo.example.org"
    return mailoutbox


@pytest.fixture
def tell_all():
    """Call it with a moment: the journal reader reads to the end, as the worker would."""

    def read_on(at):
        while worker.read_on(worker.READERS["notices"], at=at):
            pass

    return read_on


@pytest.fixture
def deliver(tell_all):
    """Call it with a moment: everybody is told, and the post goes out."""

    def work(at):
        tell_all(at)
        return post.send_due(at=at)

    return work
