"""Writing an arrangement down: new, changed, changed meanwhile, nonsense, and who may."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.exchange.conftest import an_arrangement

from openaeo.bedrock.actors import ANYBODY, Actor
from openaeo.bedrock.models import JournalEntry
from openaeo.exchange.models import Arrangement
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity, Role
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import Administration


def journal():
    return [(e.act, e.topic, e.subject, e.body) for e in JournalEntry.objects.filter(topic="arrangement")]


def test_a_new_arrangement_makes_the_partner_and_one_entry(desk):
    row = an_arrangement(desk, tiers=["full", " full ", ""], roles=[Role.EXPORTER, Role.IMPORTER])
    assert (row.partner_id, row.version, row.tiers, row.roles) == (
        "QN",
        1,
        ["full"],
        ["importer", "exporter"],
    )
    assert Administration.objects.get(code="QN").name == {"en": "Quince Customs"}
    ((act, topic, subject, body),) = journal()
    assert (act, topic, subject, body["before"], body["version"]) == ("arrange", "arrangement", "QN", {}, 1)
    assert body["after"]["phase"] == "in-operation"


def test_a_change_tells_only_what_changed(desk, arrangement):
    row = an_arrangement(desk, expected_version=1, phase=Phase.SUSPENDED, partner_name="Quince Revenue")
    assert (row.version, row.phase) == (2, "suspended")
    assert Administration.objects.get(code="QN").name == {"en": "Quince Revenue"}
    assert journal()[-1][3] == {
        "before": {"phase": "in-operation", "partner_name": "Quince Customs"},
        "after": {"phase": "suspended", "partner_name": "Quince Revenue"},
        "version": 2,
    }


@pytest.mark.parametrize("version", [0, 2])
def test_somebody_else_was_faster(desk, arrangement, version):
    with pytest.raises(Refused) as refused:
        an_arrangement(desk, expected_version=version, title="Mine")
    assert refused.value.reasons == (Reason("changed-meanwhile"),)
    assert Arrangement.objects.get().title == "Mutual recognition QM-QN"
    assert len(journal()) == 1


def test_a_new_one_that_was_meant_as_a_change(desk):
    with pytest.raises(Refused) as refused:
        an_arrangement(desk, expected_version=3)
    assert refused.value.reasons == (Reason("changed-meanwhile"),)
    assert not Administration.objects.filter(code="QN").exists()


def test_every_nonsense_at_once(desk):
    with pytest.raises(Refused) as refused:
        an_arrangement(desk, code="Q1", partner_name=" ", title="", in_operation_from=None)
    assert refused.value.reasons == (
        Reason("partner-code-invalid", "Q1"),
        Reason("partner-name-missing"),
        Reason("title-missing"),
        Reason("operation-start-missing"),
    )
    with pytest.raises(Refused) as refused:
        an_arrangement(desk, code="QM", in_operation_until=datetime(2025, 1, 1, tzinfo=UTC))
    assert refused.value.reasons == (Reason("partner-is-home", "QM"), Reason("operation-ends-before-start"))
    assert (Arrangement.objects.count(), journal()) == (0, [])


@pytest.mark.parametrize("capacity", [c for c in Capacity if c is not Capacity.RECOGNITION_DESK])
def test_only_the_recognition_desk_arranges(desk, arrangement, capacity):
    actor = Actor(capacity, person=desk.person)
    for code, version in (("QN", 1), ("QP", 0)):
        with pytest.raises(Refused) as refused:
            an_arrangement(actor, code=code, expected_version=version)
        assert refused.value.reasons == (Reason("not-your-capacity", capacity.value),)
    assert Arrangement.objects.count() == 1


def test_outsiders_see_no_arrangement(arrangement, desk, officer):
    seen = [Arrangement.objects.visible_to(actor).count() for actor in (desk, officer, ANYBODY)]
    assert seen == [1, 1, 0]
    assert (
        Arrangement.objects.visible_to(
            Actor(Capacity.APPLICANT, person=1, operator=1, mandate=MandateKind.OWNER)
        ).count()
        == 0
    )


def test_the_view_of_the_fast_lane(desk):
    an_arrangement(
        desk,
        direction=Direction.INBOUND,
        roles=[Role.EXPORTER],
        in_operation_from=datetime(2025, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    )
    with connection.cursor() as sql:
        sql.execute("SELECT * FROM register_book_arrangement")
        names = [column.name for column in sql.description]
        rows = sql.fetchall()
    assert names == ["partner", "phase", "direction", "tiers", "roles", "benefits", "since_us", "until_us"]
    assert rows == [
        (
            "QN",
            "in-operation",
            "inbound",
            ["full", "light"],
            ["exporter"],
            ["fewer-checks"],
            1735689600000001,
            None,
        )
    ]
