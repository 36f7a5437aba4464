"""A test letter: an administrator sees whether mail leaves this installation and arrives."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act_new
from openaeo.law.workflow import Reason, Refused
from openaeo.notices import post
from openaeo.notices.inbox import mail_ready
from openaeo.notices.letters import Letter
from openaeo.notices.models import Delivery
from openaeo.parties.models import Person

TRIAL = "trial"


def try_mail(*, actor: Actor, at: datetime) -> Delivery:
    """Queue a test letter to the administrator who asks.

    Refused: `not-signed-in`, `mail-not-set` (no mail server is named), `mail-under-way` (one was sent a moment ago).
    """
    with act_new("try-mail", topic="mail", subject=str(actor.person), actor=actor, at=at) as note:
        person = Person.objects.filter(pk=actor.person or 0).first()
        if person is None:
            raise Refused("try-mail", Reason("not-signed-in"))
        if not mail_ready():
            raise Refused("try-mail", Reason("mail-not-set"))
        queued = post.hand_in(_letter(person), address=person.email, purpose=TRIAL, at=at)
        if queued is None:
            raise Refused("try-mail", Reason("mail-under-way"))
        note(address=person.email)
    return queued


def latest(*, actor: Actor) -> Delivery | None:
    """Return how the latest test letter to `actor` fared, if there was one."""
    return (
        Delivery.objects.visible_to(actor)
        .filter(person=actor.person, purpose=f"{post.ACCOUNT}:{TRIAL}")
        .order_by("-created_at")
        .first()
    )


def _letter(person: Person) -> Letter:
    with override(person.language):
        return Letter(
            _("OpenAEO: a test letter"),
            _(
                "This letter was sent to try the mail of OpenAEO at %(address)s. Mail arrives; nothing is to be done."
            )
            % {"address": settings.PUBLIC_URL}
            + "\n",
        )
