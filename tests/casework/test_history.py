"""What was found of a criterion before stays readable, to staff."""

from tests.worlds import a_case, people, when

from openaeo.casework.assessment import assess
from openaeo.casework.history import Found, results_of
from openaeo.law.terms import Mode, Outcome


def test_every_result_newest_first_and_to_staff_only(db):
    case, cast = a_case("assessment"), people()
    for day, criterion, outcome, reason in (
        (5, "A1", Outcome.GAP, "No lock."),
        (6, "A2", Outcome.MET, ""),
        (7, "A1", Outcome.MET, "Lock shown."),
    ):
        assess(
            case.number,
            criterion,
            outcome=outcome,
            reason=reason,
            mode=Mode.DESK,
            actor=cast.ben,
            at=when(day),
        )
    assert results_of(case, "A1", actor=cast.dalia) == [
        Found(when(7), "met", "Lock shown.", "desk", "Ben Osei"),
        Found(when(5), "gap", "No lock.", "desk", "Ben Osei"),
    ]
    assert results_of(case, "A1", actor=cast.amara) == []
