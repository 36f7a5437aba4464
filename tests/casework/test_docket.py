"""The list of what waits follows the journal, the calendar and the moment, and says what the case itself would."""

from datetime import date, timedelta

import pytest
from tests.worlds import a_case, a_finding, a_visit, an_operator, people, staff, when

from openaeo.bedrock.models import ReaderPosition
from openaeo.bedrock.together import together, unpacked
from openaeo.casework import decision, docket, requests
from openaeo.casework.daysoff import add_day_off
from openaeo.casework.docket import OPEN, waiting
from openaeo.casework.models import Case, Docket
from openaeo.law.terms import Capacity

pytestmark = pytest.mark.django_db


def kept(at):
    return {row.case_id: docket.read(row, at) for row in Docket.objects.all()}


def computed(at):
    return {case.pk: waiting(case, at) for case in Case.objects.filter(state__in=[one.value for one in OPEN])}


def test_every_open_case_has_one_and_no_other():
    stages = (
        "draft",
        "submitted",
        "returned",
        "assessment",
        "decision",
        "hearing",
        "granted",
        "refused",
        "withdrawn",
    )
    for place, stage in enumerate(stages):
        a_case(stage, firm=an_operator(f"firm{place}", name=f"Firm {place}", tin=f"QM10000000{place}"))
    assert docket.read_on(at=when(14)) == len(stages)
    assert kept(when(14)) == computed(when(14))
    assert len(kept(when(14))) == 5
    assert docket.read_on(at=when(14)) == 0
    assert docket.make_all(at=when(14)) == 5


def test_it_follows_each_act_and_the_moment():
    hearing = a_case("hearing")
    docket.read_on(at=when(13))
    before = kept(when(13))[hearing.pk]
    docket.read_on(at=when(90))
    after = kept(when(90))[hearing.pk]
    assert (before.why, before.turn, after.why, after.turn) == ("hearing", "applicant", "heard", "customs")
    decision.conclude_hearing(hearing.number, actor=people().dalia, at=when(91))
    decision.refuse(hearing.number, reasons="Not kept.", actor=people().dalia, at=when(91))
    docket.read_on(at=when(91))
    assert kept(when(91)) == {}


def test_a_question_and_a_finding_are_counted_and_a_day_off_makes_all_anew():
    finding = a_finding("raised")
    requests.ask(finding.case_id, question="Since when?", actor=people().ben, at=when(8))
    docket.read_on(at=when(9))
    asked = kept(when(9))[finding.case_id]
    assert (asked.why, asked.count, asked.since) == ("asked", 1, when(8))
    add_day_off(date(2026, 2, 2), name="Feast", actor=staff("gina", Capacity.ADMINISTRATOR), at=when(10))
    assert docket.read_on(at=when(10)) == 1
    assert docket.keep_up(when(12)) == 1  # a day old
    assert ReaderPosition.objects.get(reader=docket.NAME).moved_at >= when(10)
    assert kept(when(12)) == computed(when(12))


def test_rows_brought_together_are_the_rows_themselves(django_assert_num_queries):
    case = a_finding("planned").case
    a_visit(case)
    requests.ask(
        case.number, question="Since when?", actor=people().ben, at=when(8) + timedelta(microseconds=7)
    )
    names = ("requests", "results", "findings", "clock_stops", "handlings", "visits", "site_plans")
    with django_assert_num_queries(1):
        found = unpacked(together(Case.objects.all(), *names).get(pk=case.pk))
        rows = {name: [vars(one) for one in getattr(found, name).all()] for name in names}
    plain = Case.objects.get(pk=case.pk)
    for name in names:
        real = list(getattr(plain, name).all())
        columns = [field.attname for field in plain._meta.get_field(name).related_model._meta.concrete_fields]
        assert [[row[column] for column in columns] for row in rows[name]] == [
            [getattr(one, column) for column in columns] for one in real
        ]
