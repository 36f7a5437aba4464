"""Fills an empty installation with the demonstration world, through the same verbs that people use."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.translation import gettext as _

from openaeo.bedrock import files
from openaeo.bedrock.actors import SYSTEM, Actor
from openaeo.casework.daysoff import add_day_off
from openaeo.casework.editions import put_in_force
from openaeo.casework.models import Removal
from openaeo.casework.savedviews import save_view
from openaeo.config.demo.documents import Archive
from openaeo.config.demo.mentoring import mentored
from openaeo.config.demo.names import firms
from openaeo.config.demo.newcomers import newcomers
from openaeo.config.demo.parts import Staff
from openaeo.config.demo.people import STAFF, TRADERS, acting, enrol
from openaeo.config.demo.plots import PLOTS, plot
from openaeo.config.demo.stories import applies, perform
from openaeo.config.demo.talking import talks
from openaeo.dossier import retention
from openaeo.exchange import applying, checking, lists
from openaeo.exchange.arrangements import arrange
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.identifiers import Scheme
from openaeo.law.listing import ListState
from openaeo.law.terms import Period, Role, Status
from openaeo.parties.models import Administration, Person
from openaeo.register.bulk import MOST, record_foreign
from openaeo.register.foreign import ForeignEntry

OWN_ENTRIES, PARTNER_ENTRIES = 20_000, 5_000
PARTNER = "QN"
YEAR, DAY = timedelta(days=365), timedelta(days=1)
ROLES = tuple(Role)

Tell = Callable[[str], None]


def seed(
    tell: Tell, *, now: datetime | None = None, own: int = OWN_ENTRIES, partner: int = PARTNER_ENTRIES
) -> None:
    """Fill an empty installation; do nothing when it is filled already.

    `tell` is given a line of progress now and then. `now` is the moment at which the world stands still, aware;
    `own` and `partner` are how many further register entries and partner entries are written. Refused with
    `ImproperlyConfigured` outside a demonstration, or when the database holds people of its own.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured(
            "The demonstration world is only for a demonstration: set OPENAEO_DEMO=true."
        )
    now = now or datetime.fromtimestamp(time.time(), UTC)
    if Person.objects.filter(email=STAFF[-1].email).exists():
        return
    if Person.objects.exists():
        raise ImproperlyConfigured(
            "This database holds people already, so the demonstration world was not added. Nothing was changed. "
            "Use an empty database, or remove .local to begin anew."
        )
    with transaction.atomic():  # all of it or nothing: an interrupted first start begins anew
        _home(tell)
        people = {member.key: enrol(member, at=now - YEAR) for member in (*TRADERS, *STAFF)}
        _days_off(acting(people["farah"], now), now)
        _edition(acting(people["farah"], now), now)
        _earlier_holders(tell, now - 2 * YEAR, own)
        _partner(tell, acting(people["efua"], now), now, partner)
        _firms(tell, people, now)
        _retention(acting(people["dalia"], now), now)
        newcomers(people["ben"], now)
    tell(_("The demonstration world is ready."))


def _home(tell: Tell) -> None:
    tell(_("Making two invented administrations…"))
    Administration.objects.update_or_create(
        code=settings.HOME_ADMINISTRATION,
        defaults={
            "name": {
                "en": "Customs of Quimera (invented)",
                "fr": "Douanes de Quimera (inventées)",
                "ar": "جمارك كيميرا (افتراضية)",
            },
            "is_home": True,
        },
    )


def _days_off(house: Actor, now: datetime) -> None:
    """Close a few days to come, as an administrator does for the next year."""
    for days, name in ((40, "Harbour Day (invented)"), (41, "Day after Harbour Day (invented)")):
        add_day_off(now.date() + timedelta(days=days), name=name, actor=house, at=now)


def _edition(house: Actor, now: datetime) -> None:
    """Put the invented supplement in force; whoever began before stays on the edition it rests on."""
    since = now - timedelta(days=10)
    put_in_force(
        "qm-2027",
        since=since.date(),
        review_by=now.date() + timedelta(days=120),
        reasons="The yearly review of the criteria (invented).",
        actor=house,
        at=since,
    )


def _retention(head: Actor, now: datetime) -> None:
    """A draft lay for a year: the worker reported it, and one person looked the report through; a second may order."""
    retention.report(now - 35 * DAY)
    for drawn in Removal.objects.standing():
        retention.look_through(drawn.pk, actor=head, at=now - 20 * DAY)


def _earlier_holders(tell: Tell, at: datetime, count: int) -> None:
    """Take over the holders from the book that was kept before, by the bulk verb."""
    names = firms(start=100)
    for first in range(0, count, MOST):
        batch = [_earlier(first + place, next(names), at) for place in range(min(MOST, count - first))]
        record_foreign(batch, administration=settings.HOME_ADMINISTRATION, actor=SYSTEM, at=at)
        done = first + len(batch)
        if done % (5 * MOST) == 0 or done == count:
            tell(_("Taking over earlier holders: %(done)d of %(count)d") % {"done": done, "count": count})


def _earlier(place: int, name: str, at: datetime) -> ForeignEntry:
    home = settings.HOME_ADMINISTRATION
    status = Status.REVOKED if place % 97 == 5 else Status.SUSPENDED if place % 53 == 7 else Status.GRANTED
    starts = at - timedelta(days=place % 700 + 1)
    return ForeignEntry(
        number=f"{home}AEO9{place:07d}",
        holder=name,
        country=home,
        tier=("compliance", "security", "full")[place % 3],
        period=Period(starts, starts + 5 * YEAR),
        roles=(ROLES[place % len(ROLES)].value,),
        status=status,
        since=at - DAY if status is not Status.GRANTED else None,
        reason="earlier-book" if status is not Status.GRANTED else "",
        aliases=((Scheme.TIN, f"{home}9{place:08d}"),),
        address=f"{place % 400 + 1} Quay of Examples, Demo Harbour",
    )


def _partner(tell: Tell, desk: Actor, now: datetime, count: int) -> None:
    """Agree with the partner, receive its list, check and apply it."""
    begins = now - 200 * DAY
    arrange(
        PARTNER,
        partner_name="Customs of Nivaria (invented)",
        title="Arrangement between Quimera and Nivaria (invented)",
        direction=Direction.BOTH,
        phase=Phase.IN_OPERATION,
        tiers=["security"],
        roles=[Role.EXPORTER, Role.MANUFACTURER, Role.IMPORTER, Role.FORWARDER],
        benefits=["BN1", "BN3"],
        in_operation_from=begins,
        in_operation_until=None,
        expected_version=0,
        actor=desk,
        at=begins,
    )
    tell(_("Importing the partner's list of %(count)d…") % {"count": count})
    at = now - 20 * DAY
    name = "nivaria-aeo-list.csv"
    stored = files.store(_partner_list(count, at), name, at=at)
    listing = lists.receive_list(PARTNER, stored=stored, name=name, actor=desk, at=at)
    checking.check(listing.pk, actor=SYSTEM, at=at)
    lists.apply_list(listing.pk, actor=desk, at=at)
    applying.finish(listing.pk, at=at)
    listing.refresh_from_db()
    if listing.state != ListState.APPLIED.value:
        raise RuntimeError(
            f"the partner's list could not be applied: {listing.state} {listing.counts} {listing.failure}"
        )


def _partner_list(count: int, at: datetime) -> io.BytesIO:
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(
        [
            "code",
            "name",
            "country",
            "address",
            "tier",
            "roles",
            "valid_from",
            "valid_until",
            "status",
            "status_since",
            "tin",
        ]
    )
    for place, name in enumerate(islice(firms(start=30_000), count)):
        status = "suspended" if place % 61 == 4 else "revoked" if place % 113 == 9 else "granted"
        starts = (at - timedelta(days=place % 900 + 30)).date()
        sheet.writerow(
            [
                f"{PARTNER}AEO{place:07d}",
                name,
                PARTNER,
                f"{place % 300 + 1} Example Street, Nivaria",
                "basic" if place % 401 == 77 else "security",
                ROLES[place % 3].value,
                starts.isoformat(),
                (starts + 5 * YEAR).isoformat(),
                status,
                (at - 5 * DAY).date().isoformat() if status != "granted" else "",
                f"{PARTNER}8{place:08d}",
            ]
        )
    return io.BytesIO(text.getvalue().encode())


def _firms(tell: Tell, people: dict[str, Person], now: datetime) -> None:
    staff = Staff(
        officer=acting(people["ben"], now),
        second=acting(people["chen"], now),
        decider=acting(people["dalia"], now),
        reviewer=acting(people["rana"], now),
        issuer=acting(people["sol"], now),
    )
    save_view("Mine, due within 7 days", {"show": "mine", "due": "week"}, actor=staff.officer, at=now)
    save_view("To be taken on", {"officer": "nobody", "sort": "received"}, actor=staff.officer, at=now)
    archive = Archive()
    names = firms()
    plots = [plot(place, outline, next(names), people, now) for place, outline in enumerate(PLOTS)]
    tell(_("%(count)d firms apply and are judged…") % {"count": len(plots)})

    def ended(done: int, total: int) -> None:
        if done % 10 == 0:
            tell(_("Stories told: %(done)d of %(total)d") % {"done": done, "total": total})

    stories: list[Any] = [applies(one, staff, archive) for one in plots]
    stories += [talks(one, staff) for one in plots if one.ending == "asked" and one.deputy and one.consultant]
    perform(stories, now, ended)
    mentored(people["samir"], people["nadia"], now)
