"""Which language the reader chose, and which texts of a page the catalogues could not say in it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info
from django.utils.translation.trans_real import DjangoTranslation

from openaeo.law.terms import Text, worded

NOTICE_MARK = b"<!-- fallback-notice -->"
SOURCE_LANGUAGE = "en"
ENDONYMS = {"ar": "العربية"}

_lacking: ContextVar[set[str] | None] = ContextVar("lacking", default=None)

MINUTE = {"en": "d MMMM y, HH:mm", "fr": "d MMMM y 'à' HH:mm", "ar": "d MMMM y، HH:mm"}


def note_fallback(message: str) -> None:
    """Remember that `message` is shown in English although the reader chose another language."""
    lacking = _lacking.get()
    if lacking is not None:
        lacking.add(message)


def lacking_here() -> frozenset[str]:
    """Return the texts that fell back to English so far in this request; empty outside a request."""
    return frozenset(_lacking.get() or ())


def watch_catalogues() -> None:
    """Note every look-up that a catalogue other than English cannot answer. Safe to call twice.

    Django offers no hook between `{% translate %}`, lazy strings and the catalogue, so the catalogue's own
    two look-ups are wrapped. English is the source language: its catalogue is empty by design.
    """
    if hasattr(DjangoTranslation, "look_up_unwatched"):
        return
    single = DjangoTranslation.gettext
    plural = DjangoTranslation.ngettext

    def gettext(self: DjangoTranslation, message: str) -> str:
        if _lacking.get() is not None and not _is_source(self) and message not in self._catalog:  # type: ignore[attr-defined]
            note_fallback(message)
        return single(self, message)

    def ngettext(self: DjangoTranslation, msgid1: str, msgid2: str, n: int) -> str:
        text = plural(self, msgid1, msgid2, n)
        if _lacking.get() is not None and not _is_source(self) and text in (msgid1, msgid2):
            note_fallback(msgid1)
        return text

    DjangoTranslation.look_up_unwatched = single  # type: ignore[attr-defined]
    DjangoTranslation.gettext = gettext  # type: ignore[method-assign,assignment]
    DjangoTranslation.ngettext = ngettext  # type: ignore[method-assign]


def _is_source(catalogue: DjangoTranslation) -> bool:
    return str(catalogue.language()).split("-")[0] == SOURCE_LANGUAGE


def with_notice(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Return the response to `request`; a page that shows English for want of a translation says so once."""
    token = _lacking.set(set())
    try:
        response = get_response(request)
        if response.streaming or NOTICE_MARK not in response.content:
            return response
        notice = b""
        if lacking_here():
            notice = render_to_string("components/fallback_notice.html", request=request).encode()
        response.content = response.content.replace(NOTICE_MARK, notice, 1)
        return response
    finally:
        _lacking.reset(token)


def worded_here(text: Text) -> tuple[str, str]:
    """Return `text` in the reader's language and the language it is really in; a fallback is noted."""
    reader = reading()
    words, language = worded(text, reader)
    if words and language != reader:
        note_fallback(words)
    return words, language


def called(name: Text) -> str:
    """Return a proper name in the reader's language, else as it is written elsewhere: that is no missing translation."""
    return worded(name, reading())[0]


def reading() -> str:
    """Return the reader's language as a code of `settings.LANGUAGES`."""
    return (get_language() or SOURCE_LANGUAGE).split("-")[0]


def offered() -> list[tuple[str, str]]:
    """Return the languages on offer: code and its own name."""
    return [
        (code, ENDONYMS.get(code) or str(get_language_info(code)["name_local"]).capitalize())
        for code, _name in settings.LANGUAGES
    ]
