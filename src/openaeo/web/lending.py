"""The words of the pages, lent to documents that are made behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openaeo.web.acceptance_sentences import MISSING
from openaeo.web.components import plain_word
from openaeo.web.desk import chronicle
from openaeo.web.timewords import cause_words, change_words
from openaeo.web.trader import history


def in_documents(kind: str, code: str) -> str:
    """Return the word for `code` of `kind` as the pages say it, in the active language; the code when there is none."""
    speaker = _SPEAKERS.get(kind)
    return speaker(code) if speaker else plain_word(code, kind)


_SPEAKERS: Mapping[str, Callable[[str], str]] = {
    "cause": cause_words,
    "change-kind": change_words,
    "failed-check": lambda code: str(MISSING.get(code, code)),
    "act": lambda code: str(chronicle.WORDS.get(code, code)),
    "own-act": lambda code: str(history.WORDS.get(code, code)),
    "side": lambda code: str({**chronicle.SIDES, **history.SIDES}.get(code, code)),
}
