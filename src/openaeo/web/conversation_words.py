"""The words of conversations: states, phases and sides as rows of `words`, and the sentences for refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Made = TypeVar("Made")

_ROWS: Mapping[str, Mapping[str, tuple[str | Promise, str, str]]] = {
    "conversation": {
        "customs": (_("Customs is to answer"), "briefcase", "blue"),
        "applicant": (_("The firm is to answer"), "hourglass", "amber"),
        "nobody": (_("No answer needed"), "check", "grey"),
        "closed": (_("Conversation closed"), "archive", "grey"),
    },
    "conversation-side": {
        "customs": (_("Customs"), "landmark", "blue"),
        "applicant": (_("The firm"), "building-2", "grey"),
    },
    "conversation-phase": {
        "application": (_("Application and its completeness"), "inbox", "blue"),
        "assessment": (_("Assessment"), "eye", "blue"),
        "decision": (_("Decision"), "gavel", "blue"),
        "hearing": (_("Hearing"), "megaphone", "amber"),
        "monitoring": (_("After the certificate"), "calendar-clock", "green"),
    },
}


def rows(make: Callable[[str | Promise, str, str], Made]) -> dict[str, dict[str, Made]]:
    """Return by kind and code what `make` makes of each label, icon and tone."""
    return {kind: {code: make(*one) for code, one in codes.items()} for kind, codes in _ROWS.items()}


SENTENCES: Mapping[str, str | Promise] = {
    "conversation-subject-missing": _("Say in a few words what the conversation is about."),
    "message-empty": _("The message is empty. Write what you want to say; nothing was sent."),
}
