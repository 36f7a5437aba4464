"""Days off move limits in working days, from tomorrow on, and no others."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.worlds import a_case, people, refusal, staff, when

from openaeo.casework.clocks import clocks
from openaeo.casework.daysoff import Loaded, add_day_off, load_days_off, take_back_day_off
from openaeo.casework.facts import deadline
from openaeo.casework.models import Case, DayOff
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db


@pytest.fixture
def gina():
    return staff("gina", Capacity.ADMINISTRATOR)


@pytest.fixture
def working_days(settings, tmp_path):
    """The programme, with its time to look at completeness counted in working days."""
    shutil.copytree(settings.PROGRAMMES_DIR, tmp_path / "programmes")
    sheet = Path(tmp_path, "programmes", "qm", "clocks.toml")
    text = sheet.read_text()
    sheet.write_text(
        text.replace('count = 30\nunit = "calendar-days"', 'count = 10\nunit = "working-days"', 1)
    )
    settings.PROGRAMMES_DIR = tmp_path / "programmes"


def test_a_day_off_moves_the_clock_that_counts_working_days(gina, working_days, django_assert_num_queries):
    case = a_case(at="submitted")  # on Wednesday 7 January 2026
    case.refresh_from_db()
    before = clocks(case, case.submitted_at).acceptance.last_day(case.submitted_at)
    closed = add_day_off(date(2026, 1, 12), name="Harbour Day", actor=gina, at=when(2))
    load_days_off("day,name\n2026-01-13,Second day\n", actor=gina, at=when(2))
    after = clocks(case, case.submitted_at).acceptance.last_day(case.submitted_at)
    assert (before, after) == (date(2026, 1, 21), date(2026, 1, 23))
    assert deadline("acceptance", when(2)).date() == date(2026, 1, 23)
    take_back_day_off(closed.pk, actor=gina, at=when(3))
    assert clocks(case, case.submitted_at).acceptance.last_day(case.submitted_at) == date(2026, 1, 22)


def test_a_limit_in_calendar_days_asks_for_no_days_off(gina, django_assert_num_queries):
    case = Case.objects.get(pk=a_case(at="submitted").pk)
    before = clocks(case, when(2)).acceptance.due(when(2))
    add_day_off(date(2026, 1, 12), name="Harbour Day", actor=gina, at=when(2))
    with django_assert_num_queries(0):
        assert clocks(case, when(2)).acceptance.due(when(2)) == before


def test_what_was_counted_stays_counted(gina):
    assert refusal(add_day_off, date(2026, 1, 5), name="Today", actor=gina, at=when(0)) == ("day-passed",)
    closed = add_day_off(date(2026, 1, 6), name="Tomorrow", actor=gina, at=when(0))
    again = refusal(add_day_off, date(2026, 1, 6), name=" ", actor=gina, at=when(0))
    assert again == ("name-missing", "day-known")
    assert refusal(take_back_day_off, closed.pk, actor=gina, at=when(1)) == ("day-passed",)
    assert refusal(take_back_day_off, 999_999, actor=gina, at=when(1)) == ("not-found",)


def test_a_file_is_taken_whole_or_not_at_all(gina):
    add_day_off(date(2026, 5, 1), name="Labour Day", actor=gina, at=when(0))
    text = '\ufeffDay,Name\r\n2026-01-01,"New Year, passed"\n\n2026-05-01,Again\n2026-12-25,Feast\n'
    assert load_days_off(text, actor=gina, at=when(0)) == Loaded(added=1, known=1, passed=1)
    for wrong, reasons in {
        "": ("days-heading",),
        "date;title\n": ("days-heading",),
        "day,name\n": ("days-empty",),
        "day,name\n2027-02-30,X\n2027-03-01\n2027-03-02,Y\n": ("days-line", "days-line"),
        "day,name\n" + "2027-03-02,Y\n" * 1001: ("days-too-many",),
    }.items():
        assert refusal(load_days_off, wrong, actor=gina, at=when(0)) == reasons
    assert DayOff.objects.count() == 2


def test_only_an_administrator_closes_days():
    ben = people().ben
    refused = refusal(add_day_off, date(2026, 2, 2), name="X", actor=ben, at=when(0))
    assert refused == ("not-your-capacity",)
    assert refusal(load_days_off, "day,name\n", actor=ben, at=when(0)) == ("not-your-capacity",)
