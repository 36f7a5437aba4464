"""The parts pages are made of: `{% load components %}`. Every tag escapes what it is given.

Small marks
    {% icon "check" %}  {% icon "check" 20 %}         a Lucide icon, hidden from screen readers
    {% status "case" case.state %}                    colour + icon + word; kinds: see `words.WORDS`
    {{ value|word:"role" }}  {{ list|words:"role" }}  the plain word, or several with commas between
    {% worded text %}  {% worded text group.drafts %} law Text; a fallback is marked EN, a draft wording as draft
    {% time_told programme "decision" case.tier %}    how long a time of the programme is, and from when
    {{ text|in_language }}                            the same as plain text, for <option>, <title>, attributes
    {% meeting start end %}                           weekday, day, from–to in the administration's zone, named
    {% day moment %}  {% moment moment %}             <time>: 9 February 2027 / 9 February 2027, 14:05 UTC

Panels (all take plain Python values; dicts or objects alike)
    {% stepper steps %}           steps: list of (label, "done"|"now"|"next")
    {% progress value max label tone %}
    {% donut counts centre %}     counts: list of (label, number, tone); centre: small word under the total
    {% strip cells %}             cells: list of (letter, label, tone): the criteria A to M at a glance
    {% timeline items %}          items with .at .title .text .who .tone (text, who, tone, at may be missing)
    {% deadline clock at rule %}  law Clock: days left, bar, due date, what moved it; with its rule, what silence means
    {% facts pairs %}             pairs: list of (label, value); a value may be SafeString
    {% tabs items %}              items: list of (url, label, current) or (url, label, current, count)
    {% empty "icon" title text url label %}           what to do when a list is empty (url and label optional)

Forms
    {% errors form %}             error summary with a link to each field; put it first on the page
    {% field form.name %}         label, hint, error, control; radio and checkbox groups become a fieldset
    {% fields form %}             hidden fields and every visible field in order
    {% pages page_obj %}          previous / next for a Django paginator page, keeping the filters in the address
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_timezone_name
from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide.templatetags.lucide import lucide

from openaeo.casework.programme import programme
from openaeo.law.programme import Programme
from openaeo.law.rulebook import counted
from openaeo.law.terms import Text
from openaeo.law.timing import Rest
from openaeo.web.language import MINUTE, reading, worded_here
from openaeo.web.rules_in_words import say_line
from openaeo.web.timewords import silence, why_moved
from openaeo.web.words import GREY, TONES, word

register = template.Library()


MEETING = {"en": "EEEE d MMMM y, HH:mm", "fr": "EEEE d MMMM y 'à' HH:mm", "ar": "EEEE d MMMM y، HH:mm"}
COMMAS = {"ar": "، "}


@lru_cache(maxsize=512)
def _svg(name: str, size: int) -> str:
    css = f"icon icon-{name}"  # the name lets the style sheet turn arrows round where one reads right to left
    return str(lucide(name, size=size, **{"class": css, "aria-hidden": "true", "focusable": "false"}))


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Return the Lucide icon `name`, `size` pixels square; raises when there is no such icon."""
    return mark_safe(_svg(str(name), size))  # noqa: S308 - markup comes from the icon package only


@register.simple_tag
def status(kind: str, value: object) -> SafeString:
    """Return a status tag: colour, icon and word of `value` among the words of `kind`."""
    found = word(kind, value)
    return tag(found.label, found.icon, found.tone)


@register.simple_tag
def tag(label: object, name: str, tone: str = GREY) -> SafeString:
    """Return a tag with any label; prefer `status` where the words are known."""
    return format_html('<span class="tag tag-{}">{}{}</span>', _tone(tone), icon(name, 16), label)


def _tone(tone: object) -> str:
    return str(tone) if tone in TONES else GREY


@register.filter(name="word")
def plain_word(value: object, kind: str) -> str:
    """Return the label of `value` among the words of `kind`."""
    return str(word(kind, value).label)


@register.filter(name="words")
def plain_words(values: Iterable[object], kind: str) -> str:
    """Return the labels of several values, divided by the comma of the reader's language."""
    return COMMAS.get(reading(), ", ").join(plain_word(value, kind) for value in values)


@register.simple_tag
def worded(text: Text, drafts: Iterable[str] = ()) -> SafeString:
    """Return a law text in the reader's language; English shown in its place is marked as English."""
    words, language = worded_here(text)
    if language != reading():
        return format_html('<span lang="{0}" dir="ltr" class="en">{1}</span>', language, words)
    if language in drafts:
        return format_html("{} {}", words, tag(_("Draft translation"), "pencil"))
    return format_html("{}", words)


@register.simple_tag
def time_told(programme: Programme, code: str, tier: str = "") -> str:
    """Return in a sentence how long the programme's time `code` is for `tier`, and from which event; "" without one."""
    rule = programme.time(code, tier)
    return say_line(counted(rule)) if rule else ""


@register.filter
def rests(why: str, tier: str = "") -> bool:
    """Return whether the time for a decision rests for `why`, a word of `law.timing.Rest`, by the programme at home.

    Without a tier it is asked of the programme's first.
    """
    terms = programme()
    rule = terms.time("decision", tier or next(iter(terms.tiers)))
    return rule is not None and Rest(why) in rule.rests


@register.filter
def in_language(text: Text) -> str:
    """Return a law text in the reader's language, or in English, as plain text."""
    return worded_here(text)[0]


@register.simple_tag
def day(value: date | datetime | None) -> SafeString:
    """Return a `<time>` with the day, month by name; a dash for nothing."""
    if value is None:
        return mark_safe("–")
    shown = format_date(value, "d MMMM y", locale=reading())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def day_text(value: date | datetime) -> str:
    """Return a day as plain text, to stand inside a sentence."""
    return str(format_date(value, "d MMMM y", locale=reading()))


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """Return a `<time>` with day and minute in UTC; a dash for nothing."""
    if value is None:
        return mark_safe("–")
    shown = format_datetime(value, MINUTE.get(reading(), MINUTE["en"]), locale=reading())
    return format_html('<time datetime="{}">{} <abbr>UTC</abbr></time>', value.isoformat(), shown)


@register.simple_tag
def meeting(start: datetime | None, end: datetime | None = None) -> SafeString:
    """Return when people meet: weekday, day and time in the administration's zone, which is named; a dash for nothing."""
    if start is None:
        return mark_safe("–")
    here = start.astimezone(ZoneInfo(programme().calendar.zone))
    shown = format_datetime(here, MEETING.get(reading(), MEETING["en"]), locale=reading())
    until = format_time(end.astimezone(here.tzinfo), "HH:mm", locale=reading()) if end else ""
    zone = get_timezone_name(here, width="short", locale=reading())
    return format_html(
        '<time datetime="{}">{}</time>{}{} <span class="zone">({})</span>',
        start.isoformat(),
        shown,
        "–" if until else "",
        until,
        zone,
    )


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Iterable[tuple[object, str]]) -> dict[str, Any]:
    """Show the stages of a matter as an ordered list."""
    return {"steps": [{"label": label, "state": state} for label, state in steps]}


@register.simple_tag
def progress(value: int, maximum: int, label: object, tone: str = "blue") -> SafeString:
    """Return a bar; `label` says what is measured, for those who do not see it."""
    return format_html(
        '<progress class="bar bar-{}" max="{}" value="{}" aria-label="{}">{}/{}</progress>',
        _tone(tone),
        max(maximum, 1),
        min(max(value, 0), max(maximum, 1)),
        label,
        value,
        maximum,
    )


@register.inclusion_tag("components/donut.html")
def donut(counts: Sequence[tuple[object, int, str]], centre: object = "") -> dict[str, Any]:
    """Show shares of a whole as a ring with its legend; the legend carries the same numbers."""
    total = sum(count for _label, count, _tone_ in counts)
    arcs, passed = [], 0.0
    for label, count, tone in counts:
        share = 100 * count / total if total else 0.0
        gap = 1.2 if 0 < count < total else 0.0
        arcs.append(
            {
                "label": label,
                "count": count,
                "tone": _tone(tone),
                "dash": f"{max(share - gap, 0.4):.2f} {100 - max(share - gap, 0.4):.2f}" if share else "",
                "offset": f"{25 - passed:.2f}",
            }
        )
        passed += share
    return {"arcs": arcs, "total": total, "centre": centre}


@register.inclusion_tag("components/strip.html")
def strip(cells: Iterable[tuple[str, object, str]]) -> dict[str, Any]:
    """Show one small cell for each group of criteria, coloured by result, with the word for screen readers."""
    return {"cells": [{"letter": a, "label": b, "tone": _tone(c)} for a, b, c in cells]}


@register.inclusion_tag("components/timeline.html")
def timeline(items: Iterable[Any]) -> dict[str, Any]:
    """Show what happened, in the order given."""
    return {"items": list(items)}


@register.inclusion_tag("components/deadline.html")
def deadline(clock: Any, at: datetime, rule: Any = None) -> dict[str, Any]:
    """Show how many days are left on a statutory clock, when it ends, what moved it, and what silence means."""
    left = clock.days_left(at)
    over = clock.is_over(at)
    return {
        "left": ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        if left
        else _("Last day"),
        "over": over,
        "running": clock.running(at),
        "moved": [(why_moved(line), line.since) for line in clock.moved(at) if line.days],
        "silence": silence(rule, over=over) if rule else "",
        "source": rule.cited.source if rule else "",
        "due": clock.due(at),
        "used": min(clock.counted_days(at), clock.length(at)),
        "limit": clock.length(at),
        "tone": "red" if over else "amber" if left <= 10 else "blue",  # noqa: PLR2004
    }


@register.inclusion_tag("components/facts.html")
def facts(pairs: Iterable[tuple[object, object]]) -> dict[str, Any]:
    """Show label and value side by side."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Sequence[Any]], label: object = "") -> dict[str, Any]:
    """Show links to the parts of a matter; each part has its own address."""
    shown = [
        {"url": row[0], "label": row[1], "current": row[2], "count": row[3] if len(row) > 3 else None}  # noqa: PLR2004
        for row in items
    ]
    return {"items": shown, "label": label or _("Parts of this page")}


@register.inclusion_tag("components/empty.html")
def empty(name: str, title: object, text: object = "", url: str = "", label: object = "") -> dict[str, Any]:
    """Say why there is nothing to see, and what to do."""
    return {"name": name, "title": title, "text": text, "url": url, "label": label}


CONTROLS: Mapping[type[forms.Widget], str] = {
    forms.CheckboxSelectMultiple: "",
    forms.RadioSelect: "",
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
}


def _control_class(widget: forms.Widget) -> str:
    return next((css for kind, css in CONTROLS.items() if isinstance(widget, kind)), "form-control")


def _attributes(widget: forms.Widget, css: str) -> dict[str, str | bool]:
    """Class names, and for free text the direction of whatever is typed, which need not be the page's."""
    attributes: dict[str, str | bool] = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    if isinstance(widget, forms.Textarea | forms.TextInput) and not isinstance(widget, forms.PasswordInput):
        attributes["dir"] = "auto"
    return attributes


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Return one form field: label, hint, error and control, linked for screen readers."""
    widget = bound.field.widget
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 - Django escapes its own widgets
    grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    css = " ".join(filter(None, [_control_class(widget), "is-invalid" if bound.errors else ""]))
    control = "" if grouped else bound.as_widget(attrs=_attributes(widget, css))
    context = {
        "bound": bound,
        "grouped": grouped,
        "single": isinstance(widget, forms.CheckboxInput),
        "control": control,
        "options": list(bound) if grouped else [],
        "row": grouped and len(getattr(bound.field, "choices", ())) <= 2,  # noqa: PLR2004 - yes and no fit on a line
        "optional": not bound.field.required and not isinstance(widget, forms.CheckboxInput),
    }
    return SafeString(render_to_string("forms/field.html", context))


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """Return the hidden fields and every visible field of `form` in order."""
    return format_html_join("", "{}", ((field(bound),) for bound in form))


@register.inclusion_tag("forms/errors.html")
def errors(form: forms.BaseForm | None) -> dict[str, Any]:
    """List what is wrong with `form` above it, each error a link to its field; nothing when all is well."""
    if not isinstance(form, forms.BaseForm) or not form.errors:
        return {"shown": False}
    rows = [
        {"anchor": _anchor(bound), "label": bound.label, "text": text}
        for bound in form
        for text in bound.errors
        if not bound.is_hidden
    ]
    general = [*form.non_field_errors(), *(text for bound in form.hidden_fields() for text in bound.errors)]
    return {"shown": True, "rows": rows, "general": general}


def _anchor(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label)


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, shown: Page[Any]) -> dict[str, Any]:
    """Show where in a long list the reader is, with links that keep the filters."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "shown": shown,
        "previous": address(shown.previous_page_number()) if shown.has_previous() else "",
        "next": address(shown.next_page_number()) if shown.has_next() else "",
    }


@register.filter
def tone(value: object, kind: str) -> str:
    """Return the tone of `value` among the words of `kind`: green, amber, red, blue or grey."""
    return word(kind, value).tone


@register.filter
def word_icon(value: object, kind: str) -> str:
    """Return the icon name of `value` among the words of `kind`."""
    return word(kind, value).icon
