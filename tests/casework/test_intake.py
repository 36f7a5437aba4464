"""A list of our own holders from the upload to the register: fates, four eyes, an interruption, the same file again."""

import io
from datetime import UTC, datetime

import pytest
from tests.worlds import people

from openaeo.bedrock import files
from openaeo.bedrock.rows import in_utf8
from openaeo.casework import intake, tasks
from openaeo.casework.models import Intake
from openaeo.law.intake import DateOrder, Fate, Field
from openaeo.law.workflow import Refused
from openaeo.parties.models import Mandate, Site
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
HEADER = "Nº;Firm;Fiscal code;Kind;What for;Granted;Until;State;State since;Depots"
LINES = (
    "QMAEO-501;Cedar & Sons Ltd;QM700000001;Seguridad;imp/exp;03/04/2021;;vigente;;Quay 1, Port Meridian; ",
    "QMAEO-502;شركة التمر;QM700000002;Seguridad;exp;10/11/2020;31/12/2027;suspendido;05/06/2026;",
    "QMAEO-503;Old Lantern;QM700000003;Seguridad;imp;01/02/2015;31/01/2018;vencido;;",
    ";Numberless Mills;QM700000004;Seguridad;imp;01/02/2024;;vigente;;",
    "QMAEO-505;Twin One;QM700000005;Seguridad;imp;01/02/2024;;vigente;;",
    "QMAEO-506;Twin Two;QM700000005;Seguridad;imp;01/02/2024;;vigente;;",
    "QMAEO-507;No State Ltd;QM700000007;Seguridad;imp;01/02/2024;;suspendido;;",
    "QMAEO-508;Backwards;QM700000008;Seguridad;imp;01/02/2024;01/02/2023;vigente;;",
    "QMAEO-509;Almadi Spice Ltd.;QM700000009;Seguridad;imp;01/02/2024;;vigente;;",
    "QMAEO-510;Odd Kind;QM700000010;Otro;juggler;31/31/2024;;huh;;",
    ";Nobody;;Seguridad;imp;01/02/2024;;vigente;;",
)  # fmt: skip
COLUMNS = {
    Field.NUMBER: 0, Field.NAME: 1, Field.TIN: 2, Field.TIER: 3, Field.ROLES: 4, Field.STARTS: 5,
    Field.ENDS: 6, Field.STATUS: 7, Field.SINCE: 8, Field.SITES: 9,
}
WORDS = {
    Field.TIER: {"Seguridad": "security"},
    Field.ROLES: {"imp": "importer", "exp": "exporter"},
    Field.STATUS: {"vigente": "granted", "suspendido": "suspended", "vencido": "expired"},
}


def received(actor, lines=LINES, header=HEADER, name="old book.csv"):
    content = "\n".join(
        [
            header,
            *(
                line.strip("; ") + ";" * (9 - line.strip("; ").count(";")) if False else line
                for line in lines
            ),
        ]
    )
    with in_utf8(io.BytesIO(content.encode())) as (stream, sent):
        stored = files.store(stream, name, at=AT, accept=intake.ACCEPTED)
    return intake.receive(stored=stored, name=name, sent=sent, actor=actor, at=AT)


def checked(actor, **more):
    found = received(actor, **more)
    intake.choose_columns(found.pk, COLUMNS, order=DateOrder.DMY, whole={}, actor=actor, at=AT)
    intake.choose_words(found.pk, WORDS, actor=actor, at=AT)
    tasks.check_holders(found.pk)
    return Intake.objects.get(pk=found.pk)


def fates(found):
    return {row.row: (row.fate, [one["code"] for one in row.problems]) for row in found.rows.all()}


@pytest.fixture
def cast():
    return people()


def reasons(call, *given, **named):
    with pytest.raises(Refused) as refused:
        call(*given, **named)
    return [reason.code for reason in refused.value.reasons]


def test_a_list_from_the_upload_to_the_register(cast):
    found = checked(cast.ben)
    assert (found.state, found.rows_total, found.rows_done) == ("checked", 11, 11)
    new = (Fate.NEW, [])
    held = Fate.QUARANTINED
    assert fates(found) == {
        2: new,
        3: new,
        4: new,
        5: new,
        6: (held, ["twice-in-file"]),
        7: (held, ["twice-in-file"]),
        8: (held, ["since-missing"]),
        9: (held, ["ends-before-start"]),
        10: (held, ["name-alike"]),
        11: (held, ["status-unknown", "tier-unknown", "roles-unknown", "date-unreadable"]),
        12: (held, ["no-identifier"]),
    }
    assert reasons(intake.take_over, found.pk, actor=cast.ben, at=AT) == ["not-your-capacity"]
    intake.take_over(found.pk, actor=cast.dalia, at=AT)
    assert Authorisation.objects.filter(administration__is_home=True).count() == 0
    tasks.take_over_holders(found.pk)
    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("taken-over", 4)
    drawn = found.rows.get(row=5).number
    assert drawn.startswith("QMAEO")
    assert {
        (one.number, one.holder, one.state, one.operator.tin)
        for one in Authorisation.objects.select_related("operator")
    } == {
        ("QMAEO-501", "Cedar & Sons Ltd", "granted", "QM700000001"),
        ("QMAEO-502", "شركة التمر", "suspended", "QM700000002"),
        ("QMAEO-503", "Old Lantern", "expired", "QM700000003"),
        (drawn, "Numberless Mills", "granted", "QM700000004"),
    }
    assert Site.objects.get(operator__tin="QM700000001").address == "Quay 1, Port Meridian"
    assert not Mandate.objects.filter(operator__tin__startswith="QM70").exists()

    again = checked(cast.ben)
    assert [one[0] for one in fates(again).values()][:4] == [Fate.SAME] * 4
    assert reasons(intake.take_over, again.pk, actor=cast.dalia, at=AT) == ["nothing-to-take-over"]
    assert Authorisation.objects.count() == 4
