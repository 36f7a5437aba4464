"""The cast at their browsers: a signed-in client for each."""

import pytest
from django.test import Client
from tests.worlds import people

from openaeo.parties.models import Person


@pytest.fixture
def cast(db):
    return people()


@pytest.fixture
def signed_in(cast):
    """Return a signed-in client for somebody of the cast by name."""

    def sign_in(key):
        client = Client()
        actor = getattr(cast, key)
        client.force_login(Person.objects.get(pk=actor.person))
        return client

    return sign_in
