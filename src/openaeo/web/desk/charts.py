"""Small pictures of counts and time, drawn as SVG in the page so that they need no script and print well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WHOLE = 100.0
LEAST = 0.4
"""The narrowest block, in hundredths of the bar, that an eye still finds."""


@dataclass(frozen=True, slots=True)
class Part:
    """One share of a picture: how many, in which tone (green, amber, red, blue, grey), under which word."""

    count: int
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A status over time on a bar; `end` None means open."""

    start: datetime
    end: datetime | None
    tone: str


def ring(parts: Sequence[Part], big: str, small: str, title: str) -> SafeString:
    """Return a ring of the parts with `big` over `small` in its middle; `title` says it in words."""
    total = sum(part.count for part in parts) or 1
    passed = 0.0
    arcs = []
    for part in parts:
        share = 100 * part.count / total
        drawn = max(share - 1.2, LEAST) if share < WHOLE else share
        arcs.append((part.tone, f"{drawn:.2f} {100 - drawn:.2f}", f"{25 - passed:.2f}"))
        passed += share
    return format_html(
        '<svg class="ring" viewBox="0 0 42 42" role="img" aria-label="{}">'
        '<circle class="track" cx="21" cy="21" r="15.9155"/>{}'
        '<text x="21" y="21.5" text-anchor="middle" class="ring-big">{}</text>'
        '<text x="21" y="27" text-anchor="middle" class="ring-small">{}</text></svg>',
        title,
        format_html_join(
            "",
            '<circle class="stroke-{}" cx="21" cy="21" r="15.9155" stroke-dasharray="{}" stroke-dashoffset="{}"/>',
            arcs,
        ),
        big,
        small,
    )


def meter(share: float, tone: str, *, rtl: bool) -> SafeString:
    """Return a bar filled to `share` (0 to 1). The figure stands beside it as text, so readers skip the bar."""
    width = 100 * min(max(share, 0.0), 1.0)
    return format_html(
        '<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/>'
        '<rect class="fill-{}" x="{}" width="{}" height="10"/></svg>',
        tone,
        f"{100 - width if rtl else 0:.2f}",
        f"{width:.2f}",
    )


def shares(parts: Sequence[Part], title: str, *, rtl: bool) -> SafeString:
    """Return one bar divided into the parts, in reading direction; `title` says it in words."""
    total = sum(part.count for part in parts) or 1
    passed = 0.0
    blocks = []
    for part in parts:
        width = 100 * part.count / total
        blocks.append((part.tone, passed, max(width - LEAST, LEAST)))
        passed += width
    return _bar(blocks, title, rtl=rtl)


def stretches(
    periods: Sequence[Stretch], until: datetime, now: datetime, title: str, *, rtl: bool
) -> SafeString:
    """Return statuses over time as one bar from the first start to `until`, with a mark at `now`."""
    if not periods:
        return SafeString("")
    first = periods[0].start
    span = max((until - first).total_seconds(), 1.0)

    def place(moment: datetime) -> float:
        return 100 * min(max((moment - first).total_seconds() / span, 0.0), 1.0)

    blocks = []
    for period in periods:
        start = place(period.start)
        blocks.append((period.tone, start, max(place(period.end or until) - start, LEAST)))
    return _bar(blocks, title, rtl=rtl, mark=place(now))


def _bar(
    blocks: Iterable[tuple[str, float, float]], title: str, *, rtl: bool, mark: float | None = None
) -> SafeString:
    """Draw blocks (tone, start, width in hundredths); right-to-left readers see time and rank run their way."""
    drawn = [
        (tone, f"{100 - start - width if rtl else start:.2f}", f"{width:.2f}")
        for tone, start, width in blocks
    ]
    tick = SafeString("")
    if mark is not None:
        tick = format_html(
            '<rect class="now" x="{}" width="0.6" height="24"/>', f"{99.4 - mark if rtl else mark:.2f}"
        )
    return format_html(
        '<svg class="stretch" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="track" y="4" width="100" height="16"/>{}{}</svg>',
        title,
        format_html_join("", '<rect class="fill-{}" x="{}" y="4" width="{}" height="16"/>', drawn),
        tick,
    )
