"""The words and sentences for mentors of firms: where a mentorship stands, what a mentor reads of an answer, refusals."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Said = tuple[str | Promise, str] | tuple[str | Promise, str, str]

MENTORING: Mapping[str, Mapping[str, Said]] = {
    "mentorship": {
        "invited": (_("Waiting to be accepted"), "hourglass", "amber"),
        "running": (pgettext_lazy("a mentorship", "Running"), "eye", "green"),
        "over": (pgettext_lazy("a mentorship", "Over"), "clock", "grey"),
        "taken-back": (_("Taken back"), "minus", "grey"),
        "ended": (pgettext_lazy("a mentorship", "Ended"), "minus", "grey"),
    },
    "answer-stand": {
        "missing": (_("No answer yet"), "circle", "grey"),
        "incomplete": (_("Something is missing"), "triangle-alert", "amber"),
        "to-confirm": (_("Carried forward, to be confirmed"), "hourglass", "amber"),
        "complete": (_("Answered"), "check", "green"),
    },
}

SENTENCES: Mapping[str, str | Promise] = {
    "mentor-inside": _(
        "This person acts for the company and sees more than a mentor does already. Nothing was changed."
    ),
    "mentor-of-customs": _(
        "Whoever works for customs advises no company. Nothing was changed; ask the company to invite somebody else."
    ),
    "mentor-invited-already": _(
        "There is an open invitation to this address, or its owner mentors you already. End that first, then invite again."
    ),
    "mentorship-over": _("The last day of this mentorship has passed. Nothing was changed."),
    "advice-missing": _("Write what you advise, then send it."),
    "advice-too-long": _("At most %(detail)s characters fit. Shorten your advice and send it again."),
}
