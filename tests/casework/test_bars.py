"""What keeps a firm from applying again, and what a tier is not for."""

import shutil
from datetime import UTC, datetime

import pytest
from tests.worlds import a_case, a_granted, a_suspended, acted, an_operator, people, refusal, when

from openaeo.casework import application, measures
from openaeo.law.clock import months_on
from openaeo.law.workflow import Reason, Refused

pytestmark = pytest.mark.django_db


def revoked():
    """Amara's authorisation, revoked on day 60."""
    held, cast = a_granted(), people()
    measure = acted(
        measures.propose,
        held.number,
        kind="revoke",
        ground="serious-infringement",
        grounds="Found.",
        actor=cast.ben,
        at=when(30),
    )
    acted(measures.reply, measure.pk, text="Yes.", actor=cast.amara, at=when(35))
    acted(measures.take, measure.pk, reasons="Serious.", actor=cast.dalia, at=when(60))
    return held


@pytest.fixture
def programmes(tmp_path, settings):
    """The programmes, copied to where a test may edit them."""
    settings.PROGRAMMES_DIR = shutil.copytree(settings.PROGRAMMES_DIR, tmp_path / "programmes")
    return settings.PROGRAMMES_DIR


def edit(folder, old, new):
    file = folder / "qm" / "programme.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_revoked_firm_waits_for_three_years_to_the_day():
    revoked()
    amara, last = people().amara, months_on(when(60).date(), 36)
    told = {"tier": "full", "roles": ["importer"], "actor": amara}

    with pytest.raises(Refused) as refused:
        application.start(**told, at=datetime(last.year, last.month, last.day, 23, 59, tzinfo=UTC))
    assert refused.value.reasons == (Reason("barred-until", last.isoformat()),)

    after = datetime(last.year, last.month, last.day + 1, tzinfo=UTC)
    assert acted(application.start, **told, at=after).state == "draft"


def test_nobody_else_waits():
    revoked()
    other = an_operator("omar", name="Other Movers (test)", tin="QM0999000001")
    started = acted(application.start, tier="full", roles=["importer"], actor=other.owner, at=when(61))
    assert started.state == "draft"


def test_a_refused_firm_may_apply_again_at_once_where_the_programme_sets_no_bar():
    case, amara = a_case(at="refused"), people().amara
    again = acted(application.start, tier="full", roles=["importer"], actor=amara, at=when(21))
    assert again.number != case.number


def test_a_bar_after_refusal_is_one_of_the_programme_s_data(programmes):
    a_case(at="refused")
    edit(programmes, 'after = ["revocation"]', 'after = ["revocation", "refusal"]')
    refused = refusal(application.start, tier="full", roles=["importer"], actor=people().amara, at=when(21))
    assert refused == ("barred-until",)


def test_suspension_bars_nothing_but_a_second_authorisation():
    a_suspended()
    refused = refusal(application.start, tier="full", roles=["importer"], actor=people().amara, at=when(50))
    assert refused == ("authorised-already",)


def test_a_tier_may_be_for_certain_roles(programmes):
    edit(programmes, 'code = "security"\n', 'code = "security"\nroles = ["carrier", "forwarder"]\n')
    amara = people().amara
    told = {"tier": "security", "actor": amara, "at": when(1)}
    with pytest.raises(Refused) as refused:
        application.start(roles=["importer", "carrier", "broker"], **told)
    assert refused.value.reasons == (Reason("role-not-for-tier", "importer, broker"),)
    case = acted(application.start, roles=["carrier"], **told)
    assert refusal(
        application.choose, case.number, tier="security", roles=["broker"], actor=amara, at=when(2)
    ) == ("role-not-for-tier",)
