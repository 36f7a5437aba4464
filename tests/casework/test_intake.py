"""A list of our own holders from the upload to the register: fates, four eyes, an interruption, the same file again."""

import io
from datetime import UTC, datetime

import pytest
from tests.worlds import home, people, somebody, staff, when

from openaeo.bedrock import files
from openaeo.bedrock.rows import in_utf8
from openaeo.casework import intake, intake_taking, tasks
from openaeo.casework.models import Intake, IntakeRow
from openaeo.law.decision import Terms
from openaeo.law.intake import DateOrder, Fate, Field
from openaeo.law.terms import Capacity, Period
from openaeo.law.workflow import Refused
from openaeo.parties import succession
from openaeo.parties.models import Mandate, Operator, Site
from openaeo.register.entries import enter
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
    Field.NUMBER: 0,
    Field.NAME: 1,
    Field.TIN: 2,
    Field.TIER: 3,
    Field.ROLES: 4,
    Field.STARTS: 5,
    Field.ENDS: 6,
    Field.STATUS: 7,
    Field.SINCE: 8,
    Field.SITES: 9,
}
WORDS = {
    Field.TIER: {"Seguridad": "security"},
    Field.ROLES: {"imp": "importer", "exp": "exporter"},
    Field.STATUS: {"vigente": "granted", "suspendido": "suspended", "vencido": "expired"},
}


def received(actor, lines=LINES, header=HEADER, name="old book.csv"):
    content = "\n".join([header, *lines])
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


def test_a_firm_taken_over_gets_its_first_owner_from_customs(cast):
    found = checked(cast.ben, lines=LINES[:1])
    intake.take_over(found.pk, actor=cast.dalia, at=AT)
    tasks.take_over_holders(found.pk)
    firm = Operator.objects.get(tin="QM700000001")
    gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
    somebody("zoe", "Zoe Marchand")
    asked = succession.propose(
        firm.number, "zoe@example.org", reason="Came with the certificate.", actor=cast.ben, at=AT
    )
    succession.confirm(asked.pk, reasons="Papers seen.", actor=gina, at=AT)
    assert Mandate.objects.get(operator=firm).person.name == "Zoe Marchand"


def test_what_stands_is_never_changed_and_a_row_is_settled_by_name_with_a_reason(cast):
    terms = Terms("security", frozenset({"importer"}), Period(when(0)))
    for number, holder in (("QMAEO-501", "Cedar and Sons"), ("QMAEO-599", "Almadi Spices")):
        enter(None, terms, administration=home(), number=number, holder=holder, actor=cast.dalia, at=when(0))
    before = list(Authorisation.objects.values())
    found = checked(cast.ben)
    assert fates(found)[2] == (Fate.DIFFERS, [])
    row, alike, wrong = (found.rows.get(row=number) for number in (2, 10, 8))
    assert row.before == {
        "name": "Cedar and Sons",
        "roles": "importer",
        "starts": "2026-01-05",
        "tin": "",
    }
    assert reasons(intake.leave_out, row.pk, reason=" ", actor=cast.ben, at=AT) == ["reason-missing"]
    assert reasons(intake.leave_out, row.pk, reason="x", actor=cast.efua, at=AT) == ["not-your-capacity"]
    assert reasons(intake.pass_row, row.pk, reason="x", actor=cast.ben, at=AT) == ["row-not-passable"]
    assert reasons(intake.pass_row, wrong.pk, reason="x", actor=cast.ben, at=AT) == ["row-not-passable"]
    intake.leave_out(row.pk, reason="The register is right.", actor=cast.ben, at=AT)
    assert reasons(intake.leave_out, row.pk, reason="x", actor=cast.ben, at=AT) == ["row-settled"]
    assert intake.pass_row(alike.pk, reason="Two firms.", actor=cast.ben, at=AT).fate == Fate.NEW
    assert reasons(intake.take_over, found.pk, actor=cast.ben, at=AT) == ["not-your-capacity"]

    twin = found.rows.get(row=6)
    said = {Field(name): str(twin.values.get(name, "")) for name in ("number", "name", "tier", "status")}
    intake.correct(twin.pk, said | {Field.TIN: "QM700000055"}, actor=cast.dalia, at=AT)
    assert {number: fates(found)[number][0] for number in (6, 7)} == {6: Fate.NEW, 7: Fate.NEW}
    assert reasons(intake.take_over, found.pk, actor=cast.dalia, at=AT) == ["prepared-it-yourself"]
    other = staff("dora", Capacity.DECIDER, "Dora Quist")
    intake.take_over(found.pk, actor=other, at=AT)
    tasks.take_over_holders(found.pk)
    assert list(Authorisation.objects.filter(number__in=["QMAEO-501", "QMAEO-599"]).values()) == before


def test_a_taking_over_that_was_interrupted_goes_on_without_doubles(cast, monkeypatch):
    monkeypatch.setattr(intake_taking, "BATCH", 1)
    found = checked(cast.ben, lines=LINES[:4])
    intake.take_over(found.pk, actor=cast.dalia, at=AT)
    assert intake_taking._batch(found.pk, at=AT)
    enter(
        None,
        Terms("security", frozenset({"exporter"}), Period(when(0))),
        administration=home(),
        number="QMAEO-502",
        holder="Somebody else",
        actor=cast.dalia,
        at=AT,
    )  # meanwhile, by another way
    tasks.resume_intakes()
    tasks.resume_intakes()
    assert {number: one[0] for number, one in fates(found).items()} == {
        2: Fate.TAKEN,
        3: Fate.DIFFERS,
        4: Fate.TAKEN,
        5: Fate.TAKEN,
    }
    assert (Authorisation.objects.count(), Operator.objects.filter(tin__startswith="QM7").count()) == (4, 3)


def test_a_file_that_is_no_list_is_refused_whole(cast):
    refused = {
        "list-empty": {"lines": ()},
        "list-has-no-header": {"header": ";;", "lines": LINES},
        "list-unreadable": {"lines": ('x;"open',)},
    }
    assert {code: reasons(received, cast.ben, **given) for code, given in refused.items()} == {
        code: [code] for code in refused
    }
    found = received(cast.ben)
    assert reasons(received, cast.dalia) == ["list-already-open"]
    assert reasons(received, cast.amara) == ["not-your-capacity"]
    named = {"order": DateOrder.YMD, "whole": {}, "actor": cast.ben, "at": AT}
    assert reasons(
        intake.choose_columns, found.pk, {Field.NAME: 1, Field.EORI: 1, Field.MID: 40}, **named
    ) == [
        "field-needed",
        "field-needed",
        "field-needed",
        "identifier-needed",
        "column-chosen-twice",
        "column-unknown",
    ]
    assert reasons(intake.choose_words, found.pk, {}, actor=cast.ben, at=AT) == ["columns-not-chosen"]
    assert intake.discard(found.pk, actor=cast.ben, at=AT).state == "discarded"
    assert (
        Intake.objects.visible_to(cast.amara).count() == IntakeRow.objects.visible_to(cast.amara).count() == 0
    )
