"""The journal reader that tells people: each entry once, to whom the table names, in the product and by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from openaeo.bedrock.models import JournalEntry
from openaeo.bedrock.worker import reader
from openaeo.casework.accounts import TOPIC, firm_of
from openaeo.casework.models import Case, Measure
from openaeo.notices import post
from openaeo.notices.audience import APPLICANT_SIDE, AUDIENCES, Telling
from openaeo.notices.concerned import Addressee, Concerned, Matter, matter_of_authorisation, matter_of_case
from openaeo.notices.kinds import DEFAULTS, Group, Mail, group_of
from openaeo.notices.models import Notice, Preference
from openaeo.parties.models import Operator
from openaeo.register.models import Authorisation

NEWS = timedelta(days=30)
"""Older acts are told to nobody: an installation that is taken over does not greet its people with old stories."""
FRESH = timedelta(days=2)
"""Older acts go out by no mail, only in the product: the reader was away for long, or has just begun."""

_AGAIN = frozenset({"suspend", "lift", "revoke", "surrender", "enter", "set-public", "record-foreign"})


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of notice for one addressee, before it is written."""

    to: Addressee
    kind: str
    params: Mapping[str, Any]


@reader("notices")
def tell(entry: JournalEntry, at: datetime) -> None:
    """Tell those whom the act concerns; never whoever did it, who knows."""
    if entry.act not in AUDIENCES or at - entry.at > NEWS or _repeats(entry):
        return
    matter = _matter(entry)
    if matter is None:
        return
    people = Concerned(matter, at)
    items: dict[int, Item] = {}
    for telling in AUDIENCES[entry.act]:
        if telling.given and telling.given not in entry.body:
            continue
        for one in people.of(telling.to):
            if one.person != entry.person:  # the first row of the table that reaches somebody is enough
                items.setdefault(one.person, Item(one, telling.kind, _params(telling, entry, matter)))
    write(items.values(), key=f"journal:{entry.cursor}", mail=at - entry.at <= FRESH, moment=entry.at, at=at)


def write(items: Iterable[Item], *, key: str, mail: bool, moment: datetime, at: datetime) -> list[Notice]:
    """Write the notices that are not there yet under `key` and queue the mail that goes at once; return them.

    `mail` is false when none may go out; `moment` is when it happened. Nothing is told twice.
    """
    told = set(Notice.objects.filter(key=key).values_list("person_id", "kind"))
    fresh = [item for item in items if (item.to.person, item.kind) not in told]
    if not fresh:
        return []
    wishes = chosen({item.to.person for item in fresh})
    by_mail = mail and settings.MAIL_READY
    notices = [
        Notice(
            person_id=item.to.person,
            capacity=item.to.capacity.value,
            operator_id=item.to.operator,
            kind=item.kind,
            key=key,
            params=dict(item.params),
            created_at=moment,
            mail=(wishes(item.to.person, group_of(item.kind)) if by_mail else Mail.NEVER).value,
        )
        for item in fresh
    ]
    Notice.objects.bulk_create(notices)
    post.send_at_once([one for one in notices if one.mail == Mail.AT_ONCE], at=at)
    return notices


class Wishes:
    """When people want to be told by mail."""

    def __init__(self, said: Mapping[tuple[int, str], str]) -> None:
        self.said = said

    def __call__(self, person: int, group: Group) -> Mail:
        """Return what `person` chose for `group`, or the default."""
        return Mail(self.said.get((person, group.value), DEFAULTS[group].value))


def chosen(people: Iterable[int]) -> Wishes:
    """Return what `people` chose. One query."""
    rows = Preference.objects.filter(person__in=set(people))
    return Wishes(
        {(person, group): mail for person, group, mail in rows.values_list("person_id", "group", "mail")}
    )


def _repeats(entry: JournalEntry) -> bool:
    """The register notes beside an act what became of the book; the act itself is told already."""
    return entry.topic == "register" and entry.act in _AGAIN


def _matter(entry: JournalEntry) -> Matter | None:
    if entry.topic == "case":
        case = Case.objects.select_related("operator").filter(pk=entry.subject).first()
        about = {"former": entry.body.get("before"), "office": entry.body.get("office")}
        about["offices"] = tuple(entry.body.get("offices", ()))
        return replace(matter_of_case(case), **about) if case else None
    if entry.topic in {"measure", "change", "monitoring", "register"}:
        held = Authorisation.objects.filter(pk=entry.subject, administration__is_home=True).first()
        measure = Measure.objects.filter(pk=entry.body.get("measure")).first()
        return (
            matter_of_authorisation(held, proposer=measure.proposed_by_id if measure else None)
            if held
            else None
        )
    if entry.topic == "operator":
        firm = Operator.objects.filter(number=entry.subject).first()
        return Matter(operator=firm.pk, firm=firm.name, person=entry.body.get("person")) if firm else None
    return _others(entry)


def _others(entry: JournalEntry) -> Matter | None:
    """The matter of an act that is about neither a case nor a firm that is known."""
    if entry.topic == "person":
        return Matter(person=int(entry.subject))
    if entry.topic == "list":
        return Matter(listing=int(entry.subject), partner=entry.body.get("partner", ""))
    if entry.topic == TOPIC:
        return Matter(firm=firm_of(int(entry.subject)))
    named = {
        "edition": Matter(edition=entry.subject),
        "arrangement": Matter(partner=entry.subject),
    }
    return named.get(entry.topic)


def _params(telling: Telling, entry: JournalEntry, matter: Matter) -> dict[str, Any]:
    known = {
        "case": matter.case,
        "authorisation": matter.authorisation,
        "listing": matter.listing,
        "partner": matter.partner,
        "edition": matter.edition,
        "firm": "" if telling.to in APPLICANT_SIDE else matter.firm,
    }
    shown = {name: entry.body[name] for name in telling.shows if entry.body.get(name) is not None}
    return {name: value for name, value in known.items() if value} | shown
