"""The answers of a public readiness check on their way into an application: signed, so that nothing is kept for a stranger."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

SALT = "openaeo.readiness"
IN_SESSION = "ready"


@dataclass(frozen=True, slots=True)
class Ready:
    """What somebody said in the check: type, roles, and the criteria that the firm meets under an edition's hash."""

    tier: str = ""
    roles: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    edition_hash: str = ""


def sealed(ready: Ready) -> str:
    """Return `ready` as a signed text for an address."""
    said = [ready.tier, ready.roles, ready.met, ready.edition_hash]
    return signing.dumps(said, salt=SALT, compress=True)


def opened(text: str) -> Ready | None:
    """Return what `sealed` wrote, or None for a text that it did not write."""
    try:
        tier, roles, met, edition_hash = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return Ready(tier, tuple(roles), tuple(met), edition_hash)
