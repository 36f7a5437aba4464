"""The worker's part done by hand: letters are written down from the journal, then made."""

import pytest
from tests.worlds import people

from openaeo.bedrock import worker
from openaeo.dossier import issuing


@pytest.fixture
def cast(db):
    return people()


@pytest.fixture
def write_all():
    """Call it with a moment: the journal reader writes down every letter, as the worker would."""

    def read_on(at):
        while worker.read_on(worker.READERS["letters"], at=at):
            pass

    return read_on


@pytest.fixture
def issue(write_all):
    """Call it with a moment: every letter is written and made."""

    def work(at):
        write_all(at)
        return issuing.make(at)

    return work
