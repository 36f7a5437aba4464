"""What a letter is about: the act with its particulars, the case or authorisation behind it, and whom it goes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from openaeo.bedrock.models import JournalEntry
from openaeo.casework.models import Appeal, Case, Measure
from openaeo.casework.programme import programme
from openaeo.dossier import dates
from openaeo.law.citing import Citation
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Text, worded
from openaeo.parties.models import Operator
from openaeo.register.models import Authorisation


@dataclass(frozen=True, slots=True)
class Story:
    """One act in words' reach. `body` are its particulars as the journal keeps them; `entry` is None in a preview."""

    act: str
    at: datetime
    body: Mapping[str, object]
    firm: Operator
    language: str
    case: Case | None = None
    held: Authorisation | None = None
    appeal: Appeal | None = None
    entry: int | None = None

    @property
    def tier(self) -> str:
        """The tier that the case or the authorisation is for."""
        about = self.held or self.case
        return about.tier if about is not None else ""

    @property
    def reference(self) -> str:
        """The number that the letter refers to."""
        about = self.case.number if self.case is not None else ""
        return self.held.number if self.held is not None else about

    def told(self, key: str) -> str:
        """Return the particular `key` as text, "" when the act has none."""
        value = self.body.get(key)
        return value if isinstance(value, str) else ""

    def listed(self, key: str) -> list[str]:
        """Return the particular `key` as a list of texts."""
        value = self.body.get(key)
        return [str(one) for one in value] if isinstance(value, list | tuple) else []

    def moment(self, key: str) -> datetime | None:
        """Return the particular `key` as a moment."""
        value = self.body.get(key)
        if isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value) if isinstance(value, str) and value else None

    def say(self, words: Text) -> str:
        """Return words of the programme in the language of the letter, else in English."""
        return worded(words, self.language)[0]

    def tiers(self, *codes: str) -> str:
        """Return the names of tiers."""
        known = programme().tiers
        return " · ".join(self.say(known.get(code, {"en": code})) for code in codes)

    def day(self, moment: datetime) -> str:
        """Return the day of `moment` in the programme's zone."""
        return dates.day(moment, self.language)

    def date(self, day: date) -> str:
        """Return a day of the calendar in words."""
        return dates.date_of(day, self.language)

    def minute(self, moment: datetime) -> str:
        """Return day, time and zone of `moment`; a limit ends at a minute, not at a day."""
        return dates.minute(moment, self.language)

    def rule(self, cited: Citation | None) -> str:
        """Return where a settled rule stands; "" for one that is to be confirmed: a letter rests on no guess."""
        if cited is None or not cited.settled or not cited.source:
            return ""
        return cited.source


def story_of(entry: JournalEntry) -> Story | None:
    """Return what the letter about the act of `entry` is about; None when nobody is left to write to."""
    case = held = appeal = None
    if entry.topic == "case":
        case = Case.objects.select_related("operator", "authorisation").filter(pk=entry.subject).first()
    else:
        held = (
            Authorisation.objects.select_related("operator", "case")
            .filter(pk=entry.subject, administration__is_home=True)
            .first()
        )
    if pk := entry.body.get("appeal"):
        appeal = Appeal.objects.filter(pk=pk).first()
    firm = case.operator if case else held.operator if held else None
    if firm is None:
        return None
    return Story(
        entry.act,
        entry.at,
        entry.body,
        firm,
        language_of(firm, entry.at),
        case=case,
        held=held,
        appeal=appeal,
        entry=entry.cursor,
    )


def preview_of(
    act: str,
    about: Case | Authorisation | Measure | Appeal,
    body: Mapping[str, object],
    *,
    at: datetime,
) -> Story:
    """Return what the letter would be about if `act` were taken now. Raises `LookupError` when there is no firm."""
    appeal = about if isinstance(about, Appeal) else None
    subject: Case | Authorisation | Measure | None = about if not isinstance(about, Appeal) else None
    if appeal is not None:
        subject = appeal.case or appeal.measure
    case = subject if isinstance(subject, Case) else None
    held = subject.authorisation if isinstance(subject, Measure) else None
    if isinstance(subject, Authorisation):
        held = subject
    firm = case.operator if case else held.operator if held else None
    if firm is None:
        raise LookupError(act)
    return Story(act, at, body, firm, language_of(firm, at), case=case, held=held, appeal=appeal)


def language_of(firm: Operator, at: datetime) -> str:
    """Return the language in which `firm` is written to: its owner's, else that of whoever acts for it longest."""
    living = firm.mandates.live(at).select_related("person").order_by("since", "pk")
    acting = sorted(living, key=lambda one: one.kind != MandateKind.OWNER)
    known = {code for code, _name in settings.LANGUAGES}
    spoken = next((one.person.language for one in acting if one.person.language in known), "")
    return spoken or settings.LANGUAGE_CODE.split("-")[0]


def bodies() -> list[str]:
    """Return the names of the bodies to which a decision may be taken."""
    names = {
        "reviewer": _("a reviewing officer"),
        "tribunal": _("a tribunal"),
        "court": _("a court"),
        "higher-office": _("a higher office"),
    }
    rule = programme().appeal
    return [names.get(one, one) for one in rule.bodies] if rule else []
