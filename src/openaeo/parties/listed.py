"""How firms come in from a list of holders kept before: registered without anybody who acts for them yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openaeo.parties.models import Operator, Site
from openaeo.parties.onboarding import next_numbers


@dataclass(frozen=True, slots=True)
class ListedFirm:
    """A firm as a list tells it; `tin` is tidied, `sites` are premises by name and address in one text."""

    tin: str
    name: str
    local_name: str
    country: str
    address: str
    roles: tuple[str, ...]
    public: bool
    sites: tuple[str, ...]


def registered(firms: Sequence[ListedFirm], *, at: datetime) -> dict[str, int]:
    """Return by TIN the firm of each of `firms`, registered where it is not known yet. Belongs inside an act.

    What is known already stays as it is, its sites included. Nobody acts for a firm that comes in so; customs names
    its first owner as the next owner of a firm whose people are gone (`parties.succession.propose`).
    """
    wanted = {firm.tin: firm for firm in firms}
    numbers = next_numbers(len(wanted))  # takes turns with everybody who registers firms
    known = dict(Operator.objects.filter(tin__in=wanted).values_list("tin", "pk"))
    new = [firm for tin, firm in wanted.items() if tin not in known]
    made = Operator.objects.bulk_create(
        Operator(
            number=number,
            tin=firm.tin,
            name=firm.name,
            local_name=firm.local_name,
            country=firm.country,
            address=firm.address,
            roles=list(firm.roles),
            consent_public=firm.public,
            joined_at=at,
        )
        for firm, number in zip(new, numbers, strict=False)
    )
    Site.objects.bulk_create(
        Site(operator=operator, name=text[:200], address=text)
        for operator, firm in zip(made, new, strict=True)
        for text in firm.sites
    )
    return known | {operator.tin: operator.pk for operator in made}
