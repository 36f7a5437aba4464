"""What is written to somebody who asks for an account and has none: a link, and that there is something, never what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from openaeo.bedrock.models import JournalEntry
from openaeo.bedrock.worker import reader
from openaeo.casework.accounts import TOPIC
from openaeo.casework.models import AccountRequest
from openaeo.notices import post
from openaeo.notices.letters import Letter
from openaeo.notices.telling import FRESH
from openaeo.parties.models import Person

_SALT = "openaeo.account-request"

SUBJECTS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "ask-account": gettext_lazy("OpenAEO: confirm your e-mail address"),
        "ask-more-account": gettext_lazy("OpenAEO: customs has a question about your request"),
        "open-account": gettext_lazy("OpenAEO: your account is open"),
        "refuse-account": gettext_lazy("OpenAEO: there is news about your request for an account"),
        "lapse-account": gettext_lazy("OpenAEO: there is news about your request for an account"),
    }
)
"""Of which acts somebody without an account is written to."""


def key_of(pk: int) -> str:
    """Return what stands in the link that proves an address; nobody can make it up."""
    return signing.dumps(pk, salt=_SALT)


def behind(key: str) -> int | None:
    """Return the request that a link leads to; None for one that we did not write."""
    try:
        found = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


@reader("account-mail", topic=TOPIC)
def write_to_whom_asked(entry: JournalEntry, at: datetime) -> None:
    """Queue the mail about one act, in the language in which the account was asked for."""
    if entry.act not in SUBJECTS or at - entry.at > FRESH:
        return
    asked = AccountRequest.objects.select_related("person").filter(pk=entry.subject).first()
    if asked is None or (entry.act == "lapse-account" and asked.confirmed_at is None):
        return  # whoever never proved the address may be somebody else
    with override(asked.language):
        letter = Letter(str(SUBJECTS[entry.act]), "\n\n".join(_paragraphs(entry.act, asked)) + "\n")
    post.hand_in(letter, address=asked.email, purpose=f"{entry.act}-{entry.cursor}", at=at)


def _paragraphs(act: str, asked: AccountRequest) -> list[str]:
    if act == "ask-account":
        return [
            _(
                "Somebody, probably you, asks customs to open an account with this e-mail address. Open this link within "
                "three days to confirm it and send the request:"
            ),
            _address("account_confirm", key_of(asked.pk)),
            _(
                "Your tracking code is %(code)s. With it and this address you see at any time where the request stands:"
            )
            % {"code": asked.code},
            _address("account_track"),
            _("If it was not you, do nothing. The request then goes away by itself."),
        ]
    if act == "open-account" and asked.person is not None:
        return [
            _(
                "The account that you asked for is open. Choose a password first; the link is good for three days:"
            ),
            _to_password(asked.person),
            _("Later you can ask for a new link on the page where you sign in:"),
            _address("account_login"),
        ]
    return [
        _(
            "There is news about the account that you asked customs to open. Read it with your tracking code and this "
            "e-mail address:"
        ),
        _address("account_track"),
    ]


def _to_password(person: Person) -> str:
    """The link by which a person sets a password; the address is proved, as the request came by a link to it."""
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    key = default_token_generator.make_token(person)
    return _address("account_reset_password_from_key", user_pk_to_url_str(person), key)


def _address(name: str, *parts: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=parts)}"
