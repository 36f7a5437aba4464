"""Seeing a firm's premises: which sites are in scope, what may be done from afar, when some may be left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openaeo.law.workflow import Reason


class Activity(StrEnum):
    """What is done at a site, as far as customs cares (EU AEO Guidelines 2.V.1; the list itself is inference)."""

    CUSTOMS_STORAGE = "customs-storage"
    EXPORT_GOODS = "export-goods"
    PRODUCTION = "production"
    LOADING = "loading"
    RECORDS = "records"
    HOME_STOCK = "home-stock"


RELEVANT = frozenset(Activity) - {Activity.HOME_STOCK}
"""Activities that bring a site into scope; a store of goods in free circulation for home sale may be left out."""


class SiteRisk(StrEnum):
    """How much care customs takes with a site."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class VisitMode(StrEnum):
    """How premises are validated; hybrid is by video for what may be remote, and on the spot for the rest."""

    ON_SITE = "on-site"
    VIDEO = "video"
    HYBRID = "hybrid"


class Course(StrEnum):
    """What becomes of a site in an assessment: visited, left out of the sample, or left to monitoring."""

    VISIT = "visit"
    SAMPLED = "sampled"
    MONITORED = "monitored"


class Condition(StrEnum):
    """What must be true before sites may be sampled (UCC-IA 29); an officer states each."""

    MANY_PREMISES = "many-premises"
    SHORT_OF_TIME = "short-of-time"
    SAME_SECURITY = "same-security"
    SAME_RECORDS = "same-records"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of premises when their validation is planned.

    `stated_relevant` is what the firm says; `risk` is customs' own rating, None while nobody gave one; `incident`
    is the latest serious incident known, `seen` the latest time customs was on the spot, and `followed_up` whether
    that was in this very case, so that what comes now is a follow-up.
    """

    name: str
    closed: bool = False
    stated_relevant: bool = True
    activities: frozenset[Activity] = frozenset()
    risk: SiteRisk | None = None
    incident: datetime | None = None
    seen: datetime | None = None
    followed_up: bool = False


@dataclass(frozen=True, slots=True)
class SiteCourse:
    """What became of a site in an assessment; `visited` once customs was there, `course` as an officer decided."""

    name: str
    visited: bool = False
    course: Course | None = None


def in_scope(site: SiteFacts) -> bool:
    """Return whether an assessment looks at `site`: it is open and tied to customs activity.

    Either word of the firm brings it in: that it is relevant, or one relevant activity. Source: EU AEO Guidelines
    2.V.1 (every site tied to customs activity, ordinary warehouses with goods for export among them).
    """
    return not site.closed and (site.stated_relevant or bool(site.activities & RELEVANT))


def sampling_unmet(stated: Collection[Condition], *, allowed: bool, others: int) -> tuple[Reason, ...]:
    """Return every reason why a site may not be left out of the sample; empty when it may.

    `allowed` is whether the programme knows sampling, `others` how many other sites in scope are visited or
    are to be. Reasons: `sampling-not-in-programme`, `sample-empty`, and for each condition that is not stated
    `sampling-` with its word. Source: UCC-IA 29.
    """
    if not allowed:
        return (Reason("sampling-not-in-programme"),)
    lacking = [Reason(f"sampling-{one.value}") for one in Condition if one not in stated]
    return (*lacking, *([] if others else [Reason("sample-empty")]))


def mode_unmet(
    site: SiteFacts, mode: VisitMode, *, first: bool, remote: Collection[str]
) -> tuple[Reason, ...]:
    """Return every reason why `site` may not be validated in `mode`; empty when it may. On the spot always may.

    `first` is whether the firm was never authorised before. `remote` is what the programme lets be remote, none:
    nothing: `revalidation` and `follow-up` are occasions, `low-risk` and `medium-risk` the sites. Hybrid leaves the
    premises to be seen on the spot. Each reason carries the name of the site:

    - `remote-not-in-programme` for video and hybrid alike, and for an occasion that the programme leaves out;
    - `first-grant-on-site`: remote work may prepare or follow up a first visit, not replace it (CT Strategies January
      2022 for the United States; EU AEO Guidelines 2.V.1 with HMRC CTH security, their sum being inference);
    - `risk-not-rated`, `risk-needs-on-site`: remote for low and medium risks first (CTPAT director February
      2021); that a site without rating waits is inference;
    - `unseen-since-incident`: places not seen since a serious incident stay physical (inference).
    """
    if mode is VisitMode.ON_SITE:
        return ()
    if not remote:
        return (Reason("remote-not-in-programme", site.name),)
    if mode is VisitMode.HYBRID:
        return ()
    follow_up = site.followed_up and "follow-up" in remote
    unseen = site.incident is not None and (site.seen is None or site.seen < site.incident)
    found = (
        (first and not follow_up, "first-grant-on-site"),
        (not first and not follow_up and "revalidation" not in remote, "remote-not-in-programme"),
        (site.risk is None, "risk-not-rated"),
        (site.risk is not None and f"{site.risk.value}-risk" not in remote, "risk-needs-on-site"),
        (unseen, "unseen-since-incident"),
    )
    return tuple(Reason(code, site.name) for stands, code in found if stands)


def unsettled(sites: Iterable[SiteCourse]) -> tuple[str, ...]:
    """Return the names of the sites in scope that nobody saw and no named act left out, in their order.

    A site left out of a sample counts only once another one was visited: a sample of nothing shows nothing.
    Source: UCC-IA 29, EU AEO Guidelines 2.V.1 (those not visited go into monitoring).
    """
    known = tuple(sites)
    sampled = any(site.visited for site in known)
    return tuple(
        site.name
        for site in known
        if not site.visited
        and site.course is not Course.MONITORED
        and not (site.course is Course.SAMPLED and sampled)
    )
