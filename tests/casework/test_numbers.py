"""Case numbers: by year, in a row, also past four digits."""

import pytest
from tests.worlds import a_case, when

from openaeo.casework.models import Case
from openaeo.casework.numbers import next_case_number

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("AEO-2026-0001", "AEO-2026-0002"),
        ("AEO-2026-9999", "AEO-2026-10000"),
        ("AEO-2026-10009", "AEO-2026-10010"),
    ],
)
def test_the_next_number_follows_the_greatest(last, expected):
    case = a_case(at="withdrawn")
    Case.objects.filter(pk=case.pk).update(number=last)

    assert next_case_number(when(1)) == expected
    assert next_case_number(when(365)) == "AEO-2027-0001"
    assert next_case_number(when(-365)) == "AEO-2025-0001"
