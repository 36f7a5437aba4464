"""A browser session for each member of the cast."""

import pytest
from django.test import Client
from tests.worlds import people

from openaeo.parties.models import Person


@pytest.fixture
def cast(db):
    return people()


@pytest.fixture
def sign_in(cast):
    """Return a client signed in as `key`@example.org."""

    def client_of(key: str) -> Client:
        client = Client()
        client.force_login(Person.objects.get(email=f"{key}@example.org"))
        return client

    return client_of


@pytest.fixture
def amara(sign_in):
    return sign_in("amara")
