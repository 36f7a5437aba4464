"""Who the people of the demonstration are, so that a visitor can be each of them in one click."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from openaeo.parties.models import Person

DOMAIN = "demo.example"
"""Where `openaeo demo seed` invents addresses; no real address can lie there (RFC 2606)."""


def cast() -> QuerySet[Person]:
    """Return the demonstration's people with posts and firms, in the order made; nobody unless `settings.DEMO`."""
    if not settings.DEMO:
        return Person.objects.none()
    everybody = Person.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)
    return everybody.prefetch_related("posts", "mandates__operator").order_by("pk")


def member(email: str) -> Person | None:
    """Return the demonstration's person with that e-mail address, if any."""
    return cast().filter(email=email).first()
