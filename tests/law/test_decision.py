"""The terms of a grant."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openaeo.law.decision import Terms, terms_of_grant
from openaeo.law.edition import load_programme
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
    endless = replace(QM, validity_years=None)
    assert terms_of_grant(endless, "full", [Role.BROKER], AT).period == Period(AT)


@pytest.mark.parametrize(
    ("years", "end"),
    [(4, datetime(2032, 2, 29, tzinfo=UTC)), (5, datetime(2033, 3, 1, tzinfo=UTC))],
)
def test_a_grant_on_leap_day(years, end):
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    assert terms_of_grant(replace(QM, validity_years=years), "full", [Role.BROKER], leap).period.end == end


def test_the_anniversary_is_one_of_the_programmes_zone():
    paris = replace(QM, zone="Europe/Paris", validity_years=1)
    spring = datetime(
        2026, 3, 29, 12, tzinfo=UTC
    )  # 14:00 in summer time; a year later 14:00 is 12:00 UTC again
    winter = datetime(
        2026, 3, 28, 12, tzinfo=UTC
    )  # 13:00 in winter time; on 28 March 2027 summer time has begun
    ends = [terms_of_grant(paris, "full", [Role.BROKER], at).period.end for at in (spring, winter)]
    assert ends == [datetime(2027, 3, 29, 12, tzinfo=UTC), datetime(2027, 3, 28, 11, tzinfo=UTC)]


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
