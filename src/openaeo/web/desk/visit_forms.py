"""What officers type about sites and visits: ratings, plans, offers, what was seen, the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openaeo.casework.programme import calendar, programme
from openaeo.law.terms import Outcome
from openaeo.law.timing import Calendar
from openaeo.law.validation import Condition, Course, SiteRisk, VisitMode
from openaeo.web.desk.forms import LONG, choices_of
from openaeo.web.words import word

HOURS = (1, 2, 3, 4, 6, 8, 12)
MORNING = time(9)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
MOMENT = "%Y-%m-%dT%H:%M"


def _in_zone() -> str:
    return gettext("Time zone: %(zone)s.") % {"zone": programme().calendar.zone}


class Moment(forms.DateTimeField):
    """A day and time in the administration's zone, however the machine is set."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            help_text=lazy(_in_zone, str)(),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
            error_messages={"invalid": _("Write day and time, such as 2026-12-31T09:00.")},
            **options,
        )

    def clean(self, value: Any) -> Any:
        """Read the time as the clock on the administration's wall shows it."""
        with timezone.override(ZoneInfo(programme().calendar.zone)):
            return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a known moment as the same clock shows it."""
        with timezone.override(ZoneInfo(programme().calendar.zone)):
            return super().prepare_value(value)


class Day(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(EARLIEST.date()), MaxValueValidator(LATEST.date())],
            **options,
        )


def _long(label: Any, *, help_text: Any = "", rows: int = 4, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _radio(kind: str, words: Iterable[Any], label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(one.value, word(kind, one).label) for one in words], widget=forms.RadioSelect
    )


class RateForm(forms.Form):
    """How risky customs finds a site."""

    risk = _radio("site-risk", SiteRisk, _("Risk of the site"))
    reason = _long(_("Reason"), help_text=_("Stays with customs: the firm never reads it."))
    incident_on = Day(
        label=_("Day of a serious incident there"),
        required=False,
        help_text=_("Until customs has been there afterwards, the site is seen on site."),
    )


class SitePlanForm(forms.Form):
    """What becomes of a site in this case."""

    course = _radio("course", Course, _("What becomes of this site"))
    stated = forms.MultipleChoiceField(
        label=_("Conditions of sampling (UCC-IA 29)"),
        required=False,
        choices=[(one.value, word("condition", one).label) for one in Condition],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for a site left out of the sample. State each condition that you know to be true."),
    )
    due_on = Day(
        label=_("Monitoring looks at it by"),
        required=False,
        help_text=_("Needed unless the site is visited: sites that nobody saw go into monitoring."),
    )
    reason = _long(_("Reason"), required=False, help_text=_("Needed unless the site is visited."))


class PlanVisitForm(forms.Form):
    """Where to go, how, by whom, and what the firm is to prepare."""

    sites = forms.TypedMultipleChoiceField(label=_("Sites"), coerce=int, widget=forms.CheckboxSelectMultiple)
    mode = _radio("visit-mode", VisitMode, _("How"))
    lead = forms.TypedChoiceField(label=_("Lead"), coerce=int)
    second = forms.TypedChoiceField(
        label=_("Second validator"),
        coerce=int,
        help_text=_("Both count as having assessed: neither may decide the case."),
    )
    minutes = forms.TypedChoiceField(label=_("Length in hours"), coerce=int, initial=180)
    agenda = _long(_("Agenda"), required=False, help_text=_("The firm reads it with the times offered."))
    preparation = _long(
        _("What the firm should prepare"),
        required=False,
        help_text=_("The firm reads it with the times offered."),
    )
    unannounced = forms.BooleanField(
        label=_("Unannounced: no times are offered"),
        required=False,
        help_text=_("The firm learns of the visit only once it took place."),
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        unannounced: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "sites", places)
        for name in ("lead", "second"):
            choices_of(self, name, [("", _("Choose…")), *people])
        choices_of(self, "minutes", [(str(hours * 60), str(hours)) for hours in HOURS])
        self.fields["agenda"].initial = gettext(
            "Opening talk; walk through the premises; records and IT; talk with staff; closing talk."
        )
        self.fields["preparation"].initial = gettext(
            "A site plan, the list of keys and codes, the visitor log, and somebody who may open every door."
        )
        if not unannounced:
            del self.fields["unannounced"]


class OffersForm(forms.Form):
    """As many times as the programme wants, each outside the notice."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = programme()
        free = free_mornings(at, terms.visits.notice_days, terms.visits.offers, calendar())
        for place, morning in enumerate(free, 1):
            label = gettext("Time %(number)d") % {"number": place}
            self.fields[f"time_{place}"] = Moment(label=label, initial=morning)

    @property
    def starts(self) -> list[datetime]:
        """The times in the order typed."""
        return [self.cleaned_data[name] for name in self.fields]


def free_mornings(at: datetime, notice: int, count: int, days: Calendar) -> list[datetime]:
    """Return the first `count` working mornings after the notice: a proposal, which the officer may change."""
    zone = ZoneInfo(days.zone)
    day, found = at.astimezone(zone).date() + timedelta(days=notice), list[datetime]()
    while len(found) < count:
        day += timedelta(days=1)
        if days.counts(day):
            found.append(datetime.combine(day, MORNING, zone))
    return found


class SetTimeForm(forms.Form):
    """One time that customs sets."""

    start = Moment(label=_("Time of the visit"))
    reason = _long(_("Reason"), help_text=_("The firm reads this word for word."))


class WhyForm(forms.Form):
    """Why a visit is called off."""

    reason = _long(_("Reason"), help_text=_("A firm that was told of the visit reads this word for word."))


class HoldForm(forms.Form):
    """When the visit took place, how, and who was there."""

    began = Moment(label=_("Began"))
    ended = Moment(label=_("Ended"))
    mode = _radio("visit-mode", VisitMode, _("How it took place"))
    attended = _long(
        _("Who was there"), rows=3, help_text=_("For the firm and for customs. The firm reads it.")
    )


class ObserveForm(forms.Form):
    """What was seen of one criterion at one site."""

    site_pk = forms.TypedChoiceField(label=_("Site"), coerce=int)
    criterion = forms.ChoiceField(label=_("Criterion"))
    outcome = _radio("outcome", Outcome, _("What you found"))
    text = _long(
        _("What was seen"), help_text=_("Stays with customs; the result of the criterion may rest on it.")
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[tuple[str, str]],
        criteria: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "site_pk", places)
        choices_of(self, "criterion", criteria)


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = _long(_("Note for colleagues"), help_text=_("Stays with customs: the firm never reads it."))


class ReportForm(forms.Form):
    """What the firm reads of the visit."""

    text = _long(
        _("Report"),
        rows=10,
        help_text=_("The firm reads this word for word. Notes and observations stay with customs."),
    )


class DueForm(forms.Form):
    """Which sites are due."""

    q = forms.CharField(label=_("Firm or site"), required=False, max_length=100)
    before = Day(label=_("Next visit before"), required=False)

    def before_day(self) -> date | None:
        """The day asked for, None when none was, or none that can be read."""
        found: date | None = self.cleaned_data.get("before") if self.is_valid() else None
        return found
