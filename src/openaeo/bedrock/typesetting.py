"""Typesetting: a template that only places, and everything it says as data; out come archivable, accessible pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from unicodedata import bidirectional

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst

Form = Literal["pdf", "png"]
DOTS_PER_INCH = 96.0


class NotTypeset(Exception):
    """The pages could not be made; whoever asked tries again or goes on without them."""


def typeset(template: Path, said: Mapping[str, object], *, at: datetime, form: Form = "pdf") -> bytes:
    """Return `template` filled with `said`: a tagged PDF (PDF/A-3a, PDF/UA-1), or its first page as a picture.

    What is said goes in as data, so nothing in it can act. The same arguments give the same bytes. Our fonts come
    first, then those of the machine, for scripts that ours do not cover; signs that no font at hand can show (an
    emoji in a name) make it a plain PDF with empty boxes: better that than none. Raises `NotTypeset`.
    """
    try:
        for ours_only in (True, False):
            try:
                return _compiled(template, said, at, form, strict=True, ours_only=ours_only)
            except typst.TypstError as fault:
                if "could not be displayed" not in str(fault):
                    raise
        return _compiled(template, said, at, form, strict=False, ours_only=False)
    except (typst.TypstError, OSError) as fault:
        raise NotTypeset(str(fault)) from fault


def direction_of(text: str) -> str:
    """Return "rtl" when the first letter of `text` that has a direction runs right to left, else "ltr"."""
    for character in text:
        kind = bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _compiled(
    template: Path, said: Mapping[str, object], at: datetime, form: Form, *, strict: bool, ours_only: bool
) -> bytes:
    return typst.compile(
        _read(template),
        format=form,
        font_paths=_fonts(ours_only=ours_only),
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
        pdf_standards=["a-3a", "ua-1"] if strict and form == "pdf" else [],
        ppi=DOTS_PER_INCH,
    )


@cache
def _read(template: Path) -> bytes:
    return template.read_bytes()


@cache
def _fonts(*, ours_only: bool) -> typst.Fonts:
    ours: list[Path] = [Path(package.ROOT) for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
    return typst.Fonts(include_system_fonts=not ours_only, include_embedded_fonts=False, font_paths=ours)
