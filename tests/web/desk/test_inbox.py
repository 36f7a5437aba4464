"""The inbox says why each case is here and what is due, at the same cost for one case and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.worlds import a_case, an_operator

INBOX = "/desk/cases/"


def firms(count):
    return [an_operator(f"firm{i}", name=f"Firm {i} Ltd", tin=f"QM10000000{i}") for i in range(count)]


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("stage", ["submitted", "assessment", "decision", "hearing"])
def test_three_cases_cost_as_many_queries_as_one(signed_in, stage):
    one, two, three = firms(3)
    ben = signed_in("ben")
    a_case(stage, firm=one)
    before = queries(ben, INBOX)
    a_case(stage, firm=two)
    a_case(stage, firm=three)
    assert queries(ben, INBOX) == before


def test_an_empty_inbox_says_what_to_expect(signed_in):
    page = signed_in("ben").get(INBOX)
    assert "No case is open" in page.content.decode()
