"""What machines may ask, how they are refused, and that the committed description is the real one."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from tests.web.public.conftest import holder, long_ago

from openaeo.api.root import document
from openaeo.bedrock import journal
from openaeo.bedrock.actors import SYSTEM
from openaeo.register import entries

__all__ = ["holder", "long_ago"]

DESCRIBED = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.json"


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:openaeo:problem:{body['code']}"
    return body["status"], body["code"]


def test_the_committed_description_is_the_real_one():
    assert DESCRIBED.read_text(encoding="utf-8") == document(), "run: python scripts/openapi.py"


def test_health_tells_how_far_the_journal_has_come(client, holder):
    assert client.get("/health").json() == {"status": "ok", "database": "ok", "cursor": journal.head()[0]}
    holder("Shown Heron Ltd")
    assert client.get("/health").json()["cursor"] == journal.head()[0] > 0


def test_health_without_a_database_is_a_problem(client, db):
    def away(*_arguments):
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        response = client.get("/health")
    assert problem(response) == (503, "no-database")


def test_an_entry_of_the_register(client, holder, long_ago):
    entry = holder("Shown Heron 🚢 Ltd", local_name="شركة")
    entries.suspend(entry.number, reason="seals", actor=SYSTEM, at=long_ago + timedelta(days=30))
    body = client.get(f"/api/register/{entry.number.lower()}").json()
    assert body.pop("answered_at")[:4].isdigit()
    assert body.pop("since")[:10] == (long_ago + timedelta(days=30)).date().isoformat()
    assert body.pop("valid_from")[:10] == long_ago.date().isoformat()
    assert body.pop("valid_until")[:10] == entry.ends.date().isoformat()
    assert body == {
        "number": entry.number,
        "status": "suspended",
        "holder": "Shown Heron 🚢 Ltd",
        "holder_local": "شركة",
        "country": "QM",
        "tier": "full",
        "in_effect_as": None,
        "roles": ["forwarder", "importer"],
        "premises": [],
    }


def test_while_a_part_is_suspended_the_tier_in_effect_is_told(client, holder, long_ago):
    entry = holder("Shown Egret Ltd")
    since = long_ago + timedelta(days=30)
    entries.suspend(entry.number, reason="seals", leaves="compliance", actor=SYSTEM, at=since)
    body = client.get(f"/api/register/{entry.number}").json()
    shown = (body["status"], body["tier"], body["in_effect_as"], body["since"][:10])
    assert shown == ("granted", "full", "compliance", since.date().isoformat())


def test_hidden_and_unknown_holders_are_told_alike(client, holder):
    hidden = holder("Hidden Curlew Ltd", public=False)
    refused = client.get(f"/api/register/{hidden.number}")
    assert problem(refused) == (404, "not-in-register")
    assert client.get("/api/register/nope").content == refused.content


@pytest.mark.parametrize("number", ["%00", "💥", "a" * 3000, "..%2f"])
def test_bad_numbers_are_not_in_the_register(client, db, number):
    assert problem(client.get(f"/api/register/{number}"))[0] == 404


@pytest.mark.parametrize("address", ["/health", "/api/register/QMAEO00000001"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, db, address, method):
    response = getattr(client, method)(address)
    assert problem(response) == (405, "read-only")
    assert response["Allow"] == "GET, HEAD"


def test_any_other_address_is_a_problem(client, db):
    assert problem(client.get("/api/xyz")) == (404, "no-such-address")
    assert problem(client.post("/api/")) == (404, "no-such-address")
