"""When two names of firms are so alike that a person should look: the same letters, or one of them mistyped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

FORMS = frozenset(
    {
        *(
            "ag",
            "bv",
            "co",
            "company",
            "corp",
            "corporation",
            "gmbh",
            "inc",
            "incorporated",
            "limited",
            "llc",
        ),
        *("llp", "ltd", "nv", "plc", "pty", "sa", "sarl", "sas", "spa", "srl", "the"),
    }
)
"""Words that say in which form a firm is founded, and are often written or left out; a hint, never a rule."""
LONG_ENOUGH = 8
"""From so many letters on, one that differs is more likely a mistake than another name."""


def name_key(name: str) -> str:
    """Return the letters and digits of `name` without case, accents, spaces and words for the form of a firm."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    words = re.findall(r"\w+", letters.replace(".", "").replace("_", " "))
    return "".join(word for word in words if word not in FORMS) or "".join(words)


def alike(one: str, other: str) -> bool:
    """Return whether two keys of names are the same, or differ in one letter though they are long.

    Digits count as they are: “Depot 1” and “Depot 2” are two.
    """
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < LONG_ENOUGH or re.findall(r"\d", one) != re.findall(r"\d", other):
        return False
    return _one_apart(one, other)


def _one_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    place = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    rest = short[place:] if len(short) < len(long) else short[place + 1 :]
    return rest == long[place + 1 :]


class Namesakes:
    """Names of firms, each with what leads to it, to be searched for names that are alike."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        """Know `known`: pairs of what leads to a firm, and its name."""
        self._names: dict[str, dict[str, str]] = {}
        self._near: dict[int, set[str]] = {}
        for reference, name in known:
            if not (key := name_key(name)):
                continue
            if key not in self._names:
                for trace in _traces(key):
                    self._near.setdefault(trace, set()).add(key)
            self._names.setdefault(key, {})[reference] = name

    def like(self, name: str, *, but: Iterable[str] = ()) -> tuple[str, str] | None:
        """Return what leads to a firm with a name like `name`, and that name; never one of `but`; None for none."""
        key, own = name_key(name), set(but)
        near = {key} | {other for trace in _traces(key) for other in self._near.get(trace, ())}
        for other in sorted(near, key=lambda one: (one != key, one)):
            if alike(key, other):
                for reference, found in self._names.get(other, {}).items():
                    if reference not in own:
                        return reference, found
        return None


def _traces(key: str) -> Iterator[int]:
    """Marks of a key with none or one of its letters left out: two keys that are one apart share one."""
    yield hash(key)
    if len(key) >= LONG_ENOUGH:
        for place in range(len(key)):
            yield hash(key[:place] + key[place + 1 :])
