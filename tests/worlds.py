"""Worlds to test in, built by walking the real verbs with a fixed cast at fixed moments.

The cast: Amara (trader), Ben and Chen (officers), Dalia (decider), Efua (recognition desk), Otto (outsider, the
owner of another firm, who must always get nothing). An impossible world cannot be built here.

    case = a_case(at="decision")
    authorisation = grant(case.number, reasons="", actor=people().dalia, at=when(20))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from openaeo.bedrock.actors import ANYBODY, SYSTEM, Actor
from openaeo.bedrock.journal import head, since
from openaeo.casework import application, assessment, decision, findings, measures, reports, sites, visits
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Case, Finding, Result, Visit
from openaeo.casework.programme import current_edition, edition_of, programme
from openaeo.law.deciding import FailedPoint
from openaeo.law.findings import Level, Severity
from openaeo.law.terms import Capacity, Claim, Mode, Outcome
from openaeo.law.workflow import Refused
from openaeo.parties import mandates
from openaeo.parties.models import Administration, Office, Operator, Person
from openaeo.parties.offices import open_office
from openaeo.parties.onboarding import (
    add_site,
    appoint,
    capacities_of,
    register_operator,
    set_consent,
    sign_up,
)
from openaeo.register.models import Authorisation

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "a-quiet-harbour-at-dawn"
STATES = (
    *("draft", "submitted", "returned", "assessment", "decision"),
    *("hearing", "granted", "refused", "withdrawn"),
)
_CAST = {
    "amara": ("Amara Diallo", None),
    "ben": ("Ben Osei", Capacity.OFFICER),
    "chen": ("Chen Li", Capacity.OFFICER),
    "dalia": ("Dalia Haddad", Capacity.DECIDER),
    "efua": ("Efua Mensah", Capacity.RECOGNITION_DESK),
    "otto": ("Otto Brandt", None),
}


def when(days: float = 0, **more: float) -> datetime:
    """Return the moment so many days (and hours, minutes, microseconds) after Monday 5 January 2026, 09:00 UTC."""
    return MONDAY + timedelta(days=days, **more)


@dataclass(frozen=True, slots=True)
class Firm:
    """An operator with its owner, who binds it."""

    operator: Operator
    owner: Actor


@dataclass(frozen=True, slots=True)
class People:
    """The cast. Amara and Otto act each for their own firm, complete and without an application."""

    amara: Actor
    ben: Actor
    chen: Actor
    dalia: Actor
    efua: Actor
    otto: Actor
    firm: Operator
    other_firm: Operator


def home() -> Administration:
    """Return the home administration: QM, invented, unless the settings name another."""
    code = settings.HOME_ADMINISTRATION
    return Administration.objects.get_or_create(
        code=code, defaults={"name": {"en": f"Customs of {code}"}, "is_home": True}
    )[0]


def somebody(key: str, name: str = "", *, at: datetime = MONDAY) -> Person:
    """Return the person who signs in as `key`@example.org, signed up when not yet known."""
    known = Person.objects.filter(email=f"{key}@example.org").first()
    return known or sign_up(
        email=f"{key}@example.org", name=name or key.title(), password=PASSWORD, language="en", at=at
    )


def staff(key: str, capacity: Capacity, name: str = "", office: str = "Harbour") -> Actor:
    """Return the person `key` in a post of the home administration, appointed when not yet so."""
    person = somebody(key, name)
    posts = {actor.capacity: actor for actor in capacities_of(person, MONDAY)}
    if capacity not in posts:
        appoint(person, capacity, office=an_office(office).pk, actor=SYSTEM, at=MONDAY)
        posts = {actor.capacity: actor for actor in capacities_of(person, MONDAY)}
    return posts[capacity]


def _country() -> str:
    """Where a firm is established for the administration at home: a union has members, another is a country."""
    return {"EU": "FR"}.get(settings.HOME_ADMINISTRATION, settings.HOME_ADMINISTRATION)


def an_office(name: str, region: str = "") -> Office:
    """Return the office called `name`, opened when it is not yet."""
    known = Office.objects.still_open().filter(name=name).first()
    return known or open_office(name=name, region=region, actor=SYSTEM, at=MONDAY)


def an_operator(
    key: str = "amara",
    *,
    name: str = "Almadi Spices Ltd",
    tin: str = "QM000000001",
    complete: bool = True,
    public: bool = False,
    at: datetime = MONDAY,
) -> Firm:
    """Return the firm `name` owned by the person `key`, registered when not yet known; complete = it has a site."""
    person = somebody(key, _CAST.get(key, ("", None))[0], at=at)
    operator = Operator.objects.filter(tin=tin).first()
    if operator is None:
        actor = Actor(ANYBODY.capacity, person=person.pk, name=person.name)
        operator = register_operator(
            name=name, tin=tin, country=_country(), address="1 Quay Street, Port Meridian", actor=actor, at=at
        )
    owner = next(actor for actor in capacities_of(person, at) if actor.operator == operator.pk)
    if complete and not operator.sites.exists():
        add_site(
            operator.number,
            name="Main warehouse",
            address="7 Dock Road, Port Meridian",
            purpose="Storage of spices",
            customs_relevant=True,
            actor=owner,
            at=at,
        )
    if public:
        operator = set_consent(operator.number, public=True, partners=True, actor=owner, at=at)
    return Firm(operator, owner)


def joins(
    key: str,
    kind: str,
    *,
    firm: Firm | None = None,
    until: datetime | None = None,
    at: datetime = MONDAY,
) -> Actor:
    """Return the person `key` acting for Amara's firm (or `firm`) as `kind`, invited by its owner and let in."""
    firm = firm or an_operator()
    person = somebody(key, at=at)
    asked = mandates.invite(
        firm.operator.number, email=person.email, kind=kind, until=until, actor=firm.owner, at=at
    )
    newcomer = Actor(Capacity.APPLICANT, person=person.pk, name=person.name)
    mandates.accept(asked.token, actor=newcomer, at=at)
    return next(actor for actor in capacities_of(person, at) if actor.operator == firm.operator.pk)


def people() -> People:
    """Return the cast, made when not yet there; call it as often as you like."""
    home()
    desk = {key: staff(key, capacity, name) for key, (name, capacity) in _CAST.items() if capacity}
    firm = an_operator()
    other = an_operator("otto", name="Brandt Forwarding Ltd", tin="QM000000002")
    return People(amara=firm.owner, otto=other.owner, firm=firm.operator, other_firm=other.operator, **desk)


def answer_all(case: Case, *, actor: Actor, at: datetime, skip: Iterable[str] = ()) -> None:
    """Answer every criterion that applies as met, except `skip`."""
    for criterion in edition_of(case).applying(roles_of(case)):
        if criterion.id not in skip:
            application.answer(case.number, criterion.id, claim=Claim.MET, explanation="", actor=actor, at=at)


def assess_all(case: Case, *, actor: Actor, at: datetime, gaps: Iterable[str] = ()) -> None:
    """Find every criterion that applies met, except `gaps`, and leave every site to monitoring."""
    leave_to_monitoring(case, actor=actor, at=at)
    for criterion in edition_of(case).applying(roles_of(case)):
        gap = criterion.id in gaps
        assessment.assess(
            case.number,
            criterion.id,
            outcome=Outcome.GAP if gap else Outcome.MET,
            reason="Not shown." if gap else "",
            mode=next(mode for mode in Mode if mode in criterion.modes),
            actor=actor,
            at=at,
        )


def leave_to_monitoring(case: Case, *, actor: Actor, at: datetime) -> None:
    """Leave every open site of the firm to monitoring for a year."""
    for site in case.operator.sites.filter(closed_at=None):
        sites.plan_site(
            case.number,
            site.pk,
            course="monitored",
            reason="Nothing is kept there before spring.",
            due_on=(at + timedelta(days=365)).date(),
            actor=actor,
            at=at,
        )


def a_visit(case: Case, at: str = "planned", *, unannounced: bool = False, **other) -> Visit:
    """Return a visit to every site of `case` by Ben and Chen that was walked to the state `at`.

    Planned on day 5; offered on day 6 for days 40, 41 and 42; chosen (day 41) or declined on day 8; called off on
    day 9; held on day 41, or on day 10 when unannounced; reported two days later.
    """
    cast = people()
    owner = cast.amara if case.operator_id == cast.firm.pk else cast.otto
    visit = visits.plan(
        case.number,
        **{
            "sites": [site.pk for site in case.operator.sites.filter(closed_at=None)],
            "lead": cast.ben.person,
            "second": cast.chen.person,
            "mode": "on-site",
            "minutes": 180,
            "agenda": "Walk round, then the records.",
            **other,
        },
        unannounced=unannounced,
        actor=cast.ben,
        at=when(5),
    )
    if at != "planned" and not unannounced:
        visits.offer(visit.pk, starts=[when(40), when(41), when(42)], actor=cast.ben, at=when(6))
    if at in {"declined", "escalated"}:
        visits.decline(visit.pk, reason="Stocktaking.", actor=owner, at=when(8))
    if at == "escalated":
        visits.offer(visit.pk, starts=[when(50), when(51), when(52)], actor=cast.ben, at=when(9))
        visits.decline(visit.pk, reason="Still stocktaking.", actor=owner, at=when(10))
    if at == "called-off":
        visits.call_off(visit.pk, reason="The lead is ill.", actor=cast.ben, at=when(9))
    if at in {"agreed", "held", "reported"} and not unannounced:
        visits.choose(visit.pk, offer_pk=visit.offers.all()[1].pk, actor=owner, at=when(8))
    if at in {"held", "reported"}:
        _held(visit, day=10 if unannounced else 41, reported=at == "reported", actor=cast.ben)
    return Visit.objects.get(pk=visit.pk)


def _held(visit, *, day, reported, actor):
    visits.hold(
        visit.pk,
        began=when(day),
        ended=when(day, hours=3),
        mode=visit.mode,
        attended="Amara Diallo; Ben Osei and Chen Li",
        actor=actor,
        at=when(day, hours=4),
    )
    if reported:
        for site in visit.sites.all():
            reports.observe(
                visit.pk,
                site_pk=site.pk,
                criterion="A1",
                outcome="met",
                text="KNOWN-TO-OFFICERS: the cage was open.",
                actor=actor,
                at=when(day + 1),
            )
        reports.jot(visit.pk, text="KNOWN-TO-OFFICERS: look at the guard.", actor=actor, at=when(day + 1))
        reports.report(visit.pk, text="We saw the warehouse.", actor=actor, at=when(day + 2))


def a_case(
    at: str = "decision",
    *,
    firm: Firm | None = None,
    tier: str = "full",
    roles: Iterable[str] = ("importer", "exporter"),
    gaps: Iterable[str] = (),
    begun: datetime = MONDAY,
) -> Case:
    """Return a case of Amara's firm (or of `firm`) that was walked to the state `at`.

    Started on the day `begun`, submitted on day 2, accepted by Ben on day 4, recommended on day 10; heard by
    Dalia on day 12 and replied on day 15, decided by her on day 20; returned on day 3, withdrawn on day 2.
    """
    if at not in STATES:
        raise ValueError(f"a case can be at {', '.join(STATES)}, not at {at}")
    roles, gaps = tuple(roles), tuple(gaps)
    if firm is not None:
        return _walk_case(at, firm.owner, tier, roles, gaps, begun)
    number = picture(
        ("case", at, tier, roles, gaps, begun),
        lambda: _walk_case(at, people().amara, tier, roles, gaps, begun).number,
    )
    return Case.objects.get(pk=number)


def _walk_case(at, owner, tier, roles, gaps, begun):
    cast = people()

    def day(days: float) -> datetime:
        return begun + timedelta(days=days)

    case = application.start(tier=tier, roles=roles, actor=owner, at=day(0))
    number = case.number
    if at == "withdrawn":
        application.withdraw(number, reason="Plans changed.", actor=owner, at=day(2))
    elif at != "draft":
        answer_all(case, actor=owner, at=day(1))
        application.submit(number, declared_name=owner.name, actor=owner, at=day(2))
        if at == "returned":
            assessment.return_(number, reason="The site plan is missing.", actor=cast.ben, at=day(3))
        elif at != "submitted":
            _to_assessment_and_on(case, at, cast=cast, owner=owner, gaps=gaps, day=day)
    return Case.objects.get(pk=number)


def _to_assessment_and_on(case, at, *, cast, owner, gaps, day):
    number = case.number
    assessment.take_on(number, actor=cast.ben, at=day(3))
    assessment.accept(number, actor=cast.ben, at=day(4))
    if at == "assessment":
        return
    assess_all(case, actor=cast.ben, at=day(9), gaps=gaps)
    against = at in {"hearing", "refused"}
    assessment.recommend(
        number,
        proposal="refuse" if against else "grant",
        recommendation="Grant it, from the desk's view.",
        points=failing(number) if against else (),
        actor=cast.ben,
        at=day(10),
    )
    if at == "granted":
        decision.grant(number, reasons="All criteria are met.", actor=cast.dalia, at=day(20))
    if at in {"hearing", "refused"}:
        decision.hear(number, grounds="Records are not kept.", actor=cast.dalia, at=day(12))
    if at == "refused":
        decision.reply_hearing(number, text="We keep them now.", actor=owner, at=day(15))
        decision.refuse(number, reasons="They were not kept in time.", actor=cast.dalia, at=day(20))


def failing(number: str) -> list[FailedPoint]:
    """Return each gap of the case as a recommendation against it names it."""
    gaps = Result.objects.filter(case=number, outcome=Outcome.GAP.value)
    return [FailedPoint(one.criterion, one.reason, f"SAFE, {one.criterion}") for one in gaps]


FINDING_STATES = (
    *("raised", "planned", "returned", "accepted", "evidenced", "verified", "reopened"),
    *("excepted", "withdrawn"),
)


def a_finding(
    at: str = "raised",
    *,
    case: Case | None = None,
    criterion: str = "A1",
    severity: Severity = Severity.MAJOR,
    begun: datetime = MONDAY,
) -> Finding:
    """Return a finding of Ben's in `case` (or of Amara's, in assessment) that was walked to the state `at`.

    Raised on day 6 after `begun` with a plan due on 4 February (day 30), planned on day 7 with one action until
    6 March (day 60), accepted or returned on day 8, evidenced on day 9, verified or reopened on day 10; an exception
    until 1 June is asked by Ben on day 7 and approved by Dalia on day 8; withdrawn on day 7.
    """
    if at not in FINDING_STATES:
        raise ValueError(f"a finding can be at {', '.join(FINDING_STATES)}, not at {at}")
    case = case or a_case("assessment", begun=begun)
    cast = people()
    owner = next(actor for actor in capacities_of(_owner(case), begun) if actor.operator == case.operator_id)

    def desk(days: float) -> dict[str, object]:
        return {"actor": cast.ben, "at": begun + timedelta(days=days)}

    finding = findings.raise_finding(
        case.number,
        criterion,
        level=Level.MUST,
        severity=severity,
        found="The seal log has gaps.",
        why="A seal that nobody logs can be changed unseen.",
        remedy="A complete log of one month.",
        due=(begun + timedelta(days=30)).date(),
        desk_note="DESK: the shift lead is overworked.",
        **desk(6),
    )
    if at == "withdrawn":
        findings.withdraw(finding.pk, reason="The log was in another file.", **desk(7))
    elif at == "excepted":
        until = date(begun.year, 6, 1)
        findings.ask_exception(finding.pk, reason="Cameras make up for it.", until=until, **desk(7))
        findings.approve_exception(finding.pk, actor=cast.dalia, at=begun + timedelta(days=8))
    elif at != "raised":
        _plan_and_on(finding.pk, at, owner=owner, desk=desk, begun=begun)
    return Finding.objects.get(pk=finding.pk)


def _owner(case):
    return case.operator.mandates.get(until=None, kind="owner").person


def _plan_and_on(pk, at, *, owner, desk, begun):
    due = (begun + timedelta(days=60)).date()
    findings.propose_plan(
        pk,
        cause="Nobody was named for the night shift.",
        actions=[("Name a keeper for each shift.", due)],
        actor=owner,
        at=begun + timedelta(days=7),
    )
    if at == "planned":
        return
    if at == "returned":
        again = (begun + timedelta(days=40)).date()
        findings.return_plan(pk, reason="Say who checks the keeper.", due=again, **desk(8))
        return
    findings.accept_plan(pk, **desk(8))
    if at == "accepted":
        return
    action = Finding.objects.get(pk=pk).in_hand[0].pk
    findings.give_evidence(
        pk, action, text="The list hangs at the gate.", actor=owner, at=begun + timedelta(days=9)
    )
    if at == "verified":
        findings.verify(pk, reason="List seen, names complete.", **desk(10))
    elif at == "reopened":
        again = (begun + timedelta(days=40)).date()
        findings.reopen(pk, reason="The night shift is still missing.", due=again, **desk(10))


def a_granted(*, firm: Firm | None = None, public: bool = True, **particulars) -> Authorisation:
    """Return an authorisation that Dalia granted on day 20; `particulars` as for `a_case`."""
    if firm is not None:
        return a_case("granted", firm=firm, **particulars).authorisation
    number = picture(
        ("granted", public, *sorted(particulars.items())),
        lambda: a_case("granted", firm=an_operator(public=public), **particulars).authorisation_id,
    )
    return Authorisation.objects.get(pk=number)


def a_suspended(**particulars) -> Authorisation:
    """Return an authorisation suspended on day 40 on Ben's proposal of day 30, answered on day 35, by Dalia."""
    if "firm" in particulars:
        return Authorisation.objects.get(pk=_walk_suspension(**particulars))
    number = picture(("suspended", *sorted(particulars.items())), lambda: _walk_suspension(**particulars))
    return Authorisation.objects.get(pk=number)


def _walk_suspension(**particulars):
    held = a_granted(**particulars)
    cast = people()
    owner = next(
        actor
        for actor in capacities_of(held.operator.mandates.get().person, MONDAY)
        if actor.operator == held.operator_id
    )
    noticed = measures.propose(
        held.number,
        kind="suspend",
        ground="criteria-not-met",
        grounds="The gate stood open at night.",
        actor=cast.ben,
        at=when(30),
    )
    measures.reply(noticed.pk, text="It has a lock now.", actor=owner, at=when(35))
    measures.take(noticed.pk, reasons="The lock was not shown.", actor=cast.dalia, at=when(40))
    return held.number


@dataclass(frozen=True, slots=True)
class _Picture:
    """The rows of a world, table by table, and the number of what it was built for."""

    key: str
    tables: tuple[tuple[str, bytes], ...]


_album: dict[object, _Picture] = {}


def picture(name: object, walk: Callable[[], str]) -> str:
    """Walk to a world once in a test run; lay the picture taken then whenever it is asked for on an empty ground.

    `walk` returns the number of what it built. Where anything stands already it is simply walked.
    """
    if Person.objects.exists() or Administration.objects.exists() or head()[0]:
        return walk()
    key = (repr(name), programme().hash, current_edition(MONDAY).hash)
    if key not in _album:
        number = walk()
        _album[key] = _Picture(number, tuple(_rows()))
    else:
        _lay(_album[key])
    return _album[key].key


def _tables() -> list[type[models.Model]]:
    rooms = ("bedrock", "parties", "register", "casework", "exchange", "notices", "dossier")
    return [
        model for room in rooms for model in apps.get_app_config(room).get_models(include_auto_created=True)
    ]


def _rows() -> Iterable[tuple[str, bytes]]:
    with connection.cursor() as sql:
        for table in (model._meta.db_table for model in _tables()):
            with sql.copy(f"COPY {table} TO STDOUT") as out:
                if rows := b"".join(bytes(part) for part in out):
                    yield table, rows


def _lay(seen: _Picture) -> None:
    counted = {model._meta.db_table for model in _tables() if isinstance(model._meta.pk, models.AutoField)}
    with connection.cursor() as sql:
        for table, rows in seen.tables:
            with sql.copy(f"COPY {table} FROM STDIN") as into:
                into.write(rows)
            if table in counted:  # the next number drawn is beyond every one laid
                sequence = f"pg_get_serial_sequence('{table}', 'id')"
                newest = f"SELECT max(id) FROM {table}"  # noqa: S608  # the name is Django's own
                sql.execute(f"SELECT setval({sequence}, greatest(nextval({sequence}), ({newest})))")


def acted(verb, *args, **particulars):
    """Call a verb, check that the journal gained exactly one entry of its own room, and return what it returned.

    What the register writes of the same act beside it is not counted: it is the register's own entry.
    """
    before = head()[0]
    result = verb(*args, **particulars)
    written = [entry for entry in since(before) if entry.topic != "register"]
    assert len(written) == 1, [str(entry) for entry in written]
    assert written[0].at == particulars["at"]
    return result


def refusal(verb, *args, **particulars):
    """Call a verb that must be refused, check that it left no trace in the journal, and return the reasons' codes."""
    before = head()
    try:
        verb(*args, **particulars)
    except Refused as refused:
        assert head() == before
        return tuple(reason.code for reason in refused.reasons)
    raise AssertionError(f"{verb.__name__} was not refused")
