"""Who works for the home administration: the posts that are held, and how one ends."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from openaeo.bedrock.actors import Actor
from openaeo.bedrock.acts import act_new
from openaeo.law.terms import Capacity
from openaeo.law.workflow import Reason, Refused
from openaeo.parties.models import STAFF, Person, Post


def posts_held(*, actor: Actor, at: datetime) -> QuerySet[Post]:
    """Return the posts held at `at`, by name of the person; an administrator sees them, everybody else none."""
    if actor.capacity is not Capacity.ADMINISTRATOR:
        return Post.objects.none()
    held = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)
    return held.select_related("person", "office").order_by("person__name", "person_id", "since")


def officers(*, actor: Actor, at: datetime) -> QuerySet[Post]:
    """Return the posts of case officers held at `at`, by name of the person; staff see them, nobody else any."""
    if actor.capacity not in STAFF:
        return Post.objects.none()
    held = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at, person__is_active=True)
    found = held.filter(capacity=Capacity.OFFICER.value).select_related("person", "office")
    return found.order_by("person__name", "person_id")


def in_office(office: int, *, actor: Actor) -> QuerySet[Post, int]:
    """Return the keys of the people with a post in `office`, past ones included, to staff; nobody else gets any."""
    held = Post.objects.filter(office_id=office) if actor.capacity in STAFF else Post.objects.none()
    return held.values_list("person_id", flat=True)


def person_at(email: str, *, actor: Actor) -> Person | None:
    """Return the person who signs in with `email`, to an administrator; nobody to everybody else."""
    if actor.capacity is not Capacity.ADMINISTRATOR:
        return None
    return Person.objects.filter(email=email.strip().lower(), is_active=True).first()


def end_post(post_pk: int, *, actor: Actor, at: datetime) -> Post:
    """End a post; whoever held it acts in it no more. Refused: `not-found`, `last-administrator`.

    One administrator stays, or nobody could ever be appointed again.
    """
    with act_new("end-post", topic="person", actor=actor, at=at) as note:
        held = list(posts_held(actor=actor, at=at).select_for_update(of=("self",)))
        post = next((one for one in held if one.pk == post_pk), None)
        if post is None:
            raise Refused("end-post", Reason("not-found"))
        administrators = [
            one for one in held if one.capacity == Capacity.ADMINISTRATOR and one.person.is_active
        ]
        if administrators == [post]:
            raise Refused("end-post", Reason("last-administrator"))
        post.until = at
        post.save(update_fields=["until"])
        note.about(post.person_id)
        note(capacity=post.capacity, office=post.office.name if post.office else "")
    return post


def speak(language: str, *, actor: Actor) -> None:
    """Write to `actor` in `language` from now on. A reader's own affair: it leaves no journal entry.

    `language` is a code of `settings.LANGUAGES`. Refused: `not-signed-in`, `language-unknown`.
    """
    demands = (
        None if actor.person is not None else Reason("not-signed-in"),
        None if language in dict(settings.LANGUAGES) else Reason("language-unknown", language),
    )
    if unmet := [reason for reason in demands if reason is not None]:
        raise Refused("speak", *unmet)
    Person.objects.filter(pk__in=[actor.person]).update(language=language)
