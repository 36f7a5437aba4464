"""How people and firms come in: signing up, registering a firm, its sites, and who works for us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from openaeo.bedrock.actors import ANYBODY, Actor
from openaeo.bedrock.acts import Note, act, act_new
from openaeo.law.identifiers import InvalidIdentifier, Scheme, normalise
from openaeo.law.mandates import MandateKind
from openaeo.law.terms import Capacity
from openaeo.law.validation import Activity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import STAFF, Mandate, Office, Operator, Person, Post, Site

_LOCK = 7_200_102
_TRADER = "TRN-"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as it is described when it is registered."""

    name: str
    tin: str
    country: str
    local_name: str = ""
    address: str = ""
    size: str = "small"
    staff: int = 0


def sign_up(*, email: str, name: str, password: str, language: str, at: datetime) -> Person:
    """Make somebody known who signs in by `email`; what they may do follows from mandates and posts, later.

    The strength of the password is the page's to check. Refused: `name-missing`, `email-missing`, `email-taken`.
    """
    with act_new("sign-up", topic="person", actor=ANYBODY, at=at) as note:
        person = made_known("sign-up", email=email, name=name, password=password, language=language)
        note.about(person.pk)
        note(language=language)
    return person


def made_known(step: str, *, email: str, name: str, password: str | None, language: str) -> Person:
    """Make a person known, for acts that do more; without `password` they sign in once they have set one.

    Refused as `step`: `name-missing`, `email-missing`, `email-taken`.
    """
    address = email.strip().lower()
    _demand(
        step,
        _named(name),
        None if address else Reason("email-missing"),
        Reason("email-taken") if Person.objects.filter(email=address).exists() else None,
    )
    try:
        with transaction.atomic():
            return Person.objects.create_user(address, password, name=name.strip(), language=language)
    except IntegrityError:  # somebody signed up with the same address a moment ago
        raise Refused(step, Reason("email-taken")) from None


def appoint(
    person: Person, capacity: Capacity, *, office: int | None = None, actor: Actor, at: datetime
) -> Post:
    """Give `person` a post of the home administration, in the open office `office`.

    Refused: `not-a-staff-capacity`, `appointed-already`, `office-unknown`, and `own-post`: nobody gives themselves
    another post, so that whoever appoints never comes to judge a case by their own word.
    """
    with act_new("appoint", topic="person", subject=str(person.pk), actor=actor, at=at) as note:
        seat = Office.objects.still_open().filter(pk=office or 0).first()
        _demand(
            "appoint",
            None if capacity in STAFF else Reason("not-a-staff-capacity", str(capacity)),
            None if seat or office is None else Reason("office-unknown"),
            Reason("own-post") if actor.person == person.pk else None,
        )
        post, new = Post.objects.select_for_update(of=("self",)).get_or_create(
            person=person, capacity=Capacity(capacity).value, defaults={"since": at, "office": seat}
        )
        if not new:
            _demand("appoint", Reason("appointed-already") if _lasts(post, at) else None)
            post.since, post.until, post.office = at, None, seat
            post.save()
        note(capacity=post.capacity, office=seat.name if seat else "")
    return post


def register_operator(
    *,
    name: str,
    tin: str,
    country: str,
    local_name: str = "",
    address: str = "",
    size: str = "small",
    staff: int = 0,
    actor: Actor,
    at: datetime,
) -> Operator:
    """Register a firm under the next number ("TRN-000123"); the acting person becomes its owner.

    `tin` is the Trader Identification Number and is kept normalised (`law.identifiers`). Refused with every
    fault: `name-missing`, `size-unknown`, the identifier's own reason, `identifier-taken`, `not-signed-in`.
    """
    with act_new("register-operator", topic="operator", actor=actor, at=at) as note:
        if (owner := actor.person) is None:
            raise Refused("register-operator", Reason("not-signed-in"))
        firm = Firm(name, tin, country, local_name, address, size, staff)
        operator = founded("register-operator", firm, owner, at=at)
        note.about(operator.number)
        note(name=operator.name, tin=operator.tin, country=operator.country, owner=owner)
    return operator


def founded(step: str, firm: Firm, owner: int, *, at: datetime) -> Operator:
    """Register `firm` with the person `owner` as its owner, for acts that do more.

    Refused as `step` with every fault: `name-missing`, `size-unknown`, the identifier's own reason, `identifier-taken`.
    """
    number = next_numbers(1)[0]  # registrations queue here, so the checks below cannot be overtaken
    key, fault = _tin(firm.tin)
    _demand(
        step,
        _named(firm.name),
        _sized(firm.size),
        fault,
        Reason("identifier-taken") if key and Operator.objects.filter(tin=key).exists() else None,
    )
    operator = Operator.objects.create(
        number=number,
        tin=key,
        name=firm.name.strip(),
        local_name=firm.local_name.strip(),
        country=firm.country.upper(),
        address=firm.address.strip(),
        size=firm.size,
        staff=firm.staff,
        joined_at=at,
    )
    Mandate.objects.create(person_id=owner, operator=operator, kind=MandateKind.OWNER.value, since=at)
    return operator


def describe_company(
    operator_number: str,
    *,
    name: str,
    local_name: str,
    address: str,
    country: str,
    size: str,
    staff: int,
    actor: Actor,
    at: datetime,
) -> Operator:
    """Describe the firm anew; the journal says which particulars changed. Refused: `name-missing`, `size-unknown`."""
    with act("describe-company", Operator, operator_number, actor=actor, at=at) as (operator, note):
        _demand("describe-company", _named(name), _sized(size))
        new = {
            "name": name.strip(),
            "local_name": local_name.strip(),
            "address": address.strip(),
            "country": country.upper(),
            "size": size,
            "staff": staff,
        }
        changed = {field: value for field, value in new.items() if getattr(operator, field) != value}
        for field, value in changed.items():
            setattr(operator, field, value)
        note(changed=changed)
    return operator


def set_consent(
    operator_number: str, *, public: bool, partners: bool, actor: Actor, at: datetime
) -> Operator:
    """Record what the firm lets us show. A firm that holds an authorisation goes through `casework.consent`."""
    with act("set-consent", Operator, operator_number, actor=actor, at=at) as (operator, note):
        consent_given(operator, note, public=public, partners=partners)
    return operator


def consent_given(operator: Operator, note: Note, *, public: bool, partners: bool) -> None:
    """Write the firm's consent on its held row; the work of `set-consent` for rooms above that do more."""
    operator.consent_public, operator.consent_partners = public, partners
    note(public=public, partners=partners)


def add_site(
    operator_number: str,
    *,
    name: str,
    address: str,
    purpose: str,
    customs_relevant: bool,
    activities: Iterable[str] = (),
    actor: Actor,
    at: datetime,
) -> Site:
    """Add premises to the firm and say what is done there, in words of `law.validation.Activity`.

    Refused: `name-missing`, `address-missing`, `activity-unknown`.
    """
    with act("add-site", Operator, operator_number, actor=actor, at=at) as (operator, note):
        done = {str(one) for one in activities}
        strange = sorted(done - set(Activity))
        _demand(
            "add-site",
            _named(name),
            None if address.strip() else Reason("address-missing"),
            Reason("activity-unknown", ", ".join(strange)) if strange else None,
        )
        site = Site.objects.create(
            operator=operator,
            name=name.strip(),
            address=address.strip(),
            purpose=purpose.strip(),
            customs_relevant=customs_relevant,
            activities=[one.value for one in Activity if one.value in done],
        )
        note(site=site.pk, name=site.name, customs_relevant=customs_relevant, activities=site.activities)
    return site


def close_site(site_pk: int, *, actor: Actor, at: datetime) -> Site:
    """Close premises; they stay in the history. Refused: `closed-already`."""
    about = (
        Site.objects.visible_to(actor).filter(pk=site_pk).values_list("operator__number", flat=True).first()
    )
    if about is None:
        raise Refused("close-site", Reason("not-found"))
    with act("close-site", Site, site_pk, topic="operator", subject=about, actor=actor, at=at) as (
        site,
        note,
    ):
        _demand("close-site", None if site.closed_at is None else Reason("closed-already"))
        site.closed_at = at
        note(site=site.pk, name=site.name)
    return site


def capacities_of(person: Person, at: datetime) -> list[Actor]:
    """Return every capacity in which `person` may act at `at`: one for each firm, then one for each post.

    Two queries. Nobody acts who may not sign in.
    """
    if not person.is_active:
        return []
    now = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    firms = [
        Actor(
            Capacity.APPLICANT,
            person=person.pk,
            name=person.name,
            operator=mandate.operator_id,
            mandate=MandateKind(mandate.kind),
        )
        for mandate in Mandate.objects.filter(now, person=person).order_by("since", "pk")
    ]
    posts = [
        Actor(Capacity(post.capacity), person=person.pk, name=person.name)
        for post in Post.objects.filter(now, person=person).order_by("since", "pk")
    ]
    return firms + posts


def _demand(step: str, *reasons: Reason | None) -> None:
    if unmet := [reason for reason in reasons if reason is not None]:
        raise Refused(step, *unmet)


def _tin(value: str) -> tuple[str, Reason | None]:
    try:
        return normalise(Scheme.TIN, value), None
    except InvalidIdentifier as fault:
        return "", fault.reason


def _named(name: str) -> Reason | None:
    return None if name.strip() else Reason("name-missing")


def _sized(size: str) -> Reason | None:
    return None if size in Operator.Size.values else Reason("size-unknown", size)


def _lasts(post: Post, at: datetime) -> bool:
    return post.until is None or post.until > at


def next_numbers(count: int) -> list[str]:
    """Return the next `count` trader numbers; whoever registers firms at once queues here until the first is in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT coalesce(max(substr(number, 5)::bigint), 0) + 1 FROM parties_operator "
            "WHERE number ~ '^TRN-[0-9]+$'"
        )
        first = int(cursor.fetchone()[0])
    return [f"{_TRADER}{number:06d}" for number in range(first, first + count)]
