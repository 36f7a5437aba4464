"""Every reason for a refusal in the reader's words: what stands in the way, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from django.utils.translation import gettext_lazy as _

from openaeo.law.workflow import Reason
from openaeo.web.language import MINUTE, reading
from openaeo.web.sentences import COUNTED, SENTENCES
from openaeo.web.words import WORDS, word

Detail = str | int | None


def _moment(detail: Detail) -> str:
    try:
        moment = datetime.fromisoformat(str(detail))
    except ValueError:
        return str(detail or "")
    return str(format_datetime(moment, MINUTE.get(reading(), MINUTE["en"]), locale=reading()))


def _state(detail: Detail) -> str:
    kinds = (
        *("case", "authorisation", "measure", "request", "finding", "visit", "list", "phase"),
        *("invitation", "succession", "account", "alternative", "change", "reassessment"),
    )
    code = str(detail or "")
    return str(next((WORDS[kind][code].label for kind in kinds if code in WORDS[kind]), code))


def _role(detail: Detail) -> str:
    return str(word("role", detail).label)


def _mode(detail: Detail) -> str:
    return str(word("mode", detail).label)


def _mandate(detail: Detail) -> str:
    return str(word("mandate", detail).label)


def _phase(detail: Detail) -> str:
    return str(word("phase", detail).label)


def _day(detail: Detail) -> str:
    try:
        day = date.fromisoformat(str(detail))
    except ValueError:
        return str(detail or "")
    return str(format_date(day, "long", locale=reading()))


def _roles(detail: Detail) -> str:
    return ", ".join(_role(code) for code in str(detail or "").split(", "))


SHOWN: Mapping[str, Callable[[Detail], str]] = {
    "hearing-running": _moment,
    "reassessment-running": _moment,
    "barred-until": _day,
    "role-not-for-tier": _roles,
    "due-past": _day,
    "date-not-after-latest": _day,
    "change-too-far-ahead": _day,
    "change-too-old": _day,
    "declaration-too-early": _day,
    "due-too-far": _day,
    "team-busy": _moment,
    "visit-too-early": _moment,
    "not-from-here": _state,
    "not-editable": _state,
    "document-not-yet-issued": _day,
    "document-ends-before-start": _day,
    "mode-not-allowed": _mode,
    "not-your-mandate": _mandate,
    "not-yours-to-give": _mandate,
    "role-not-covered": _role,
    "arrangement-not-in-operation": _phase,
}

UNKNOWN = _("This could not be done, and nothing was changed. Tell your administrator this code: %(code)s.")


def say(reason: Reason) -> str:
    """Return why not and what to do, in the reader's language; an unknown code is named, never hidden."""
    if reason.code in COUNTED and isinstance(reason.detail, int):
        return str(COUNTED[reason.code] % {"count": reason.detail})
    if reason.code not in SENTENCES:
        return str(UNKNOWN) % {"code": reason}
    sentence = str(SENTENCES[reason.code])
    if "%(detail)s" not in sentence:
        return sentence
    shown = SHOWN.get(reason.code, str)
    return sentence % {"detail": shown(reason.detail) if reason.detail is not None else "–"}


def has_wording(code: str) -> bool:
    """Return whether `code` has words of its own."""
    return code in SENTENCES or code in COUNTED
