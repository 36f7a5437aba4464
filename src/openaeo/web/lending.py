"""The words of the pages, lent to documents that are made behind them."""

from __future__ import annotations

from openaeo.web.components import plain_word
from openaeo.web.desk import chronicle
from openaeo.web.timewords import cause_words, change_words
from openaeo.web.trader import history


def in_documents(kind: str, code: str) -> str:
    """Return the word for `code` of `kind` as the pages say it, in the active language; the code when there is none."""
    if kind == "cause":
        return cause_words(code)
    if kind == "change-kind":
        return change_words(code)
    if kind == "act":
        return str(chronicle.WORDS.get(code, code))
    if kind == "own-act":
        return str(history.WORDS.get(code, code))
    if kind == "side":
        return str({**chronicle.SIDES, **history.SIDES}.get(code, code))
    return plain_word(code, kind)
