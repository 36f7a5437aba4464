"""What operators ask of the folders of programmes on the console: are they sound, and what do they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from openaeo.law.citing import Certainty
from openaeo.law.edition import load_edition
from openaeo.law.guidance import load_guidebook
from openaeo.law.programme import Programme
from openaeo.law.programme_folder import load_programme
from openaeo.law.rulebook import Section, rulebook, tally
from openaeo.law.sheet import EditionFault
from openaeo.web.language import worded_here
from openaeo.web.rules_in_words import SILENT, SOURCES, ToldRule, ToldSection, told
from openaeo.web.words import word


def codes() -> list[str]:
    """Return the codes of the programmes on disk, in order."""
    return sorted(sheet.parent.name for sheet in _programmes().glob("*/programme.toml"))


def check(wanted: Iterable[str] = ()) -> Iterator[tuple[bool, str]]:
    """Yield for each programme of `wanted` (none: of all) whether it is sound, and the lines that say so.

    A sound one is told with how many of its values are of each certainty; of an unsound one
    every fault is told as `file:line: problem fix`.
    """
    for code in tuple(wanted) or codes():
        try:
            counts = tally(_read(code)[0])
        except EditionFault as fault:
            for one in (fault, *fault.others):
                yield False, f"{one.file}:{one.line}: {one.problem} {one.fix}"
        else:
            told_of = ", ".join(f"{counts[one]} {one.value}" for one in Certainty)
            yield True, f"{code}: OK, {told_of}"


def explain(code: str, language: str = "en") -> str:
    """Return the rule book of the programme `code` in Markdown, in `language` as far as it has the words.

    Raises `EditionFault` as `load_programme` does.
    """
    programme, book = _read(code)
    with override(language):
        lines = [f"# {worded_here(programme.title)[0]}", "", worded_here(programme.note)[0]]
        for section in told(book):
            lines += ["", f"## {section.heading}", "", *_section(section)]
        lines += ["", f"## {SOURCES}", ""]
        lines += [f"- **{source.code}** – {source.text}" for source in programme.sources]
        return "\n".join(lines) + "\n"


def _section(section: ToldSection) -> Iterator[str]:
    yield from (_rule(rule) for rule in section.rules)
    if not section.rules:
        yield str(SILENT)


def _rule(rule: ToldRule) -> str:
    title = f"**{rule.title}** – " if rule.title else ""
    marks = [f"({rule.source})"] if rule.source else []
    if rule.certainty not in {"", Certainty.SOURCED}:
        marks.append(f"[{word('certainty', rule.certainty).label}]")
    for certainty, values in (
        (Certainty.UNCONFIRMED, rule.unconfirmed),
        (Certainty.PLACEHOLDER, rule.placeholder),
    ):
        if values:
            marks.append(f"[{word('certainty', certainty).label}: {values}]")
    return f"- {title}{' '.join((*map(str, rule.sentences), *marks))}"


def _programmes() -> Path:
    return Path(settings.PROGRAMMES_DIR)


def _read(code: str) -> tuple[Programme, tuple[Section, ...]]:
    programme = load_programme(_programmes() / code)
    folder = Path(settings.EDITIONS_DIR) / programme.edition
    edition = load_edition(folder)
    load_guidebook(folder, edition)
    return programme, rulebook(programme, edition)
