"""Days and moments in words, in a language and the programme's zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from openaeo.casework.programme import programme


def day(moment: datetime, language: str) -> str:
    """Return the day of `moment`."""
    return date_of(_local(moment).date(), language)


def date_of(on: date, language: str) -> str:
    """Return a day of the calendar in words."""
    return format_date(on, "long", locale=_locale(language))


def minute(moment: datetime, language: str) -> str:
    """Return day, time and zone of `moment`; a limit ends at a minute, not at a day."""
    local = _local(moment)
    return f"{format_datetime(local, 'd MMMM y, HH:mm', locale=_locale(language))} ({local.tzname()})"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(programme().zone))


def _locale(language: str) -> str:
    return {"en": "en_GB"}.get(language, language.replace("-", "_"))
