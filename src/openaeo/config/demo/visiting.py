"""How visits go in the demonstration: one in each state, times that never cross, sites left to monitoring."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta

from openaeo.bedrock.actors import Actor
from openaeo.casework import reports, sites, visits
from openaeo.casework.models import Case, Visit
from openaeo.casework.programme import edition_of, programme
from openaeo.casework.scope import site_lines
from openaeo.law.terms import Outcome, Role
from openaeo.law.validation import Course, SiteRisk, VisitMode

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STARTS = (8, 10, 13, 15)
MINUTES = 90
SEEN = (
    "Seals lie in the locked cabinet; the log agrees with the stock.",
    "Two of five badges were not worn; spoken to on the spot.",
    "Cameras cover both gates, and somebody watches them.",
)
REPORT = (
    "We walked through the premises with your security contact and looked at the seal log, the visitor log and five "
    "consignments. What you wrote in the application agrees with what we saw. Please make sure that badges are worn."
)
NOTE = "The guard at gate 3 was new; look again at the next visit."
AGENDA = "Opening talk; walk through the premises; seal log and records; talk with two of your staff; closing talk."
PREPARE = "A site plan, the visitor log, the seal log, and somebody who may open every door."


class Diary:
    """Times that somebody of the team has already been promised for, so that no two visits cross."""

    def __init__(self) -> None:
        self._taken: set[datetime] = set()

    def free(self, after: datetime, count: int) -> list[datetime]:
        """Return the next `count` free times, each on a day of its own from the day after `after`, and take them."""
        found, day = list[datetime](), after.astimezone(UTC).date()
        while len(found) < count:
            day += DAY
            slots = [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in STARTS]
            slot = next((one for one in slots if one not in self._taken), None)
            if slot is not None and day.weekday() not in programme().calendar.weekend:
                found.append(slot)
        self._taken.update(found)
        return found


def leaves_to_monitoring(number: str, officer: Actor, at: datetime) -> None:
    """Leave every site to monitoring, for a firm whose records tell enough for now."""
    for line in site_lines(Case.objects.get(pk=number), at):
        if not line.in_scope:
            continue
        sites.plan_site(
            number,
            line.site.pk,
            course=Course.MONITORED,
            reason="Records and photographs agree; seen with the first check after the grant.",
            due_on=(at + 180 * DAY).date(),
            actor=officer,
            at=at,
        )


def goes(
    until: str, number: str, team: tuple[Actor, Actor], applicant: Actor, diary: Diary, at: datetime
) -> Generator[datetime, None, datetime]:
    """Plan a visit to the first site and let it come to the state `until`; return when it did."""
    lead, second = team
    at += DAY
    yield at
    visit = _planned(number, lead, second, at)
    if until == "planned":
        return at
    return (yield from comes_about(visit, until, team, applicant, diary, at))


def comes_about(
    visit: Visit, until: str, team: tuple[Actor, Actor], applicant: Actor, diary: Diary, at: datetime
) -> Generator[datetime, None, datetime]:
    """Offer times for a planned visit and let it come to the state `until`; return when it did."""
    lead, second = team
    at += HOUR
    yield at
    _offered(visit, lead, diary, at)
    if until in {"declined", "escalated"}:
        return (yield from _declined(until, visit, lead, applicant, diary, at))
    if until == "offered":
        return at
    at += DAY
    yield at
    visits.choose(visit.pk, offer_pk=visit.offers.all()[1].pk, actor=applicant, at=at)
    if until == "agreed":
        return at
    if until == "called-off":
        at += DAY
        yield at
        visits.call_off(visit.pk, reason="The lead is ill. We offer new times soon.", actor=lead, at=at)
        return at
    return (yield from _took_place(until, visit, lead, second, at))


def _planned(number: str, lead: Actor, second: Actor, at: datetime) -> Visit:
    case = Case.objects.get(pk=number)
    place = case.operator.sites.order_by("pk").first()
    if place is None or lead.person is None or second.person is None:
        raise RuntimeError(f"{number}: a visit needs a site and a team")
    careful = Role.CARRIER.value in case.roles
    sites.rate(
        place.pk,
        risk=SiteRisk.MEDIUM if careful else SiteRisk.LOW,
        reason="Lorries come and go at night." if careful else "One gate, watched day and night.",
        actor=lead,
        at=at,
    )
    return visits.plan(
        number,
        sites=[place.pk],
        mode=VisitMode.HYBRID if careful else VisitMode.ON_SITE,
        lead=lead.person,
        second=second.person,
        minutes=MINUTES,
        agenda=AGENDA,
        preparation=PREPARE,
        actor=lead,
        at=at,
    )


def _offered(visit: Visit, lead: Actor, diary: Diary, at: datetime) -> None:
    terms = programme().visits
    after = at + (terms.notice_days + 2) * DAY
    visits.offer(visit.pk, starts=diary.free(after, terms.offers), actor=lead, at=at)
    visit.refresh_from_db()


def _declined(
    until: str, visit: Visit, lead: Actor, applicant: Actor, diary: Diary, at: datetime
) -> Generator[datetime, None, datetime]:
    at += DAY
    yield at
    visits.decline(
        visit.pk, reason="We count our stock in that week; any later day suits.", actor=applicant, at=at
    )
    if until == "declined":
        return at
    at += DAY
    yield at
    _offered(visit, lead, diary, at)
    at += DAY
    yield at
    visits.decline(visit.pk, reason="Our customs lead is away until further notice.", actor=applicant, at=at)
    return at


def _took_place(
    until: str, visit: Visit, lead: Actor, second: Actor, at: datetime
) -> Generator[datetime, None, datetime]:
    visit.refresh_from_db()
    began = visit.agreed_from or at
    at = began + 4 * HOUR
    yield at
    visits.hold(
        visit.pk,
        began=began,
        ended=began + timedelta(minutes=MINUTES),
        mode=VisitMode(visit.mode),
        attended="The customs lead and the security contact of the firm; lead and second validator of customs.",
        actor=lead,
        at=at,
    )
    for place, criterion in enumerate(_looked_at(visit)):
        reports.observe(
            visit.pk,
            site_pk=visit.sites.get().pk,
            criterion=criterion,
            outcome=Outcome.PARTLY if place == 1 else Outcome.MET,
            text=SEEN[place],
            actor=second,
            at=at,
        )
    reports.jot(visit.pk, text=NOTE, actor=second, at=at)
    if until == "held":
        return at
    at += 2 * DAY
    yield at
    reports.report(visit.pk, text=REPORT, actor=lead, at=at)
    return at


def _looked_at(visit: Visit) -> list[str]:
    """One criterion each on cargo, people and premises where the tier asks for them, else the first three."""
    asked = edition_of(visit.case).applying([Role(role) for role in visit.case.roles])
    first = {one.group: one.id for one in reversed(asked)}
    found = [first[letter] for letter in ("G", "J", "I") if letter in first]
    return found if len(found) == len(SEEN) else [one.id for one in asked[: len(SEEN)]]
