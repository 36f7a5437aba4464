"""The terms of a grant."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openaeo.law.clock import Limit, Unit
from openaeo.law.decision import Terms, terms_of_grant
from openaeo.law.lasting import Validity
from openaeo.law.programme_folder import load_programme
from openaeo.law.terms import Period, Role
from openaeo.law.workflow import Reason, Refused

QM = load_programme(Path(__file__).resolve().parents[2] / "programmes" / "qm")
AT = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)


def test_a_grant_holds_from_now_for_the_programmes_validity():
    assert terms_of_grant(QM, "full", ["exporter", Role.IMPORTER], AT) == Terms(
        "full",
        frozenset({Role.EXPORTER, Role.IMPORTER}),
        Period(AT, datetime(2031, 3, 12, 10, 30, tzinfo=UTC)),
    )


def test_a_grant_without_validity_is_open():
    lasting = replace(QM.lasts("full"), model=Validity.NONE, years=None)
    endless = replace(QM, lasting=(lasting,))
    assert terms_of_grant(endless, "full", [Role.BROKER], AT).period == Period(AT)


def test_a_decision_that_takes_effect_on_the_fifth_day():
    rule = replace(QM.times[0], code="effect", limit=Limit(5, Unit.CALENDAR_DAYS))
    later = replace(QM, times=(*QM.times, rule))
    begins = datetime(2026, 3, 17, tzinfo=UTC)
    assert terms_of_grant(later, "full", [Role.BROKER], AT).period == Period(
        begins, datetime(2031, 3, 17, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("issued", "begins"),
    [
        (datetime(2026, 3, 13, 8, tzinfo=UTC), datetime(2026, 3, 17, tzinfo=UTC)),
        (datetime(2026, 3, 17, tzinfo=UTC), datetime(2026, 3, 17, tzinfo=UTC)),
        (datetime(2026, 3, 20, 8, tzinfo=UTC), datetime(2026, 3, 20, 8, tzinfo=UTC)),
    ],
)
def test_a_certificate_issued_later_never_begins_before_the_effect_nor_before_it_is_issued(issued, begins):
    rule = replace(QM.times[0], code="effect", limit=Limit(5, Unit.CALENDAR_DAYS))
    later = replace(QM, times=(*QM.times, rule))
    period = terms_of_grant(later, "full", [Role.BROKER], AT, issued=issued).period
    assert period == Period(begins, begins.replace(year=2031))


@pytest.mark.parametrize(
    ("tier", "roles", "reasons"),
    [
        ("gold", [], (Reason("tier-unknown", "gold"), Reason("roles-missing"))),
        (
            "full",
            ["juggler", "acrobat"],
            (Reason("role-unknown", "acrobat"), Reason("role-unknown", "juggler")),
        ),
    ],
)
def test_what_the_programme_does_not_know_is_not_granted(tier, roles, reasons):
    with pytest.raises(Refused) as caught:
        terms_of_grant(QM, tier, roles, AT)
    assert (caught.value.step, caught.value.reasons) == ("grant", reasons)
