"""Consent: what the firm says and what the public register shows change together."""

import dataclasses

import pytest
from tests.worlds import a_granted, a_suspended, acted, people, refusal, when

from openaeo.bedrock.actors import ANYBODY
from openaeo.casework.consent import set_consent
from openaeo.casework.measures import surrender
from openaeo.law.mandates import MandateKind
from openaeo.register.models import Authorisation
from openaeo.register.replay import agree

pytestmark = pytest.mark.django_db


def say(public, **other):
    cast = people()
    particulars = {"public": public, "partners": True, "actor": cast.amara, "at": when(50), **other}
    return acted(set_consent, cast.firm.number, **particulars)


@pytest.mark.parametrize("built", [a_granted, a_suspended])
def test_the_register_follows_at_once(built):
    held = built(public=False)
    assert not Authorisation.objects.visible_to(ANYBODY).filter(pk=held.pk).exists()

    say(public=True)
    assert Authorisation.objects.visible_to(ANYBODY).filter(pk=held.pk).exists()
    say(public=True)
    say(public=False)
    assert not Authorisation.objects.visible_to(ANYBODY).filter(pk=held.pk).exists()
    assert agree() == []


def test_an_ended_authorisation_is_left_as_it_was():
    held = a_granted(public=False)
    surrender(held.number, reason="", actor=people().amara, at=when(30))

    say(public=True)

    held.refresh_from_db()
    assert held.public is False


def test_consent_taken_back_hides_what_has_ended_too():
    held = a_granted(public=True)
    surrender(held.number, reason="", actor=people().amara, at=when(30))
    assert Authorisation.objects.visible_to(ANYBODY).filter(pk=held.pk).exists()

    say(public=False)

    assert not Authorisation.objects.visible_to(ANYBODY).filter(pk=held.pk).exists()
    assert agree() == []


def test_only_somebody_who_binds_the_firm_consents():
    a_granted()
    cast = people()
    preparer = dataclasses.replace(cast.amara, mandate=MandateKind.PREPARER)
    say_no = {"public": False, "partners": False, "at": when(30)}

    assert refusal(set_consent, cast.firm.number, actor=preparer, **say_no) == ("not-your-mandate",)
    assert refusal(set_consent, cast.firm.number, actor=cast.otto, **say_no) == ("not-found",)
    assert refusal(set_consent, cast.firm.number, actor=cast.ben, **say_no) == ("not-your-capacity",)
