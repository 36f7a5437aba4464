"""Keeps the translation catalogues in step with the program, without GNU gettext."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1]
LOCALE = SOURCE / "locale"
LANGUAGES = ("fr", "ar")  # English is the language of the source
KEYWORDS = {f"{kind}gettext{late}" for kind in ("", "n", "p", "np") for late in ("", "_lazy", "_noop")} | {
    "_"
}
NEVER_CHANGES = datetime(2026, 1, 1, tzinfo=UTC)  # a date in the file would change with every run
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%([sd])")
ARABIC_INDIC_DIGITS = re.compile("[\u0660-\u0669]")  # customs documents in Arabic use 0-9


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the source: its id (singular and plural when it counts), context and where it stands."""

    identity: str | tuple[str, str]
    context: str | None
    place: str


def extract() -> list[Found]:
    """Every text marked for translation in Python and in templates, in the order of the files."""
    found: list[Found] = []
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        found += _read(path)
    return found


def _read(path: Path) -> Iterator[Found]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # Brackets around all of it, since the blanked-out lines are indented at will.
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    place = path.relative_to(SOURCE.parent).as_posix()
    for _line, function, texts, _comments in extract_python(
        io.BytesIO(text.encode()), dict.fromkeys(sorted(KEYWORDS)), (), {"encoding": "utf-8"}
    ):
        parts = list(texts) if isinstance(texts, tuple | list) else [texts]
        context = parts.pop(0) if "pgettext" in function else None
        counted = 2 if "ngettext" in function or "npgettext" in function else 1
        if len(parts) < counted or any(not isinstance(part, str) or not part for part in parts[:counted]):
            continue
        identity = parts[0] if counted == 1 else (str(parts[0]), str(parts[1]))
        yield Found(identity, context, place)


def template() -> Catalog:
    """The catalogue of all texts without a translation."""
    catalog = Catalog(project="OpenAEO", charset="utf-8", creation_date=NEVER_CHANGES, fuzzy=False)
    for one in extract():
        catalog.add(one.identity, context=one.context, locations=[(one.place, 0)])
    return catalog


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is kept; empty when there is none yet."""
    path = _path(language)
    if path.exists():
        with path.open("rb") as source:
            return read_po(source, locale=language)
    return Catalog(locale=language, project="OpenAEO", charset="utf-8", fuzzy=False)


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update() -> None:
    """Add texts that are new and set aside those that are gone. Translations are kept."""
    texts = template()
    for language in LANGUAGES:
        kept = catalogue(language)
        kept.update(texts, no_fuzzy_matching=True)
        kept.creation_date = kept.revision_date = NEVER_CHANGES
        kept.fuzzy = False
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(out, kept, width=100, sort_output=True, include_lineno=False)


def compile_all() -> None:
    """Write the compiled catalogues the program reads."""
    for language in LANGUAGES:
        if _path(language).exists():
            draft = _path(language).with_suffix(".mo.new")
            with draft.open("wb") as out:
                write_mo(out, catalogue(language))
            draft.replace(draft.with_suffix(""))


def faults() -> list[str]:
    """What is wrong with the catalogues: out of step, placeholders that differ, digits readers cannot key in."""
    wanted = {_key(message) for message in template() if message.id}
    wrong: list[str] = []
    for language in LANGUAGES:
        kept = {_key(message): message for message in catalogue(language) if message.id}
        wrong += [
            f"{language}: missing {key[1]!r}; run ./dev messages" for key in sorted(wanted - kept.keys())
        ]
        wrong += [
            f"{language}: left over {key[1]!r}; run ./dev messages" for key in sorted(kept.keys() - wanted)
        ]
        for message in kept.values():
            wrong += [f"{language}: {fault}" for fault in _faults_of(message)]
    return wrong


def _key(message: Message) -> tuple[str, str]:
    identity = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", identity)


def _faults_of(message: Message) -> Iterator[str]:
    counted = not isinstance(message.id, str)
    allowed = _placeholders(" ".join(message.id) if counted else str(message.id))
    for said in (message.string,) if isinstance(message.string, str) else message.string or ():
        if not said:
            continue
        used = _placeholders(said)
        # A counted form for one or two may leave the number out, as Arabic does.
        if not used <= allowed or (not counted and used != allowed):
            yield f"placeholders {sorted(used)} instead of {sorted(allowed)} in {said!r}"
        if ARABIC_INDIC_DIGITS.search(said):
            yield f"Arabic-Indic digits in {said!r}"


def _placeholders(text: str) -> set[str]:
    return {"".join(groups) for groups in PLACEHOLDER.findall(text)}


def coverage() -> dict[str, tuple[int, int]]:
    """For each language, how many texts are translated, and of how many."""
    numbers = {}
    for language in LANGUAGES:
        texts = [message for message in catalogue(language) if message.id]
        done = sum(
            1
            for one in texts
            if not one.fuzzy and (all(one.string) if isinstance(one.string, tuple | list) else one.string)
        )
        numbers[language] = (done, len(texts))
    return numbers


def _say_coverage() -> None:
    for language, (done, total) in coverage().items():
        print(f"{language}: {done} of {total} texts ({100 * done // max(total, 1)} %)")


def main(words: list[str]) -> int:
    """`extract`, `update`, `compile`, `coverage` or `check`."""
    commands: dict[str, Callable[[], None]] = {
        "extract": lambda: print("\n".join(f"{one.place}: {one.identity}" for one in extract())),
        "update": update,
        "compile": compile_all,
        "coverage": _say_coverage,
    }
    if words == ["check"]:
        wrong = faults()
        print("\n".join(wrong))
        return 1 if wrong else 0
    if len(words) != 1 or words[0] not in commands:
        print(f"one of: {', '.join([*commands, 'check'])}", file=sys.stderr)
        return 2
    commands[words[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
