"""The words and sentences for procedures of a group or an association, their publishers, members and references."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Said = tuple[str | Promise, str] | tuple[str | Promise, str, str]

PROCEDURES: Mapping[str, Mapping[str, Said]] = {
    "publisher-kind": {
        "parent": (_("Parent firm of a group"), "building-2"),
        "association": (_("Association"), "users"),
    },
    "publisher": {
        "asked": (_("Customs looks at it"), "hourglass", "amber"),
        "verified": (_("Verified by customs"), "badge-check", "green"),
        "turned-down": (_("Not verified"), "circle-x", "red"),
        "ended": (pgettext_lazy("a publisher", "May publish no longer"), "ban", "grey"),
    },
    "membership": {
        "offered": (pgettext_lazy("a membership", "Offered"), "hourglass", "amber"),
        "running": (pgettext_lazy("a membership", "Member"), "check", "green"),
        "declined": (pgettext_lazy("a membership", "Declined"), "minus", "grey"),
        "ended": (pgettext_lazy("a membership", "Ended"), "minus", "grey"),
    },
    "procedure": {
        "in-force": (_("In force"), "check", "green"),
        "replaced": (pgettext_lazy("a version of a procedure", "Replaced"), "clock", "grey"),
        "withdrawn": (pgettext_lazy("a procedure", "Withdrawn"), "ban", "red"),
    },
    "reference": {
        "current": (_("In force"), "check", "green"),
        "newer": (_("There is a newer version"), "hourglass", "amber"),
        "stayed": (_("Stays with this version"), "info", "grey"),
        "withdrawn": (_("The procedure is withdrawn"), "ban", "red"),
        "lapsed": (_("No member any more"), "circle-x", "red"),
    },
}

SENTENCES: Mapping[str, str | Promise] = {
    "publisher-kind-unknown": _("Choose whether you are the parent firm of a group or an association."),
    "publisher-about-missing": _("Say for whom you publish and what proves it. Customs reads your words."),
    "publisher-already": _("Your organisation has asked already, or publishes. Nothing was changed."),
    "not-a-publisher": _(
        "Only an organisation that customs has verified can do this. Ask customs first; nothing was changed."
    ),
    "member-unknown": _("No company has the trader number %(detail)s. Ask your member for it and try again."),
    "member-is-publisher": _("Your own organisation needs no membership. Nothing was changed."),
    "member-already": _(
        "This company belongs to you already, or your offer to it is open. Nothing was changed."
    ),
    "member-answers": _("Only the company that it was offered to answers this. Nothing was changed."),
    "procedure-title-missing": _("The title is missing. Fill it in and publish again."),
    "procedure-date-missing": _("The date of the procedure is missing. Fill it in and publish again."),
    "procedure-news-missing": _("Say what is new in this version. Your members decide by it."),
    "withdrawal-reason-missing": _("Say why it is withdrawn. Your members read it."),
    "procedure-other-criterion": _(
        "This procedure does not speak to this criterion. Choose another, or attach a document of your own."
    ),
    "referred-already": _("This answer refers to that procedure already. Nothing was changed."),
    "differences-too-long": _("At most %(detail)s characters fit. Shorten what you do differently."),
    "no-newer-version": _("There is no newer version to decide about. Nothing was changed."),
}
