"""What may be recorded of an absence."""

from datetime import date

from openaeo.law.absence import may_record

BEN, CHEN = 1, 2


def codes(first, last, *, known=(), stand_in=CHEN):
    days = (date(2026, 1, first), date(2026, 1, last))
    facts = {"today": date(2026, 1, 10), "known": known, "person": BEN, "stand_in": stand_in}
    return [reason.code for reason in may_record(days, **facts)]


def test_days_that_are_not_over_with_a_colleague():
    known = [(date(2026, 1, 12), date(2026, 1, 14))]
    assert codes(10, 10) == codes(8, 10) == codes(10, 11, known=known) == codes(15, 16, known=known) == []
    assert codes(11, 10) == ["absence-ends-before"]
    assert codes(8, 9) == ["absence-passed"]
    assert [codes(*days, known=known) for days in ((14, 15), (10, 12), (13, 13), (10, 20))] == [
        ["absence-overlaps"]
    ] * 4
    assert codes(10, 10, stand_in=None) == ["stand-in-unknown"]
    assert codes(10, 10, stand_in=BEN) == ["stand-in-self"]
