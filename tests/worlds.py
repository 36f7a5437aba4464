"""Worlds to test in, built by walking the real verbs with a fixed cast at fixed moments.

The cast: Amara (trader), Ben and Chen (officers), Dalia (decider), Efua (recognition desk), Otto (outsider, the
owner of another firm, who must always get nothing). An impossible world cannot be built here.

    case = a_case(at="decision")
    authorisation = grant(case.number, reasons="", actor=people().dalia, at=when(20))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.db import connection, models

from openaeo.bedrock.actors import ANYBODY, SYSTEM, Actor
from openaeo.bedrock.journal import head, since
from openaeo.casework import application, assessment, decision, measures
from openaeo.casework.facts import roles_of
from openaeo.casework.models import Case
from openaeo.casework.programme import current_edition, edition_of, programme
from openaeo.law.terms import Capacity, Claim, Mode, Outcome
from openaeo.law.workflow import Refused
from openaeo.parties import mandates
from openaeo.parties.models import Administration, Operator, Person
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
    """Return the home administration QM, invented."""
    return Administration.objects.get_or_create(
        code="QM", defaults={"name": {"en": "Customs of QM"}, "is_home": True}
    )[0]


def somebody(key: str, name: str = "", *, at: datetime = MONDAY) -> Person:
    """Return the person who signs in as `key`@example.org, signed up when not yet known."""
    known = Person.objects.filter(email=f"{key}@example.org").first()
    return known or sign_up(
        email=f"{key}@example.org", name=name or key.title(), password=PASSWORD, language="en", at=at
    )


def staff(key: str, capacity: Capacity, name: str = "") -> Actor:
    """Return the person `key` in a post of the home administration, appointed when not yet so."""
    person = somebody(key, name)
    posts = {actor.capacity: actor for actor in capacities_of(person, MONDAY)}
    if capacity not in posts:
        appoint(person, capacity, office="Harbour", actor=SYSTEM, at=MONDAY)
        posts = {actor.capacity: actor for actor in capacities_of(person, MONDAY)}
    return posts[capacity]


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
            name=name, tin=tin, country="QM", address="1 Quay Street, Port Meridian", actor=actor, at=at
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
    """Find every criterion that applies met, except `gaps`."""
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
    assessment.recommend(number, recommendation="Grant it, from the desk's view.", actor=cast.ben, at=day(10))
    if at == "granted":
        decision.grant(number, reasons="All criteria are met.", actor=cast.dalia, at=day(20))
    if at in {"hearing", "refused"}:
        decision.hear(number, grounds="Records are not kept.", actor=cast.dalia, at=day(12))
    if at == "refused":
        decision.reply_hearing(number, text="We keep them now.", actor=owner, at=day(15))
        decision.refuse(number, reasons="They were not kept in time.", actor=cast.dalia, at=day(20))


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
    key = (repr(name), programme().hash, current_edition().hash)
    if key not in _album:
        number = walk()
        _album[key] = _Picture(number, tuple(_rows()))
    else:
        _lay(_album[key])
    return _album[key].key


def _tables() -> list[type[models.Model]]:
    rooms = ("bedrock", "parties", "register", "casework")
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
